"""What a BigCommerce store says of its products reaches the merchant's catalogue, and from there quotes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from dutiful_quote.channels.bigcommerce.handlers import bigcommerce_handlers
from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp, Stores
from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.shops.inbox_event import InboxEvent
from dutiful_quote.shops.shop import Platform, SecretName
from tests.builders import bigcommerce as bc
from tests.builders.bigcommerce_api import CUSTOMS, FakeBigCommerce
from tests.e2e.bigcommerce_shop import Store, a_store

APP = BigCommerceApp("client", b"secret", "dutiful", "http://api", "http://login", "", "")
POT: dict[str, Any] = {"item_code": "POT-RED", "item_reference": "POT-RED", "name": "Tea pot", "tax_properties": []}


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app) as found:
        shops = quote_app.state.resources.shops
        await shops.register.set_secrets(found.merchant_id, found.shop_id, {SecretName.ACCESS_TOKEN: b"token-1"})
        await shops.directory.refresh()
        yield found


async def tell(store: Store, topic: str, platform: FakeBigCommerce) -> None:
    """Handle an event as a worker does."""
    resources = store.app.state.resources
    catalogue = CatalogueTelling(resources.catalogue.sync, resources.quotes.landing.territories)
    event = InboxEvent(
        id=1,
        merchant_id=store.merchant_id,
        shop_id=store.shop_id,
        platform=Platform.BIGCOMMERCE,
        topic=topic,
        resource="products:205",
        event_id="1",
        triggered_at=None,
        received_at=datetime.now(UTC),
        headers={},
        body=orjson.dumps({"data": {"type": "product", "id": 205}}),
    )
    async with platform.client() as http:
        handlers = bigcommerce_handlers(resources.shops, Stores(APP, http), catalogue)
        effect = await handlers[Platform.BIGCOMMERCE, topic](event)
    assert effect is not None
    async with resources.shops.service_engine.begin() as transaction:
        await effect(transaction)


async def articles(store: Store) -> set[str]:
    """The SKUs that the merchant's catalogue has."""
    return set(await store.app.state.resources.catalogue.store.find(store.merchant_id, ["POT-RED", "POT-BLUE"]))


async def test_codes_and_origin_of_a_store_are_used_in_its_carts(store: Store) -> None:
    await tell(store, "store/product/updated", FakeBigCommerce(customs={**CUSTOMS, "hs_codes": {"ALL": "691200"}}))

    assert await articles(store) == {"POT-RED", "POT-BLUE"}
    answer = await store.estimate(bc.document(bc.shirts(**POT), to=bc.AMERICA))
    (quote,) = await store.quotes()
    assert (quote["lines"][0]["tariff_code"][:6], quote["lines"][0]["origin"]) == ("691200", "JP")
    assert answer["documents"][0]["items"][0]["price"]["total_tax"] >= 0


async def test_a_product_that_is_gone_leaves_the_catalogue(store: Store) -> None:
    await tell(store, "store/product/created", FakeBigCommerce())
    await tell(store, "store/product/deleted", FakeBigCommerce(product=None))

    assert await articles(store) == set()
