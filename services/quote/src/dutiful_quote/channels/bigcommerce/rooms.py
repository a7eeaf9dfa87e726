"""The rooms behind BigCommerce's doors that quote; what its webhooks need stands in `channels.lifecycle`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from dutiful_quote.channels.bigcommerce.estimate_cache import EstimateCache
from dutiful_quote.channels.bigcommerce.shipping_provider import ShippingProvider
from dutiful_quote.channels.bigcommerce.stores import Stores
from dutiful_quote.channels.bigcommerce.tax_orders import TaxOrders
from dutiful_quote.channels.bigcommerce.tax_provider import TaxMetrics, TaxProvider
from dutiful_quote.orders.service import OrderService
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.order_quote_repository import OrderQuoteRepository
from dutiful_shared.service.state import room_of


@dataclass(frozen=True, slots=True)
class BigCommerceRooms:
    """What the platform may ask while a shopper waits."""

    tax: TaxProvider
    tax_orders: TaxOrders
    shipping: ShippingProvider
    shops: ShopRooms
    stores: Stores


def open_bigcommerce(
    settings: QuoteSettings,
    registry: CollectorRegistry,
    redis: Redis,
    quotes: QuoteService,
    orders: OrderService,
    shops: ShopRooms,
    stores: Stores,
) -> BigCommerceRooms:
    """The rooms; they hold nothing that must be closed."""
    tax = TaxProvider(
        quotes,
        shops.directory,
        shops.mirror,
        EstimateCache(redis, settings.bigcommerce_estimate_cache_seconds),
        TaxMetrics(registry),
        settings.bigcommerce_tax_budget_ms / 1000,
    )
    tax_orders = TaxOrders(tax, orders, OrderQuoteRepository(shops.requests_engine))
    shipping = ShippingProvider(quotes, shops.directory, shops.mirror, settings.bigcommerce_rate_ttl_seconds, registry)
    return BigCommerceRooms(tax, tax_orders, shipping, shops, stores)


async def _rooms(request: Request) -> BigCommerceRooms:
    return room_of(request, "bigcommerce", BigCommerceRooms)


BigCommerce = Annotated[BigCommerceRooms, Depends(_rooms)]
