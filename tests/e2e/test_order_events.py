"""Merchants are told of their orders: by the service itself, to a server that listens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

from dutiful_quote.app import create_app
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from tests.conftest import Servers
from tests.integration.webhooks.receiver import Receiver, receiving

TYPES = ["quote.committed", "quote.adjusted", "quote.refunded", "quote.voided"]


@pytest.fixture(scope="module")
async def api(seeded_database_url: str, servers: Servers, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A quote service that may send to this machine."""
    settings = QuoteSettings(database_url=seeded_database_url, redis_url=servers.redis_url, webhook_allow_loopback=True)
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://quote",
            headers={"Authorization": f"Bearer {sandbox}"},
        ) as client,
    ):
        yield client


async def received(receiver: Receiver, count: int) -> None:
    async with asyncio.timeout(60):
        while len(receiver.received) < count:
            await asyncio.sleep(0.02)


async def posted(api: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = await api.post(path, json=body)
    assert response.is_success, response.text
    return dict(response.json())


async def test_each_transition_is_told_once_signed_and_can_be_sent_again(api: httpx2.AsyncClient) -> None:
    cart = example("t-shirts-to-us")
    async with receiving() as receiver:
        endpoint = await posted(api, "/v1/webhook-endpoints", {"url": receiver.url, "event_types": TYPES})
        quote = await posted(api, "/v1/quotes", cart)
        path = f"/v1/quotes/{quote['id']}"
        for _ in range(2):
            await posted(api, f"{path}/commit", {"reference": quote["id"]})
        await received(receiver, 1)
        await posted(api, f"{path}/adjust", {**cart, "shipping": "1.00"})
        await received(receiver, 2)
        await posted(api, f"{path}/refund", {"reference": "r", "lines": [{"id": "1", "quantity": "1"}]})
        await received(receiver, 3)
        await posted(api, f"{path}/void", {})
        await received(receiver, 4)
        told = [Webhook(endpoint["secret"]).verify(one.body, one.headers) for one in receiver.received]

        again = {"since": quote["created_at"], "delivered_too": True}
        await posted(api, f"/v1/webhook-endpoints/{endpoint['id']}/replay", again)
        await received(receiver, 8)
    await api.delete(f"/v1/webhook-endpoints/{endpoint['id']}")

    assert [one["type"] for one in told] == TYPES
    assert {one["data"]["quote_id"] for one in told} == {quote["id"]}
    assert [one["data"]["state"] for one in told] == ["committed", "adjusted", "adjusted", "voided"]
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert sorted(ids[:4]) == sorted(ids[4:])
    assert len(set(ids)) == 4
