"""Shopify's events at a webhook host, which has neither quotes nor a catalogue."""

import httpx2
from prometheus_client import CollectorRegistry

from dutiful_quote.channels.lifecycle import NEEDS_CATALOGUE, channel_handlers
from dutiful_quote.channels.shopify.handlers import NEEDS_QUOTES
from dutiful_quote.shops.inbox_workers import InboxWorkers
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from tests.builders.shopify import encoded, order, product, refund, signature

SECRET = b"shpss_of_the_tests_alone"


async def a_shop(rooms: ShopRooms, merchant_id: str, name: str) -> Shop:
    shop_id = await rooms.register.add(merchant_id, Platform.SHOPIFY, f"{name}.myshopify.com", ShopSettings())
    await rooms.register.set_secrets(merchant_id, shop_id, {SecretName.CLIENT_SECRET: SECRET})
    await rooms.directory.refresh()
    found = rooms.directory.by_id(shop_id, Platform.SHOPIFY)
    assert found is not None
    return found


async def test_what_needs_quotes_or_the_catalogue_is_left_to_the_quote_service(
    door: httpx2.AsyncClient, rooms: ShopRooms, merchant_id: str
) -> None:
    shop = await a_shop(rooms, merchant_id, "host-alone")
    for topic, payload in (
        ("orders/create", order()),
        ("refunds/create", refund()),
        ("products/update", product()),
        ("shop/update", {"id": 1}),
    ):
        body = encoded(payload)
        headers = {
            "x-shopify-topic": topic,
            "x-shopify-shop-domain": shop.external_id,
            "x-shopify-hmac-sha256": signature(SECRET, body),
            "x-shopify-event-id": topic,
        }
        assert (await door.post("/channels/shopify/webhooks", content=body, headers=headers)).status_code == 200

    left = (*NEEDS_QUOTES, *NEEDS_CATALOGUE)
    await InboxWorkers(
        rooms.stored, rooms.inbox, rooms.directory, channel_handlers(rooms), CollectorRegistry(), left=left
    ).drain()

    waiting = [row.topic for row in await rooms.stored.rows("waiting", 100) if row.shop_id == shop.id]
    done = [row.topic for row in await rooms.stored.rows("done", 100) if row.shop_id == shop.id]
    assert (sorted(waiting), done) == (["orders/create", "products/update", "refunds/create"], ["shop/update"])
