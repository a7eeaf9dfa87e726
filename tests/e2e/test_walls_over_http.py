"""Every route of every service, asked by one merchant for what is another's: it is not there.

The routes come from the OpenAPI documents. A route with a parameter that this test does not know fails it: say in
`foreign_operations` what the parameter names, and below where a foreign one comes from.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

import dutiful_classify.app
import dutiful_docs.app
from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_shared.contract.classification_examples import REQUEST_EXAMPLE as PRODUCT
from dutiful_shared.contract.documents import REQUEST_EXAMPLE as DOCUMENT
from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from dutiful_shared.contract.shipment_checks import CHECK_EXAMPLE
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE
from dutiful_shared.service.ticket import Purpose
from tests.builders.providers import UPS as UPS_REQUEST
from tests.builders.service_tickets import ticket_headers
from tests.contract.openapi_documents import SERVICES
from tests.e2e.foreign_operations import FOREIGN, NOT_STORED, OTHER_DOORS, OWN_NAMES, PUBLIC, Operation, operations
from tests.e2e.walled_merchant import (
    CART,
    ENDPOINT,
    ENTRY,
    MARK,
    WORDS,
    Victim,
    a_merchant,
    classified,
    held_screening,
    told,
)
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

EVENT = {"id": "1", "source": "customs", "at": "2026-11-03T08:00:00Z", "milestone": "held"}
SHIPMENT: dict[str, Any] = {**SHIPMENT_EXAMPLE, "expected": []}
#: Bodies by operation; without one, `{}` is sent.
BODIES: dict[str, Any] = {
    "create_quote": CART,
    "create_quotes": [CART],
    "commit_quote": {"reference": "1001"},
    "adjust_quote": CART,
    "refund_quote": {"reference": "r1", "lines": [{"id": MARK, "quantity": "1"}]},
    "add_shop": {"platform": "generic", "external_id": "theirs"},
    "set_shop_secret": {"value": "a secret of the intruder"},
    "add_webhook_endpoint": ENDPOINT,
    "set_webhook_endpoint": ENDPOINT,
    "replay_webhooks": {"since": "2026-11-01T00:00:00Z"},
    "put_article": {"origin": "CN"},
    "put_classifier_codes": {"codes": [{"sku": "one-name-of-two", "code": "610910", "probability": "0.9"}]},
    "create_classification": PRODUCT,
    "put_override": {"sku": "one-name-of-two", "codes": {"HS": "610910"}, "reason": "theirs"},
    "decide_review": {"codes": {"HS": "610910"}, "reason": "theirs"},
    "give_classification_feedback": {"right": False, "codes": {"HS": "610910"}},
    "create_document": {**DOCUMENT, "quote_id": None},
    "correct_document": {**DOCUMENT, "quote_id": None},
    "create_screening": {"reference": "theirs", "parties": [{"id": "a", "role": "buyer", "name": "Somebody Else"}]},
    "release_screening_hold": {"reason": "let it go"},
    "confirm_screening_hold": {"reason": "keep it"},
    "create_merchant_key": {"scopes": ["quote"]},
    "enter_into_ledger": {"entries": [{**ENTRY, "merchant": "theirs"}]},
    "create_shipment": SHIPMENT,
    "tell_events": {"events": [EVENT]},
    "tell_tracked_events": {"events": [{**EVENT, "carrier": "dhl_express", "tracking_number": "1234567890"}]},
    "check_shipment": CHECK_EXAMPLE,
    "draft_reply": {"asked_for": ["value"]},
    "return_goods": {"reference": "r1", "lines": [{"id": "1", "quantity": "1"}]},
    "add_invoice": INVOICE_EXAMPLE,
    "add_carrier_feed": {"carrier": "dhl_express"},
    "translate_cart": UPS_REQUEST,
    "quote_translated_cart": UPS_REQUEST,
    "create_shadow_quote": {"provider": "somebody", "amounts": {"currency": "GBP", "duty": "1.00"}},
}
#: Headers by operation.
HEADERS = {"replace_shop_settings": {"If-Match": "*"}, "replace_classification_settings": {"If-Match": "*"}}
#: Answers that hold what the intruder has sent itself.
ECHOES = frozenset({"create_quote", "create_quotes", "list_merchant_keys", "get_merchant_audit"})


OPERATIONS = [pytest.param(one, id=f"{one.service}: {one.method} {one.path}") for one in operations()]
FOREIGN_OPERATIONS = [
    pytest.param(one, id=f"{one.service}: {one.method} {one.path}")
    for one in operations()
    if one.foreign and one.path not in OTHER_DOORS
]


@pytest.fixture(scope="module")
async def clients_of(quote_app: FastAPI, seeded_database_url: str) -> AsyncIterator[Any]:
    """Key -> a client of each service that holds it."""
    values: dict[str, Any] = {"database_url": seeded_database_url, "request_deadline_ms": 30_000}
    apps = {
        "quote": quote_app,
        "classify": dutiful_classify.app.create_app(ClassifySettings(**values), classifier=KeywordClassifier()),
        "docs": dutiful_docs.app.create_app(
            DocsSettings(**values, document_store="memory:///"), transport=httpx2.ASGITransport(app=quote_app)
        ),
    }
    assert apps.keys() == SERVICES.keys()
    async with AsyncExitStack() as stack:
        for name in ("classify", "docs"):
            await stack.enter_async_context(apps[name].router.lifespan_context(apps[name]))

        async def clients(key: str) -> dict[str, httpx2.AsyncClient]:
            return {
                name: await stack.enter_async_context(
                    httpx2.AsyncClient(
                        transport=httpx2.ASGITransport(app=app),
                        base_url=f"http://{name}",
                        headers={"Authorization": f"Bearer {key}"},
                    )
                )
                for name, app in apps.items()
            }

        yield clients


@pytest.fixture(scope="module")
async def victim(clients_of: Any, seeded_database_url: str) -> Victim:
    merchant_id, key, key_id = await a_merchant(seeded_database_url)
    clients = await clients_of(key)
    http, docs = clients["quote"], clients["docs"]
    quote = (await http.post("/v1/quotes", json=CART)).json()
    settings = {"origins": [{"code": MARK, "place": {"country": "CN"}}]}
    assert (await http.put("/v1/merchant/settings", json=settings, headers={"If-Match": '"0"'})).status_code == 200
    ids = {"quote_id": quote["id"], "key_id": key_id}
    shop = (await http.post("/v1/shops", json={"platform": "generic", "external_id": MARK})).json()
    endpoint = (await http.post("/v1/webhook-endpoints", json=ENDPOINT)).json()
    article = {"descriptions": {"en": WORDS}}
    assert (await http.put(f"/v1/catalog/{OWN_NAMES['sku']}", json=article)).status_code == 201
    file = {"content": f"sku,origin\n{MARK},CN\n", "headers": {"Content-Type": "text/csv"}}
    screened = await held_screening(docs)
    taken_in = (await http.post("/v1/catalog/import", **file)).json()
    ids |= {"shop_id": shop["id"], "endpoint_id": endpoint["id"], "import_id": taken_in["id"]}
    ids |= await classified(clients["classify"])
    paper = {"kind": "commercial_invoice", "order": CART, "draft": True}
    ids["document_id"] = (await docs.post("/v1/documents", json=paper)).json()["id"]
    ids["document_ids"] = ids["document_id"]
    ids["document_batch_id"] = (await docs.post("/v1/document-batches", json={"documents": [paper]})).json()["id"]
    entries = {"entries": [{**ENTRY, "merchant": merchant_id}]}
    internal = ticket_headers(Purpose.ENTER_INTO_LEDGER)
    entered = (await docs.post("/v1/ledger/entries", json=entries, headers=internal)).json()["entries"]
    ids |= {"leaf": entered[0]["leaf"], "subject_id": ENTRY["subject"]}
    ids |= await told(docs)
    beside = {**BODIES["create_shadow_quote"], "quote_id": quote["id"], "provider_reference": WORDS}
    ids["shadow_id"] = (await docs.post("/v1/shadow-quotes", json=beside)).json()["id"]
    ids |= screened
    assert ids.keys() == FOREIGN
    assert all(ids.values())
    secrets = frozenset({MARK, WORDS, merchant_id, *ids.values()})
    return Victim(merchant_id, http, clients["classify"], docs, ids, secrets)


@pytest.fixture(scope="module")
async def intruder(clients_of: Any, seeded_database_url: str, victim: Victim) -> dict[str, httpx2.AsyncClient]:
    """Clients with the key of another merchant, which may do everything that a key may do."""
    _, key, _ = await a_merchant(seeded_database_url)
    clients: dict[str, httpx2.AsyncClient] = await clients_of(key)
    return clients


async def asked(operation: Operation, victim: Victim, intruder: dict[str, httpx2.AsyncClient]) -> httpx2.Response:
    values = {**PUBLIC, **OWN_NAMES, **victim.ids}
    path = operation.path.format(**{name: values[name] for name in operation.in_path})
    body = BODIES.get(operation.operation_id, {})
    if operation.in_body & FOREIGN:
        body = body | {name: _sent(name, victim) for name in operation.in_body & FOREIGN}
    if operation.operation_id == "create_document_batch":
        body = {"documents": [{**DOCUMENT, "quote_id": victim.ids["quote_id"]}]}
    query = {name: victim.ids[name] for name in operation.in_query & FOREIGN}
    sends = operation.method in {"POST", "PUT", "PATCH"}
    headers = HEADERS.get(operation.operation_id, {})
    client = intruder[operation.service]
    return await client.request(operation.method, path, params=query, headers=headers, json=body if sends else None)


def _sent(name: str, victim: Victim) -> str | list[str]:
    """What is another's, as a field of this name takes it."""
    return [victim.ids[name]] if name.endswith("_ids") else victim.ids[name]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_a_route_is_asked_with_is_known_here(operation: Operation) -> None:
    assert operation.keyed or operation.path in OTHER_DOORS, "say in OTHER_DOORS why no key opens this path"
    if operation.path in OTHER_DOORS:
        return  # What is named where no key opens is proven by whoever may knock there, with the tests of that door.
    unknown = operation.in_path - FOREIGN - PUBLIC.keys() - OWN_NAMES.keys()
    unknown |= (operation.in_query | operation.in_body) - FOREIGN - NOT_STORED
    assert not unknown, (
        "say in FOREIGN, PUBLIC, OWN_NAMES or NOT_STORED what these parameters name, and give the victim one"
    )


@pytest.mark.parametrize("operation", FOREIGN_OPERATIONS)
async def test_what_is_anothers_is_not_there(
    operation: Operation, victim: Victim, intruder: dict[str, httpx2.AsyncClient]
) -> None:
    response = await asked(operation, victim, intruder)

    if operation.operation_id == "list_documents":  # a list of what is the caller's own, which is nothing
        assert response.json()["documents"] == []
        return
    if operation.operation_id == "create_document_batch":  # each paper is looked at for itself, later
        assert await _refused_papers(intruder["docs"], response.json()["id"]) == (1, 0)
        return
    assert response.json()["code"] == "not_found", response.text
    assert not [one for one in victim.secrets - set(victim.ids.values()) if one in response.text]


async def test_a_shipment_names_no_paper_of_another(victim: Victim, intruder: dict[str, httpx2.AsyncClient]) -> None:
    body = {**SHIPMENT, "document_ids": [victim.ids["document_id"]]}
    response = await intruder["docs"].post("/v1/shipments", json=body)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def _refused_papers(docs: httpx2.AsyncClient, batch_id: str) -> tuple[int, int]:
    """How many papers of the batch were refused and how many made, once it has ended."""
    while True:
        batch = (await docs.get(f"/v1/document-batches/{batch_id}")).json()
        if batch["state"] not in {"waiting", "running"}:
            return batch["refused"], batch["made"]
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if not one.values[0].foreign])  # type: ignore[attr-defined]
async def test_no_answer_holds_anything_of_another(
    operation: Operation, victim: Victim, intruder: dict[str, httpx2.AsyncClient]
) -> None:
    if operation.path in OTHER_DOORS:
        return
    response = await asked(operation, victim, intruder)

    # What was sent may come back: only the own cart and the own key carry the mark.
    sent = {MARK} if operation.operation_id in ECHOES else set()
    assert not [one for one in victim.secrets - sent if one in response.text]


async def test_after_all_of_that_the_other_still_has_what_it_had(
    victim: Victim, intruder: dict[str, httpx2.AsyncClient]
) -> None:
    for parameters in OPERATIONS:
        operation: Operation = parameters.values[0]  # type: ignore[assignment]
        if operation.path not in OTHER_DOORS:
            await asked(operation, victim, intruder)

    quote = await victim.http.get(f"/v1/quotes/{victim.ids['quote_id']}")
    settings = await victim.http.get("/v1/merchant/settings")
    keys = (await victim.http.get("/v1/merchant/keys")).json()["keys"]
    shops = (await victim.http.get("/v1/shops")).json()["shops"]
    endpoint = await victim.http.get(f"/v1/webhook-endpoints/{victim.ids['endpoint_id']}")
    article = await victim.http.get(f"/v1/catalog/{OWN_NAMES['sku']}")
    assert ([shop["id"] for shop in shops], endpoint.status_code) == ([victim.ids["shop_id"]], 200)
    assert WORDS in article.text
    review = (await victim.classify.get(f"/v1/reviews/{victim.ids['review_id']}")).json()
    answer = (await victim.classify.post("/v1/classifications", json={"title": "x", "sku": OWN_NAMES["sku"]})).json()
    batch = (await victim.classify.get(f"/v1/classifications/batch/{victim.ids['batch_id']}")).json()
    assert (review["state"], review["claimed_by"], batch["state"]) == ("waiting", None, "done")
    assert (answer["memory"]["override_id"], answer["memory"]["valid_to"]) == (victim.ids["override_id"], None)
    openings = await victim.docs.get("/v1/ledger/entries", params={"subject_id": victim.ids["subject_id"]})
    assert [one["leaf"] for one in openings.json()["openings"]] == [victim.ids["leaf"]]
    shipment = (await victim.docs.get(f"/v1/shipments/{victim.ids['shipment_id']}")).json()
    feeds = (await victim.docs.get("/v1/carrier-feeds")).json()["feeds"]
    assert (shipment["shipment"]["order_reference"], shipment["events"], shipment["returns"]) == (MARK, [], [])
    assert [feed["id"] for feed in feeds] == [victim.ids["feed_id"]]
    assert (quote.status_code, quote.json()["lines"][0]["id"]) == (200, MARK)
    assert (settings.headers["ETag"], settings.json()["origins"][0]["code"]) == ('"1"', MARK)
    assert [(key["id"], key["revoked_at"]) for key in keys] == [(victim.ids["key_id"], None)]


async def test_the_token_of_anothers_quote_says_nothing(
    victim: Victim, intruder: dict[str, httpx2.AsyncClient]
) -> None:
    token = {"token": (await victim.http.post("/v1/quotes", json=CART)).json()["token"]}

    assert (await victim.http.post("/v1/quotes/verify", json=token)).json()["valid"]
    refused = (await intruder["quote"].post("/v1/quotes/verify", json=token)).json()
    assert (refused["valid"], refused["claims"]) == (False, None)
