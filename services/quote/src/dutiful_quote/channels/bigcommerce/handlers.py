"""Who handles which events of BigCommerce's stores."""

from dutiful_quote.channels.bigcommerce.connection import connection_handlers
from dutiful_quote.channels.bigcommerce.orders import order_handlers
from dutiful_quote.channels.bigcommerce.products import product_handlers
from dutiful_quote.channels.bigcommerce.stores import Stores
from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.shops.inbox_event import Handler
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.order_quote_repository import OrderQuoteRepository
from dutiful_quote.shops.shop import Platform


def bigcommerce_handlers(
    rooms: ShopRooms, stores: Stores, catalogue: CatalogueTelling | None = None
) -> dict[tuple[Platform, str], Handler]:
    """Products, orders, and the life of the app itself; other scopes are settled without effect."""
    return {
        **product_handlers(rooms, stores, catalogue),
        **order_handlers(rooms, stores, OrderQuoteRepository(rooms.requests_engine)),
        **connection_handlers(rooms, stores),
    }
