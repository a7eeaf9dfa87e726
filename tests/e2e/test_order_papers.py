"""Papers that are made by themselves: from the commit of a quote to the merchant's papers, through both services."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from typer.testing import CliRunner, Result

from dutiful_docs.app import create_app
from dutiful_docs.documents.subject import ordered
from dutiful_docs.settings import DocsSettings
from dutiful_quote.orders.paper_forwarder import PaperForwarder, acquire_paper_forwarder
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.docs_news import announce_docs_news
from dutiful_shared.cli import app as command
from dutiful_shared.client import DutifulClient
from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.client.order_papers import OrderPaperClient
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE
from dutiful_shared.service.ticket import Purpose, tickets_of
from tests.builders.listening import listening
from tests.builders.papers import CONSIGNEE, EXPORTER, order, request, wanted
from tests.builders.service_tickets import ticket_headers

pytestmark = pytest.mark.e2e

GIVEN = {
    "parties": {"exporter": EXPORTER},
    "transport": {"carrier": "UPS", "incoterm_place": "Lyon"},
    "signatory": {"name": "Dana Reyes", "title": "Export manager", "place": "Austin"},
}
#: Of this order alone: to whom it goes, and what the Union asks of each article.
DETAILS = {"parties": {"consignee": CONSIGNEE}, "goods": request()["goods"]}
RULES = [
    {"destinations": ["FR"], "kinds": ["commercial_invoice"], "language": "fr", "second_language": "en"},
    {"destinations": ["JP"], "kinds": ["packing_list"]},
]


@pytest.fixture(scope="module")
async def docs_app(quote_app: FastAPI, seeded_database_url: str) -> AsyncIterator[FastAPI]:
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url="http://quote",
        document_store="memory:///",
        document_batch_seconds=0.1,
    )
    app = create_app(settings, transport=httpx2.ASGITransport(app=quote_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def docs(docs_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {sandbox}"}
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
        settings = {"rules": RULES, "given": GIVEN}
        assert (await client.put("/v1/order-papers/settings", json=settings)).status_code == 200
        yield client


@pytest.fixture
async def forward(
    quote_app: FastAPI, docs_app: FastAPI, seeded_database_url: str
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Brings what waits in the quote service to the docs service, as its forwarder does every second."""
    engine = connect(QuoteSettings(database_url=seeded_database_url), "tests", role=SERVICE_ROLE)  # type: ignore[arg-type]
    tickets = tickets_of(InternalSettings(), Purpose.TELL_OF_ORDERS, "quote")
    client = OrderPaperClient(BaseUrls(docs="http://docs"), tickets, transport=httpx2.ASGITransport(app=docs_app))
    forwarder = PaperForwarder(engine, quote_app.state.resources.quotes, client, CollectorRegistry())
    await forwarder.turn()
    yield forwarder.turn
    await client.aclose()
    await engine.dispose()


async def quoted(quote_api: httpx2.AsyncClient, **changes: Any) -> str:
    answer = await quote_api.post("/v1/quotes", json=order(**changes))
    assert answer.status_code == 200, answer.text
    quote_id: str = answer.json()["id"]
    return quote_id


async def committed(quote_api: httpx2.AsyncClient, quote_id: str, reference: str = "") -> None:
    body = {"reference": reference or uuid4().hex}
    answer = await quote_api.post(f"/v1/quotes/{quote_id}/commit", json=body)
    assert answer.status_code == 200, answer.text


async def papers_of(docs: httpx2.AsyncClient, quote_id: str) -> dict[str, Any]:
    """The papers of an order, once the worker is done with them."""
    async with asyncio.timeout(60):
        while True:
            answer: dict[str, Any] = (await docs.get(f"/v1/order-papers/{quote_id}")).json()
            if answer["batch"] is not None and answer["batch"]["state"] == "done":
                return answer
            await asyncio.sleep(0.1)


async def test_a_commit_becomes_papers_once_and_an_adjustment_their_next_version(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, forward: Callable[[], Awaitable[None]]
) -> None:
    quote_id, reference = await quoted(quote_api), uuid4().hex
    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    await committed(quote_api, quote_id, reference)
    await committed(quote_api, quote_id, reference)
    await forward()
    first = await papers_of(docs, quote_id)
    assert (first["batch"]["faults"], first["batch"]["made"], first["sequence"]) == ([], 1, 1)
    (document_id,) = first["documents"]
    made = (await docs.get(f"/v1/documents/{document_id}")).json()
    said = (await docs.get(f"/v1/documents/{document_id}.json")).json()["paper"]
    assert (made["version"], made["kind"], made["quote_id"]) == (1, "commercial_invoice", quote_id)
    assert (said["language"], said["second_language"], said["invoice"]["number"]) == ("fr", "en", reference)

    fewer = order(lines=[{**order()["lines"][0], "quantity": 1}, *order()["lines"][1:]])
    adjusted = await quote_api.post(f"/v1/quotes/{quote_id}/adjust", json=fewer)
    assert adjusted.status_code == 200, adjusted.text
    await forward()
    second = await papers_of(docs, quote_id)
    now = (await docs.get(f"/v1/documents/{document_id}")).json()
    then = (await docs.get(f"/v1/documents/{document_id}?version=1")).json()
    assert (second["documents"], second["sequence"]) == ([document_id], 2)
    assert (now["version"], now["quote_id"]) == (2, adjusted.json()["quote"]["id"])
    assert then["sha256"] == made["sha256"]


async def test_papers_that_are_made_by_themselves_say_what_was_ordered(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, forward: Callable[[], Awaitable[None]]
) -> None:
    services = [{"code": "xp", "mode": "express", "shipping": "49.00"}]
    quote_id = await quoted(quote_api, services=services)
    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    chosen = {"reference": uuid4().hex, "service": "xp", "delivery": "ddp"}
    told = [(await quote_api.post(f"/v1/quotes/{quote_id}/commit", json=chosen)).json()]
    await forward()
    (document_id,) = (await papers_of(docs, quote_id))["documents"]
    fewer = order(services=services, lines=[{**order()["lines"][0], "quantity": 1}, *order()["lines"][1:]])
    told.append((await quote_api.post(f"/v1/quotes/{quote_id}/adjust", json=fewer)).json()["order"])
    await forward()
    await papers_of(docs, quote_id)
    said = [(await docs.get(f"/v1/documents/{document_id}.json?version={one}")).json()["paper"] for one in (1, 2)]

    assert [(one["incoterm"], one["totals"]["shipping"]) for one in said] == [("DDP", "49.00")] * 2
    paid = [sum(Decimal(one["amount"]) for one in paper["totals"]["memo"]) for paper in said]
    assert [f"{Decimal(paper['totals']['total']) + memo:f}" for paper, memo in zip(said, paid, strict=True)] == [
        one["due_at_checkout"]["amount"] for one in told
    ]


async def test_what_a_paper_lacks_is_listed_and_told_and_stating_it_makes_the_paper(
    quote_api: httpx2.AsyncClient,
    docs: httpx2.AsyncClient,
    forward: Callable[[], Awaitable[None]],
    seeded_database_url: str,
) -> None:
    endpoint = {"url": "https://orders.example/papers", "event_types": ["document.refused"]}
    assert (await quote_api.post("/v1/webhook-endpoints", json=endpoint)).status_code == 201
    quote_id = await quoted(quote_api)
    await committed(quote_api, quote_id)
    await forward()
    refused = await papers_of(docs, quote_id)
    lacking = {fault["pointer"] for fault in refused["batch"]["faults"]}
    assert {"/documents/0/parties/consignee/name", "/documents/0/parties/consignee/street"} <= lacking
    listed = (await docs.get("/v1/order-papers?only_refused=true")).json()["orders"]
    assert quote_id in [one["quote_id"] for one in listed]
    assert await told_refusals(seeded_database_url, quote_id) == 1

    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    stated = await papers_of(docs, quote_id)
    assert (stated["batch"]["faults"], len(stated["documents"])) == ([], 1)
    for details in ({**DETAILS, "remarks": "Fragile"}, DETAILS, DETAILS):
        assert (await docs.put(f"/v1/order-papers/{quote_id}", json=details)).status_code == 200
        await papers_of(docs, quote_id)
    (document_id,) = (await papers_of(docs, quote_id))["documents"]
    assert (await docs.get(f"/v1/documents/{document_id}")).json()["version"] == 3
    assert await told_refusals(seeded_database_url, quote_id) == 1


async def told_refusals(database_url: str, quote_id: str) -> int:
    """How many events tell that papers of the order were refused, to however many endpoints they go."""
    engine = connect(QuoteSettings(database_url=database_url), "tests", role=SERVICE_ROLE)  # type: ignore[arg-type]
    await announce_docs_news(engine)
    async with engine.connect() as connection:
        query = text(
            "SELECT count(DISTINCT event.id) FROM quote.webhook_event event"
            " JOIN quote.webhook_delivery ON event_id = event.id"
            " WHERE event.type = 'document.refused' AND event.data->>'quote_id' = :id"
        )
        found = int((await connection.execute(query, {"id": quote_id})).scalar_one())
    await engine.dispose()
    return found


async def test_an_event_that_comes_twice_or_late_makes_nothing(
    quote_api: httpx2.AsyncClient,
    docs: httpx2.AsyncClient,
    forward: Callable[[], Awaitable[None]],
    sandbox_merchant: str,
) -> None:
    quote_id = await quoted(quote_api)
    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    await committed(quote_api, quote_id)
    await forward()
    (document_id,) = (await papers_of(docs, quote_id))["documents"]
    late = {
        "merchant": sandbox_merchant,
        "quote_id": quote_id,
        "sequence": 1,
        "current_quote_id": quote_id,
        "reference": "late",
        "at": "2026-11-29T12:00:00Z",
        "cart": order(),
        "quote": (await quote_api.get(f"/v1/quotes/{quote_id}")).json(),
    }
    internal = ticket_headers(Purpose.TELL_OF_ORDERS)
    answer = await docs.post("/v1/order-papers/events", json={"orders": [late]}, headers=internal)
    assert (answer.status_code, answer.json()) == (200, {"taken": 0})
    assert (await docs.get(f"/v1/documents/{document_id}")).json()["version"] == 1


async def test_an_event_that_does_not_say_by_which_service_makes_no_paper(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, sandbox_merchant: str
) -> None:
    services = [{"code": "xp", "mode": "express", "shipping": "49.00"}]
    quote_id = await quoted(quote_api, services=services)
    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    told = {
        "merchant": sandbox_merchant,
        "quote_id": quote_id,
        "sequence": 1,
        "current_quote_id": quote_id,
        "reference": uuid4().hex,
        "at": datetime.now(UTC).isoformat(),
        "cart": order(services=services),
        "quote": (await quote_api.get(f"/v1/quotes/{quote_id}")).json(),
    }
    internal = ticket_headers(Purpose.TELL_OF_ORDERS)
    assert (await docs.post("/v1/order-papers/events", json={"orders": [told]}, headers=internal)).status_code == 200
    batch = (await papers_of(docs, quote_id))["batch"]

    assert [(fault["code"], fault["pointer"]) for fault in batch["faults"]] == [("not_stated", "/documents/0/quote_id")]


async def test_workers_side_by_side_make_one_version_of_an_event(docs_app: FastAPI, sandbox_merchant: str) -> None:
    papers, document_id = docs_app.state.resources.papers, f"doc_{uuid4().hex[:20]}"
    asked = wanted()
    assert asked.order is not None
    subject = ordered(asked.order)
    makers = (papers.make_for(sandbox_merchant, asked, subject, document_id, event, actor="tests") for event in "aabab")
    await asyncio.gather(*makers)
    newest = await papers.find(sandbox_merchant, document_id)
    events = {(await papers.find(sandbox_merchant, document_id, version)).made_for for version in (1, 2)}
    assert (newest.version, events) == (2, {"a", "b"})


async def test_the_quote_service_tells_of_orders_by_itself(
    quote_app: FastAPI,
    quote_api: httpx2.AsyncClient,
    docs_app: FastAPI,
    docs: httpx2.AsyncClient,
    seeded_database_url: str,
) -> None:
    quote_id = await quoted(quote_api)
    assert (await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)).status_code == 200
    async with listening(docs_app, lifespan="off") as port, AsyncExitStack() as stack:
        settings = QuoteSettings(
            database_url=seeded_database_url,  # type: ignore[arg-type]
            docs_url=f"http://127.0.0.1:{port}",
            paper_forward_seconds=0.05,
        )
        engine = connect(settings, "tests", role=SERVICE_ROLE)
        stack.push_async_callback(engine.dispose)
        quotes = quote_app.state.resources.quotes
        await acquire_paper_forwarder(stack, settings, CollectorRegistry(), engine, quotes)
        await committed(quote_api, quote_id)
        assert len((await papers_of(docs, quote_id))["documents"]) == 1


async def test_the_client_says_what_orders_get_and_finds_them(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, docs_app: FastAPI, sandbox: str
) -> None:
    quote_id = await quoted(quote_api)
    await docs.put(f"/v1/order-papers/{quote_id}", json=DETAILS)
    transport = httpx2.ASGITransport(app=docs_app)
    async with DutifulClient(BaseUrls(docs="http://docs"), sandbox, transport=transport) as client:
        settings = await client.order_paper_settings()
        page = await client.orders_with_papers(limit=50)

    assert [len(rule.kinds) for rule in settings.rules] == [1, 1]
    assert quote_id in {one.quote_id for one in page.orders}


async def test_the_command_states_an_order_and_shows_it(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, docs_app: FastAPI, sandbox: str, tmp_path: Path
) -> None:
    quote_id, file = await quoted(quote_api), tmp_path / "details.json"
    file.write_text(json.dumps(DETAILS))
    async with listening(docs_app, lifespan="off") as port:

        def run(*arguments: str) -> Result:
            env = {"COLUMNS": "200", "DUTIFUL_API_KEY": sandbox, "DUTIFUL_DOCS_URL": f"http://127.0.0.1:{port}"}
            return CliRunner().invoke(command, ["document", "order", *arguments], env=env)

        stated = await asyncio.to_thread(run, "state", quote_id, str(file))
        listed = await asyncio.to_thread(run, "list", "--limit", "50")
        settings = await asyncio.to_thread(run, "settings")

    assert f"{quote_id}, order -: not committed" in stated.stdout, stated.output
    assert quote_id in listed.stdout
    assert [rule["kinds"] for rule in json.loads(settings.stdout[settings.stdout.index("{\n") :])["rules"]] == [
        rule["kinds"] for rule in RULES
    ]


async def test_no_papers_are_made_where_no_rule_fits(
    quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient, forward: Callable[[], Awaitable[None]]
) -> None:
    quote_id = await quoted(quote_api, ship_to={"country": "GB", "postal_code": "SW1A 1AA"})
    await committed(quote_api, quote_id)
    await forward()
    answer = (await docs.get(f"/v1/order-papers/{quote_id}")).json()
    assert (answer["batch"], answer["documents"]) == (None, [])


async def test_only_our_own_services_tell_of_orders(docs: httpx2.AsyncClient) -> None:
    answer = await docs.post("/v1/order-papers/events", json={"orders": []})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
