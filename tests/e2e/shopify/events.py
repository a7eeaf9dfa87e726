"""Sending events of a Shopify shop, and waiting until they are handled."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import text

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from tests.builders.shopify import encoded, signature
from tests.e2e.shopify.conftest import SECRET


async def tell(
    door: httpx2.AsyncClient,
    shop: Shop,
    topic: str,
    payload: Any,
    *,
    event_id: str | None = None,
    secret: bytes = SECRET,
    family: str = "x-shopify",
) -> httpx2.Response:
    """Send an event as Shopify does; `family` is the beginning of its headers."""
    body = encoded(payload)
    headers = {
        "content-type": "application/json",
        f"{family}-topic": topic,
        f"{family}-shop-domain": shop.external_id,
        f"{family}-hmac-sha256": signature(secret, body),
        f"{family}-event-id": event_id or str(uuid4()),
        f"{family}-webhook-id": str(uuid4()),
        f"{family}-triggered-at": "2026-11-29T08:00:00.123456789Z",
        f"{family}-api-version": "2026-10",
    }
    return await door.post("/channels/shopify/webhooks", content=body, headers=headers)


async def handled(rooms: ShopRooms, shop: Shop) -> list[str]:
    """Wait until nothing of the shop waits any more; the states of all its events."""
    deadline = time.monotonic() + 20
    while True:
        found = await rows(rooms, "SELECT state FROM quote.inbox WHERE shop_id = :shop ORDER BY id", shop)
        states = [row.state for row in found]
        if "waiting" not in states:
            return states
        assert time.monotonic() < deadline, "events were not handled"
        await asyncio.sleep(0.05)


async def rows(rooms: ShopRooms, statement: str, shop: Shop, **values: Any) -> list[Any]:
    async with rooms.service_engine.connect() as connection:
        return list(await connection.execute(text(statement), {"shop": shop.id, **values}))
