"""Acquiring what answers Shopify at checkout."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.channels.quoting import Quoting
from dutiful_quote.channels.shopify.budget import Traffic
from dutiful_quote.channels.shopify.connection import ShopConnection, acquire_http
from dutiful_quote.channels.shopify.door import App
from dutiful_quote.channels.shopify.offers import Offers
from dutiful_quote.channels.shopify.orders import OrderDesk
from dutiful_quote.channels.shopify.rate_desk import RateDesk
from dutiful_quote.channels.shopify.rate_memory import RateMemory
from dutiful_quote.channels.shopify.state import ShopifyRooms
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shipping.order_context_redis import SharedOrderContexts
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.offer_repository import OfferRepository


async def acquire_shopify(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    shops: ShopRooms,
    quoting: Quoting,
) -> ShopifyRooms:
    """The rooms; they close when `stack` unwinds."""
    offers = Offers(OfferRepository(shops.service_engine), registry)
    await offers.start()
    stack.push_async_callback(offers.close)
    memory = RateMemory(quoting.redis, registry)
    stack.push_async_callback(memory.close)
    answered = Counter(
        "dutiful_shopify_rates_total", "Rate callbacks of Shopify by how they ended.", ("outcome",), registry=registry
    )
    contexts = SharedOrderContexts(quoting.redis)
    contexts.start()
    stack.push_async_callback(contexts.close)
    app = App.of(settings)
    connection = ShopConnection(app, acquire_http(stack), shops.directory, shops.register, shops.now)
    return ShopifyRooms(
        app=app,
        shops=shops,
        desk=RateDesk(quoting.quotes, shops.directory, shops.mirror, offers, contexts),
        memory=memory,
        traffic=Traffic(settings.shopify_processes),
        answered=answered,
        orders=OrderDesk(shops, quoting.quotes, quoting.orders, offers),
        connection=connection,
        sync=CatalogueTelling(quoting.catalogue, quoting.quotes.landing.territories),
    )
