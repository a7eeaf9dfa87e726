"""Everything that stands behind the doors of shops, acquired at start."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry

from dutiful_quote.channels.bigcommerce.handlers import bigcommerce_handlers
from dutiful_quote.channels.bigcommerce.products import PRODUCT_TOPICS as BIGCOMMERCE_PRODUCTS
from dutiful_quote.channels.bigcommerce.stores import Stores, acquire_stores
from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.channels.generic import generic_handlers
from dutiful_quote.channels.quoting import Quoting
from dutiful_quote.channels.shopify.handlers import NEEDS_QUOTES, shopify_handlers
from dutiful_quote.channels.shopify.lifecycle import acquire_shopify
from dutiful_quote.channels.shopify.products import PRODUCT_TOPICS as SHOPIFY_PRODUCTS
from dutiful_quote.channels.shopify.state import ShopifyRooms
from dutiful_quote.channels.woocommerce import PRODUCT_TOPICS as WOOCOMMERCE_PRODUCTS
from dutiful_quote.channels.woocommerce import woocommerce_handlers
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.events import Topic
from dutiful_quote.shops.inbox_event import Handlers
from dutiful_quote.shops.lifecycle import Database, ShopRooms, acquire_shops, run_inbox
from dutiful_quote.shops.shop import Platform
from dutiful_quote.webhooks.lifecycle import WebhookRooms, acquire_webhooks
from dutiful_shared.service.process_gauges import PoolGauges

#: Products: a process without a catalogue leaves them to others, so that none is missing there.
NEEDS_CATALOGUE: Final = (
    (Platform.GENERIC, Topic.PRODUCT_UPDATED.value),
    *((Platform.WOOCOMMERCE, topic) for topic in WOOCOMMERCE_PRODUCTS),
    *((Platform.SHOPIFY, topic) for topic in SHOPIFY_PRODUCTS),
    *((Platform.BIGCOMMERCE, topic) for topic in BIGCOMMERCE_PRODUCTS),
)


@dataclass(frozen=True, slots=True)
class ChannelRooms:
    """Shops and what they tell us; webhooks and what we tell. `shopify` is there where quotes are."""

    shops: ShopRooms
    webhooks: WebhookRooms
    shopify: ShopifyRooms | None
    stores: Stores


def channel_handlers(
    rooms: ShopRooms,
    shopify: ShopifyRooms | None = None,
    *others: Handlers,
    catalogue: CatalogueTelling | None = None,
) -> Handlers:
    """Who handles what in the inbox; `others` are of platforms that are asked for what their events leave out."""
    if shopify is None:
        own = shopify_handlers(rooms)
    else:
        own = shopify_handlers(rooms, shopify.orders, shopify.sync, shopify.connection)
    found = {**generic_handlers(rooms, catalogue), **woocommerce_handlers(rooms, catalogue), **own}
    for handlers in others:
        found |= handlers
    return found


async def acquire_channels(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    requests_engine: Database,
    service_engine: Database,
    now: Callable[[], datetime],
    pools: PoolGauges,
    quoting: Quoting | None = None,
) -> ChannelRooms:
    """The rooms, with their workers at work until `stack` unwinds.

    Args:
        quoting: what answers at checkout and follows orders; a process without it leaves such events to others.
    """
    redis = quoting.redis if quoting is not None else None
    shops = await acquire_shops(stack, settings, registry, requests_engine, service_engine, now, pools, redis)
    webhooks = await acquire_webhooks(stack, settings, registry, requests_engine, service_engine, shops.vault, now)
    shopify = await acquire_shopify(stack, settings, registry, shops, quoting) if quoting is not None else None
    stores = acquire_stores(stack, settings)
    left = () if quoting is not None else (*NEEDS_QUOTES, *NEEDS_CATALOGUE)
    telling = None
    if quoting is not None:
        telling = CatalogueTelling(quoting.catalogue, quoting.quotes.landing.territories)
    handlers = channel_handlers(shops, shopify, bigcommerce_handlers(shops, stores, telling), catalogue=telling)
    await run_inbox(stack, settings, registry, shops, handlers, left)
    return ChannelRooms(shops, webhooks, shopify, stores)
