"""Who handles what of Shopify's events."""

from typing import Final

from dutiful_quote.channels.shopify.compliance import compliance_handlers
from dutiful_quote.channels.shopify.connection import ShopConnection
from dutiful_quote.channels.shopify.install import INSTALLED
from dutiful_quote.channels.shopify.orders import ORDER_TOPICS, OrderDesk
from dutiful_quote.channels.shopify.products import CatalogueSync, product_handlers
from dutiful_quote.channels.shopify.pull import PULL, ShopPull, begin_pull
from dutiful_quote.shops.inbox_event import Handler, Handlers, InboxEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform
from dutiful_shared.service.logs import logger

#: What only a process can handle that has quotes: the others leave it waiting.
NEEDS_QUOTES: Final = tuple((Platform.SHOPIFY, topic) for topic in (*ORDER_TOPICS, "refunds/create", INSTALLED, PULL))


def shopify_handlers(
    rooms: ShopRooms,
    orders: OrderDesk | None = None,
    sync: CatalogueSync | None = None,
    connection: ShopConnection | None = None,
) -> Handlers:
    """The handlers; those that `NEEDS_QUOTES` names are there where `orders` and `connection` are given."""
    found: dict[tuple[Platform, str], Handler] = {**product_handlers(rooms, sync), **compliance_handlers(rooms)}
    if orders is not None:
        found |= orders.handlers()
    if connection is not None:
        found[Platform.SHOPIFY, INSTALLED] = _connecting(rooms, connection)
        found[Platform.SHOPIFY, PULL] = ShopPull(rooms, connection, sync).on_page
    return found


def _connecting(rooms: ShopRooms, connection: ShopConnection) -> Handler:
    async def on_installed(event: InboxEvent) -> None:
        shop = connection.directory.by_id(event.shop_id, Platform.SHOPIFY)
        if shop is not None and shop.installed:
            made = await connection.connect(shop)
            logger().info("shop connected", shop=shop.id, made=made)
            await begin_pull(rooms.inbox, shop, run=event.event_id)

    return on_installed
