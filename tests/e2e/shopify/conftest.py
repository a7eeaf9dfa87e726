"""A quote service with a Shopify shop of the sandbox merchant, and rate tables."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.mirror_repository import put_customs, put_variants
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from dutiful_quote.shops.variant import CustomsFacts, VariantFacts
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.service.postgres import connect
from tests.builders.shipping import TABLE, merchant
from tests.builders.shopify import MUG, TEE

SECRET = b"shpss_of_the_tests_alone"
Settle = Callable[..., Awaitable[None]]
NewShop = Callable[..., Awaitable[Shop]]


@pytest.fixture
async def settle(seeded_database_url: str, quote_app: FastAPI, sandbox_merchant: str) -> AsyncIterator[Settle]:
    """Gives the sandbox merchant settings; afterwards it has no rate tables again."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    repository = ProfileRepository(engine)

    async def replace(**settings: Any) -> None:
        stored = await repository.find(sandbox_merchant)
        profile = merchant(**settings) if settings else merchant().model_copy(update={"rate_tables": (), "origins": ()})
        await repository.replace(sandbox_merchant, profile, stored.version, "tests")
        await quote_app.state.resources.quotes.completion.profiles.refresh()

    await replace(table=TABLE)
    yield replace
    await replace()
    await engine.dispose()


@pytest.fixture
def rooms(quote_app: FastAPI) -> ShopRooms:
    found: ShopRooms = quote_app.state.resources.shops
    return found


@pytest.fixture
def new_shop(rooms: ShopRooms, sandbox_merchant: str) -> NewShop:
    """Makes an installed shop with a client secret, two variants and their customs facts."""

    async def make(**settings: Any) -> Shop:
        name = f"loom-{uuid4().hex[:8]}.myshopify.com"
        shop_id = await rooms.register.add(
            sandbox_merchant, Platform.SHOPIFY, name, ShopSettings.model_validate(settings)
        )
        await rooms.register.set_secrets(sandbox_merchant, shop_id, {SecretName.CLIENT_SECRET: SECRET})
        await rooms.directory.refresh()
        shop = rooms.directory.by_id(shop_id, Platform.SHOPIFY)
        assert shop is not None
        await stock(rooms, shop)
        return shop

    return make


@pytest.fixture
async def shop(new_shop: NewShop, settle: Settle) -> Shop:
    return await new_shop()


@pytest.fixture
async def door(quote_app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Whoever comes from outside, without a key."""
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote") as client:
        yield client


async def stock(rooms: ShopRooms, shop: Shop) -> None:
    """What the shop has told of its goods: a tee with a code and an origin, a mug of which it told neither."""
    at = rooms.now()

    def told(variant_id: int, customs_id: str, sku: str, title: str) -> VariantFacts:
        return VariantFacts(shop.id, shop.merchant_id, str(variant_id), at, customs_id=customs_id, sku=sku, title=title)

    async with rooms.service_engine.begin() as connection:
        await put_variants(connection, [told(TEE, "i1", "TEE-01", "Cotton tee"), told(MUG, "i2", "MUG-01", "Mug")])
        codes = {"*": "610910", "US": "6109100012"}
        await put_customs(connection, [CustomsFacts(shop.id, shop.merchant_id, "i1", at, codes, "CN")])
