"""What the document service writes down of clearances and papers reaches the merchant's endpoints."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import dutiful_docs.app
from dutiful_docs.settings import DocsSettings
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.docs_news import announce_docs_news
from dutiful_quote.webhooks.event_type import EventType
from dutiful_quote.webhooks.register import EndpointRegister
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE
from dutiful_shared.service.postgres import connect
from tests.builders.papers import request
from tests.integration.webhooks.conftest import MakeSender
from tests.integration.webhooks.receiver import receiving

pytestmark = pytest.mark.integration

HELD = {"id": "1", "source": "customs", "at": "2026-11-03T08:00:00Z", "milestone": "held", "hold_reason": "data"}


@asynccontextmanager
async def _client(settings: QuoteSettings, merchant_id: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Of a document service, with a key of this merchant."""
    engine, key = connect(settings), new_key("test")
    await AccountRepository(engine).create_key(merchant_id, key, ["documents"], "", "tests")
    await engine.dispose()
    app = dutiful_docs.app.create_app(
        DocsSettings(database_url=settings.database_url, document_store="memory:///", request_deadline_ms=30_000)
    )
    headers = {"Authorization": f"Bearer {key.plain}"}
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client,
    ):
        yield client


async def _cleared(settings: QuoteSettings, merchant_id: str, *events: dict[str, Any]) -> str:
    """The id of a shipment of this merchant to which these events happened."""
    async with _client(settings, merchant_id) as client:
        shipment_id: str = (await client.post("/v1/shipments", json=SHIPMENT_EXAMPLE)).json()["id"]
        for event in events:
            await client.post(f"/v1/shipments/{shipment_id}/events", json={"events": [event]})
    return shipment_id


async def test_a_clearance_is_told_once_to_those_who_asked(
    register: EndpointRegister,
    make_sender: MakeSender,
    service_engine: AsyncEngine,
    settings: QuoteSettings,
    merchant_id: str,
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [EventType.CLEARANCE_EVENT])
        shipment_id = await _cleared(settings, merchant_id, HELD, HELD)
        made = await asyncio.gather(*(announce_docs_news(service_engine) for _ in range(4)))
        assert sum(made) == 1
        await make_sender().drain()
    (message,) = receiver.received
    data = orjson.loads(message.body)["data"]
    assert (data["shipment_id"], data["milestone"], data["hold_reasons"]) == (shipment_id, "held", ["data"])


async def test_a_paper_is_told_when_it_is_issued_and_a_draft_never(
    register: EndpointRegister,
    make_sender: MakeSender,
    service_engine: AsyncEngine,
    settings: QuoteSettings,
    merchant_id: str,
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [EventType.DOCUMENT_READY])
        async with _client(settings, merchant_id) as client:
            made = (await client.post("/v1/documents", json=request())).json()
            await client.post("/v1/documents?draft=true", json=request())
        assert await announce_docs_news(service_engine) == 1
        await make_sender().drain()
    (message,) = receiver.received
    event = orjson.loads(message.body)
    assert (event["type"], event["data"]["document_id"], event["data"]["version"]) == ("document.ready", made["id"], 1)


async def test_who_did_not_ask_is_told_nothing(
    register: EndpointRegister, service_engine: AsyncEngine, settings: QuoteSettings, merchant_id: str
) -> None:
    await register.add(merchant_id, "https://shop.example/", [EventType.RELEASE_CHANGED])
    await _cleared(settings, merchant_id, HELD)
    assert await announce_docs_news(service_engine) == 0


async def test_without_the_document_service_there_is_nothing_to_tell(empty_database_url: str) -> None:
    engine = connect(QuoteSettings(database_url=empty_database_url))
    assert await announce_docs_news(engine) == 0
    await engine.dispose()
