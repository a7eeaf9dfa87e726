"""Papers over HTTP: the docs service beside a real quote service, PostgreSQL and a store."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pikepdf
import pypdf
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.documents import (
    BatchState,
    DocumentBatch,
    DocumentBatchRequest,
    DocumentKind,
    DocumentRequest,
)
from dutiful_shared.contract.faults import MOST_FAULTS
from tests.builders.papers import CONSIGNEE, EXPORTER, complete, order, request

CARTS = {
    "in the destination's currency": {**order(), "currency": "EUR"},
    "in another currency, with a discount": {**order(), "discount": "7.77"},
    "delivered duty paid": {**order(), "incoterm": "DDP"},
    "with the tax in its prices": {**order(), "currency": "EUR", "prices_include": ["destination_tax"]},
    "to Japan": {**order(), "ship_to": {"country": "JP"}, "currency": "JPY", "shipping": "1800", "insurance": "0"},
}


class ByHost(httpx2.AsyncBaseTransport):
    """Sends a request to the application of its host, as a network would."""

    def __init__(self, **apps: FastAPI) -> None:
        self._transports = {name: httpx2.ASGITransport(app=app) for name, app in apps.items()}

    async def handle_async_request(self, asked: httpx2.Request) -> httpx2.Response:
        return await self._transports[asked.url.host].handle_async_request(asked)


@pytest.fixture(scope="module")
async def docs_app(
    quote_app: FastAPI, seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url="http://quote",
        document_store=f"file://{tmp_path_factory.mktemp('papers')}",
        document_batch_seconds=0.1,
    )
    app = create_app(settings, transport=ByHost(quote=quote_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def dutiful(docs_app: FastAPI, quote_app: FastAPI, sandbox: str) -> AsyncIterator[DutifulClient]:
    urls = BaseUrls(quote="http://quote", docs="http://docs")
    async with DutifulClient(urls, sandbox, transport=ByHost(quote=quote_app, docs=docs_app)) as client:
        yield client


@pytest.fixture
async def docs_api(docs_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {sandbox}"}
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
        yield client


async def quoted(quote_api: httpx2.AsyncClient, cart: dict[str, Any]) -> dict[str, Any]:
    response = await quote_api.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def for_quote(quote: dict[str, Any], kind: str = "commercial_invoice", **changes: Any) -> DocumentRequest:
    asked = {**request(kind), "quote_id": quote["id"], **changes}
    del asked["order"]
    return DocumentRequest.model_validate(asked)


@pytest.mark.parametrize("cart", [pytest.param(cart, id=name) for name, cart in CARTS.items()])
async def test_the_amounts_of_a_paper_are_those_of_the_quote(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, cart: dict[str, Any]
) -> None:
    quote = await quoted(quote_api, cart)
    there = {**CONSIGNEE, "country": cart["ship_to"]["country"], "postal_code": None}
    made = await dutiful.create_document(for_quote(quote, parties={"exporter": EXPORTER, "consignee": there}))
    paper = (await docs_api.get(f"/v1/documents/{made.id}.json")).json()["paper"]

    totals = paper["totals"]
    assert totals["goods"] == quote["goods_total"]["amount"]
    assert (totals["shipping"], totals["insurance"]) == (quote["shipping"]["amount"], quote["insurance"]["amount"])
    assert sum(Decimal(line["value"]) for line in paper["lines"]) == Decimal(quote["goods_total"]["amount"])
    assert [line["tariff_code"] for line in paper["lines"]] == [line["tariff_code"] for line in quote["lines"]]


async def test_a_paper_says_what_the_catalogue_says_in_its_languages(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    sku = f"tee-{uuid4().hex[:8]}"
    words = {"en": "T-shirt of cotton", "de": "T-Shirt aus Baumwolle", "fr": "T-shirt en coton"}
    assert (await quote_api.put(f"/v1/catalog/{sku}", json={"descriptions": words})).status_code == 201
    quote = await quoted(quote_api, order(lines=[{**order()["lines"][0], "sku": sku}, *order()["lines"][1:]]))
    made = await dutiful.create_document(for_quote(quote, language="de-CH", second_language="fr"))
    lines = (await docs_api.get(f"/v1/documents/{made.id}.json")).json()["paper"]["lines"]
    pdf = await dutiful.document_form(made.id, "pdf")
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    said = [(line["description"], line["second_description"]) for line in lines]
    assert said[:2] == [("T-Shirt aus Baumwolle", "T-shirt en coton"), ("Drinking mug of porcelain, 350 ml", None)]
    assert ("T-Shirt aus Baumwolle" in text, "T-shirt en coton" in text) == (True, True)


async def test_duty_paid_in_advance_stands_beside_the_total(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, {**order(), "incoterm": "DDP"})
    made = await dutiful.create_document(for_quote(quote))
    pdf = await dutiful.document_form(made.id, "pdf")
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    paid = {name: quote[name]["amount"] for name in ("duty", "tax") if quote[name] and Decimal(quote[name]["amount"])}
    assert paid
    assert [amount for amount in paid.values() if f"USD {amount}" not in text] == []


@pytest.mark.parametrize(
    ("price", "code"), [pytest.param("9.00", 201, id="below it"), pytest.param("9000.00", 422, id="above it")]
)
async def test_h7_of_a_quote_in_dollars_is_held_against_its_limit_in_euro(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, price: str, code: int
) -> None:
    quote = await quoted(quote_api, order(lines=[{**one, "unit_price": price} for one in order()["lines"]]))
    response = await docs_api.post("/v1/documents", json=for_quote(quote, "eu_h7").model_dump(mode="json"))
    body = response.json()
    assert response.status_code == code, body
    assert (body.get("unchecked"), [one["pointer"] for one in body.get("errors", ())]) == (
        ([], []) if code == 201 else (None, ["/kind"])
    )


async def test_an_invoice_of_a_quote_without_a_code_is_refused_where_customs_want_one(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, order(lines=[{**one, "hs_code": None} for one in order()["lines"]]))
    response = await docs_api.post("/v1/documents", json=for_quote(quote).model_dump(mode="json"))
    told = [(one["code"], one["pointer"]) for one in response.json()["errors"]]
    assert (response.status_code, told) == (422, [("missing_on_paper", "/quote_id")])


async def test_goods_that_are_given_away_are_worth_on_paper_what_the_quote_takes_them_for(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    first, *others = order()["lines"]
    free = {**first, "unit_price": "0", "discount": "0", "declared_value": "30.00"}
    quote = await quoted(quote_api, order(lines=[free, *others]))
    made = await docs_api.post("/v1/documents", json=for_quote(quote).model_dump(mode="json"))
    paper = (await docs_api.get(f"/v1/documents/{made.json()['id']}.json")).json()["paper"]
    assert paper["totals"]["goods"] == quote["goods_total"]["amount"]
    assert [line["free"] for line in paper["lines"]] == [True, False, False]


async def test_each_form_is_had_by_its_path_and_by_what_is_accepted(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    place = f"/v1/documents/{made.id}"
    kinds = {}
    for name, path, accept in (
        ("pdf by path", f"{place}.pdf", "*/*"),
        ("json by path", f"{place}.json", "*/*"),
        ("xml by query", f"{place}?format=xml", "*/*"),
        ("pdf accepted", place, "application/pdf"),
        ("xml accepted", place, "application/xml"),
        ("document", place, "application/json"),
    ):
        response = await docs_api.get(path, headers={"Accept": accept})
        kinds[name] = (response.status_code, response.headers["content-type"])
    assert kinds == {
        "pdf by path": (200, "application/pdf"),
        "json by path": (200, "application/json"),
        "xml by query": (200, "application/xml"),
        "pdf accepted": (200, "application/pdf"),
        "xml accepted": (200, "application/xml"),
        "document": (200, "application/json"),
    }


async def test_a_form_that_there_is_not_is_not_acceptable(dutiful: DutifulClient, docs_api: httpx2.AsyncClient) -> None:
    made = await dutiful.create_document(complete("cn23"))
    picture = await docs_api.get(f"/v1/documents/{made.id}", headers={"Accept": "image/png"})
    xml = await docs_api.get(f"/v1/documents/{made.id}?format=xml")
    assert (picture.status_code, xml.status_code, made.links.xml) == (406, 404, None)


async def test_blanks_are_refused_all_at_once_with_their_rules(docs_api: httpx2.AsyncClient) -> None:
    response = await docs_api.post("/v1/documents", json={"kind": "cn23", "order": order()})
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "document_incomplete")
    pointers = [error["pointer"] for error in body["errors"]]
    assert {"/parties/exporter/name", "/packages", "/transport/item_id", "/signatory/name"} <= set(pointers)
    assert all("(" in error["detail"] for error in body["errors"])


async def test_a_paper_to_a_country_that_was_not_quoted_is_refused_with_its_blanks(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, {**order(), "ship_to": {"country": "JP"}, "currency": "JPY"})
    asked = {**request(), "quote_id": quote["id"], "signatory": None}
    del asked["order"]
    response = await docs_api.post("/v1/documents", json=asked)
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "invalid_request")
    assert [(error["code"], error["pointer"]) for error in body["errors"]] == [
        ("not_stated", "/parties/consignee/country"),
        ("missing_on_paper", "/signatory/name"),
        ("missing_on_paper", "/signatory/date"),
    ]


async def test_a_paper_tells_in_which_language_it_states_origin(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("origin_statement", language="it"))
    told = (await dutiful.document(made.id)).origin_wording
    assert told is not None
    assert (told.agreement, told.language, told.languages) == ("EU_UK", "en", ("en", "de", "fr"))
    assert (await dutiful.create_document(complete("commercial_invoice"))).origin_wording is None


async def test_a_draft_has_its_blanks_and_no_place_in_the_ledger(docs_api: httpx2.AsyncClient) -> None:
    response = await docs_api.post("/v1/documents?draft=true", json={"kind": "cn23", "order": order()})
    body = response.json()
    assert (response.status_code, body["draft"], body["ledger"]["status"]) == (201, True, "none")


async def test_a_draft_lists_what_the_same_paper_would_be_refused_for(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    asked = {"kind": "cn23", "order": order()}
    refused = (await docs_api.post("/v1/documents", json=asked)).json()["errors"]
    draft = (await docs_api.post("/v1/documents?draft=true", json=asked)).json()
    told = [(one["pointer"], f"{one['rule']} ({one['source']})") for one in draft["blanks"]]
    assert told == [(one["pointer"], one["detail"]) for one in refused]
    assert (await dutiful.document(draft["id"])).model_dump(mode="json")["blanks"] == draft["blanks"]
    assert (await dutiful.create_document(complete("cn23"))).blanks == ()


async def test_the_pages_of_a_paper_are_pictures_and_those_it_has_not_are_not_there(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    assert made.links.picture is not None
    first = await docs_api.get(made.links.picture)
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    assert await dutiful.document_picture(made.id) == first.content
    beyond = await docs_api.get(f"{made.links.picture}&page={made.pages + 1}")
    data = await dutiful.create_document(complete("upu_itmatt"))
    without = await docs_api.get(f"/v1/documents/{data.id}.png")
    assert (beyond.status_code, without.status_code, data.links.picture) == (404, 404, None)


async def test_the_same_key_gives_the_same_document(docs_api: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first = await docs_api.post("/v1/documents", json=request(), headers=headers)
    second = await docs_api.post("/v1/documents", json=request(), headers=headers)
    assert first.status_code == 201
    assert first.content == second.content


async def test_a_correction_is_a_new_version_and_the_old_one_stays(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    before = await dutiful.document_form(made.id, "pdf")
    fixed = await dutiful.correct_document(made.id, complete("commercial_invoice", remarks="Corrected"))
    assert (fixed.id, fixed.version, (await dutiful.document(made.id)).version) == (made.id, 2, 2)
    assert await dutiful.document_form(made.id, "pdf", version=1) == before
    assert fixed.sha256 != made.sha256


async def test_a_correction_stays_of_its_kind(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    with pytest.raises(DutifulProblem) as refusal:
        await dutiful.correct_document(made.id, complete("packing_list"))
    assert [error.pointer for error in refusal.value.problem.errors] == ["/kind"]


async def test_pages_list_every_document_once(dutiful: DutifulClient, quote_api: httpx2.AsyncClient) -> None:
    quote = await quoted(quote_api, order())
    made = [(await dutiful.create_document(for_quote(quote, "packing_list"))).id for _ in range(3)]
    first = await dutiful.documents(quote_id=quote["id"], limit=2)
    second = await dutiful.documents(quote_id=quote["id"], limit=2, cursor=first.next)
    assert sorted(one.id for one in (*first.documents, *second.documents)) == sorted(made)
    assert (len(first.documents), second.next) == (2, None)


@pytest.mark.parametrize("kind", ["commercial_invoice", "packing_list"])
async def test_a_paper_is_listed_by_its_number(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient, kind: str
) -> None:
    quote = await quoted(quote_api, order())
    asked = for_quote(quote, kind)
    await dutiful.create_document(asked)
    (listed,) = (await dutiful.documents(quote_id=quote["id"])).documents
    assert listed.number == asked.invoice.number is not None
    assert listed.order_reference == asked.invoice.order_reference


async def test_a_paper_for_a_quote_that_is_not_there_is_refused(dutiful: DutifulClient) -> None:
    with pytest.raises(DutifulProblem, match="not_found"):
        await dutiful.create_document(for_quote({"id": f"q_{'0' * 32}"}))


async def finished(dutiful: DutifulClient, batch: DocumentBatch) -> DocumentBatch:
    async with asyncio.timeout(60):
        while batch.state is not BatchState.DONE:
            await asyncio.sleep(0.05)
            batch = await dutiful.document_batch(batch.id)
    return batch


async def test_a_batch_makes_what_it_can_and_lists_the_rest(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, order())
    unknown = for_quote({"id": "q_unknown"})
    wanted = (for_quote(quote), complete("packing_list"), complete("cn23", packages=[]), complete("eu_h7"), unknown)
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=wanted)))

    assert (batch.wanted, batch.made, batch.refused) == (5, 3, 2)
    assert [fault.pointer for fault in batch.faults] == [
        "/documents/2/packages",
        "/documents/2/packages/0/gross_weight_kg",
        "/documents/4/quote_id",
    ]
    with zipfile.ZipFile(io.BytesIO(await dutiful.document_batch_result(batch.id))) as archive:
        kinds = [name.split("-")[1] for name in archive.namelist()]
        assert archive.testzip() is None
    assert kinds == [DocumentKind.COMMERCIAL_INVOICE, DocumentKind.PACKING_LIST, DocumentKind.EU_H7]


@pytest.mark.parametrize("end", ["void", "adjust"])
async def test_a_quote_that_holds_no_longer_makes_no_paper_but_a_return(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient, end: str
) -> None:
    quote = await quoted(quote_api, order())
    committed = await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json={"reference": quote["id"]})
    assert committed.status_code == 200, committed.text
    fewer = order(lines=[{**order()["lines"][0], "quantity": 1}, *order()["lines"][1:]])
    ended = await quote_api.post(f"/v1/quotes/{quote['id']}/{end}", json=fewer if end == "adjust" else {})
    assert ended.status_code == 200, ended.text

    with pytest.raises(DutifulProblem) as refusal:
        await dutiful.create_document(for_quote(quote))
    assert [fault.pointer for fault in refusal.value.problem.errors] == ["/quote_id"]
    wanted = (for_quote(quote), for_quote(quote, "return_declaration"), complete("packing_list"))
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=wanted)))
    assert [fault.pointer for fault in batch.faults if fault.code == "not_stated"] == ["/documents/0/quote_id"]
    if end == "adjust":
        now = ended.json()["quote"]["id"]
        assert now in batch.faults[0].detail
        assert (await dutiful.create_document(for_quote({"id": now}, packages=[], draft=True))).quote_id == now


#: Lines that nobody ordered, and three blanks: what the package weighs, measures and holds.
FAULTY = complete(
    "packing_list", packages=[{"number": "1", "contents": [{"line": "unknown", "quantity": 1}] * (MOST_FAULTS + 12)}]
)


async def test_of_a_paper_with_very_many_faults_a_batch_lists_the_first(dutiful: DutifulClient) -> None:
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=(FAULTY,))))
    assert (batch.refused, len(batch.faults)) == (1, MOST_FAULTS + 1)
    assert "more are wrong than what is listed" in batch.faults[-1].detail


async def test_a_refused_paper_lists_the_first_faults_and_says_how_many_more_there_are(dutiful: DutifulClient) -> None:
    with pytest.raises(DutifulProblem) as refused:
        await dutiful.create_document(FAULTY)
    (more,) = re.findall("([0-9]+) more are wrong", str(refused.value.problem.detail))
    assert (len(refused.value.problem.errors), int(more)) == (MOST_FAULTS, 12 + 3)


async def test_a_batch_can_be_one_pdf_for_a_printer(dutiful: DutifulClient) -> None:
    wanted = tuple(complete("commercial_invoice") for _ in range(5))
    asked = DocumentBatchRequest(documents=wanted, result="pdf")
    batch = await finished(dutiful, await dutiful.create_document_batch(asked))
    with pikepdf.open(io.BytesIO(await dutiful.document_batch_result(batch.id))) as whole:
        assert len(whole.pages) == 5


async def test_what_lies_in_the_store_is_named_by_its_hash(docs_app: FastAPI, dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    folder = docs_app.state.service.settings.document_store.removeprefix("file://")
    found = await asyncio.to_thread(lambda: [path.name for path in Path(folder).rglob(made.sha256)])
    assert found == [made.sha256]
