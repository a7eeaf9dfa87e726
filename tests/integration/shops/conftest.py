"""The rooms of shops on a real database, and a merchant."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms, acquire_shops
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE


def utc_now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def settings(database_url: str) -> QuoteSettings:
    return QuoteSettings(database_url=database_url, database_pool_size=4)


@pytest.fixture
async def merchant_id(settings: QuoteSettings) -> AsyncIterator[str]:
    engine = connect(settings, "tests")
    merchant = await AccountRepository(engine).create_merchant(f"Merchant {uuid4().hex[:8]}", "tests")
    yield merchant.id
    await engine.dispose()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


async def rooms_on(stack: AsyncExitStack, settings: QuoteSettings, registry: CollectorRegistry) -> ShopRooms:
    requests_engine = acquire_postgres(stack, settings, "tests", REQUEST_ROLE)
    service_engine = acquire_postgres(stack, settings, "tests", SERVICE_ROLE)
    return await acquire_shops(stack, settings, registry, requests_engine, service_engine, utc_now)


@pytest.fixture
async def rooms(settings: QuoteSettings, registry: CollectorRegistry) -> AsyncIterator[ShopRooms]:
    async with AsyncExitStack() as stack:
        yield await rooms_on(stack, settings, registry)


@pytest.fixture
async def shop(rooms: ShopRooms, merchant_id: str) -> Shop:
    """A generic shop with a client secret."""
    shop_id = await rooms.register.add(merchant_id, Platform.GENERIC, "main", ShopSettings())
    await rooms.register.new_client_secret(merchant_id, shop_id)
    await rooms.directory.refresh()
    found = rooms.directory.by_id(shop_id, Platform.GENERIC)
    assert found is not None
    return found


def delivery(shop: Shop, event_id: str, *, resource: str = "orders:1", body: bytes = b"{}") -> ReceivedEvent:
    return ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic="order.created",
        resource=resource,
        event_id=event_id,
        triggered_at=None,
        headers={"webhook-id": event_id},
        body=body,
    )
