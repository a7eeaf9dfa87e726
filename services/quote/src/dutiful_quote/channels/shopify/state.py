"""What the doors of Shopify need of the quote service behind them."""

from dataclasses import dataclass
from typing import Annotated

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
from dutiful_shared.service.state import room_of


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


async def _shopify(request: Request) -> ShopifyRooms:
    return room_of(request, "shopify", ShopifyRooms)


Shopify = Annotated[ShopifyRooms, Depends(_shopify)]
