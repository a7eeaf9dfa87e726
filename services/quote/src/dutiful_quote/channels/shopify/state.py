"""What the doors of Shopify need of the quote service behind them."""

from dataclasses import dataclass
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request
from prometheus_client import Counter

from dutiful_quote.channels.shopify.budget import Traffic
from dutiful_quote.channels.shopify.connection import ShopConnection
from dutiful_quote.channels.shopify.door import App
from dutiful_quote.channels.shopify.orders import OrderDesk
from dutiful_quote.channels.shopify.products import CatalogueSync
from dutiful_quote.channels.shopify.rate_desk import RateDesk
from dutiful_quote.channels.shopify.rate_memory import RateMemory
from dutiful_quote.shops.lifecycle import ShopRooms


@dataclass(frozen=True, slots=True)
class ShopifyRooms:
    """What answers Shopify at checkout. `answered` counts callbacks by how they ended."""

    app: App
    shops: ShopRooms
    desk: RateDesk
    memory: RateMemory
    traffic: Traffic
    answered: Counter
    orders: OrderDesk
    sync: CatalogueSync | None
    connection: ShopConnection


class HasShopify(Protocol):
    """What the resources of an application with these doors must have."""

    @property
    def shopify(self) -> ShopifyRooms: ...


async def _shopify(request: Request) -> ShopifyRooms:
    return cast("HasShopify", request.app.state.resources).shopify


Shopify = Annotated[ShopifyRooms, Depends(_shopify)]
