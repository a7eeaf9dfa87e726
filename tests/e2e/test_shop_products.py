"""What generic and WooCommerce shops say of their products reaches the merchant's catalogue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from dutiful_quote.shops.shop import Platform, Shop, ShopSettings
from dutiful_shared.account.repository import AccountRepository
from tests.integration.channels.shop_messages import PRODUCT, WOO_PRODUCT, send, send_woo


@asynccontextmanager
async def a_shop(app: FastAPI, platform: Platform) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    shops, name = app.state.resources.shops, f"products-{uuid4().hex[:10]}"
    owner = await AccountRepository(shops.service_engine).create_merchant(name, "tests")
    shop_id = await shops.register.add(owner.id, platform, name, ShopSettings(weight_unit="kg"), actor="tests")
    await shops.register.new_client_secret(owner.id, shop_id, actor="tests")
    await shops.directory.refresh()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://quote") as door:
        yield door, shops.directory.by_id(shop_id, platform)


async def catalogue_becomes(app: FastAPI, shop: Shop, wanted: set[str]) -> None:
    """Wait until the catalogue has these of the shops' SKUs, and no others of them."""
    store = app.state.resources.catalogue.store
    async with asyncio.timeout(20):
        while set(await store.find(shop.merchant_id, ["TEA-1", "TEA-2", "POT-1"])) != wanted:
            await asyncio.sleep(0.05)


async def test_variants_of_a_generic_shop_are_articles_until_they_are_no_longer_listed(quote_app: FastAPI) -> None:
    async with a_shop(quote_app, Platform.GENERIC) as (door, shop):
        assert (await send(door, shop, PRODUCT)).status_code == 202
        await catalogue_becomes(quote_app, shop, {"TEA-1", "TEA-2"})
        (tea,) = (await quote_app.state.resources.catalogue.store.find(shop.merchant_id, ["TEA-1"])).values()
        assert (tea.codes["US"], tea.origin) == ("09021010", "CN")

        later = {**PRODUCT["data"], "updated_at": "2026-11-29T09:00:00Z", "variants": PRODUCT["data"]["variants"][:1]}
        assert (await send(door, shop, {**PRODUCT, "data": later}, message_id="msg_2")).status_code == 202
        await catalogue_becomes(quote_app, shop, {"TEA-1"})


async def test_a_product_of_woocommerce_is_an_article_until_it_is_deleted(quote_app: FastAPI) -> None:
    async with a_shop(quote_app, Platform.WOOCOMMERCE) as (door, shop):
        assert (await send_woo(door, shop, "product.updated", WOO_PRODUCT)).status_code == 200
        await catalogue_becomes(quote_app, shop, {"POT-1"})
        assert (await send_woo(door, shop, "product.deleted", {"id": 77})).status_code == 200
        await catalogue_becomes(quote_app, shop, set())
