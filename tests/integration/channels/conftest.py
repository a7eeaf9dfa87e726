"""The webhook host on a real database, with a shop of each platform."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings
from dutiful_quote.webhook_app import create_app
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.postgres import connect
from tests.builders.bigcommerce_api import FakeBigCommerce
from tests.builders.shopify_server import FakeShopify, running_shopify

from .shop_messages import ANSWER, QUOTE_ID


@pytest.fixture
def settings(database_url: str) -> QuoteSettings:
    # Neither a tariff nor Redis is there.
    return QuoteSettings(
        database_url=database_url,
        redis_url="redis://127.0.0.1:9/0",
        database_pool_size=4,
        inbox_concurrency=0,
        inbox_timeout_ms=4_000,
    )


@pytest.fixture
async def host(settings: QuoteSettings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def rooms(host: FastAPI) -> ShopRooms:
    found: ShopRooms = host.state.resources.shops
    return found


@pytest.fixture
async def door(host: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=host), base_url="http://host") as client:
        yield client


@pytest.fixture
async def merchant_id(settings: QuoteSettings) -> AsyncIterator[str]:
    engine = connect(settings, "tests")
    yield (await AccountRepository(engine).create_merchant(f"Merchant {uuid4().hex[:8]}", "tests")).id
    await engine.dispose()


@pytest.fixture
async def generic_shop(rooms: ShopRooms, merchant_id: str) -> Shop:
    return await _shop(rooms, merchant_id, Platform.GENERIC, ShopSettings())


@pytest.fixture
async def woo_shop(rooms: ShopRooms, merchant_id: str) -> Shop:
    return await _shop(rooms, merchant_id, Platform.WOOCOMMERCE, ShopSettings(weight_unit="kg"))


async def _shop(rooms: ShopRooms, merchant_id: str, platform: Platform, settings: ShopSettings) -> Shop:
    shop_id = await rooms.register.add(merchant_id, platform, "main", settings)
    await rooms.register.new_client_secret(merchant_id, shop_id)
    await rooms.directory.refresh()
    found = rooms.directory.by_id(shop_id, platform)
    assert found is not None
    return found


@pytest.fixture
async def quote(rooms: ShopRooms, merchant_id: str, settings: QuoteSettings) -> None:
    statement = text(
        """
        INSERT INTO quote.quote (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint,
                                 request, answer)
        VALUES (:id, :merchant_id, now(), now(), 'complete', '1', '{}', '', '{}', CAST(:answer AS json))
        ON CONFLICT (id) DO UPDATE SET merchant_id = EXCLUDED.merchant_id
        """
    )
    owner = connect(settings, "tests")
    async with owner.begin() as connection:
        await connection.execute(
            statement, {"id": QUOTE_ID, "merchant_id": merchant_id, "answer": orjson.dumps(ANSWER).decode()}
        )
    await owner.dispose()


@pytest.fixture
async def shopify() -> AsyncIterator[FakeShopify]:
    async with running_shopify() as fake:
        yield fake


@pytest.fixture
async def platform() -> FakeBigCommerce:
    return FakeBigCommerce()
