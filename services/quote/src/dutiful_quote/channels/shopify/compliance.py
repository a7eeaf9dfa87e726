"""What the law on persons' data asks: Shopify's three compliance topics, carried out and recorded.

Due within 30 days of the request; here it is done when the event is handled, seconds later.
"""

from typing import Any, Final

from dutiful_quote.channels.shopify.payload import child, id_of, text_of
from dutiful_quote.channels.shopify.poisoned import readable
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, Transaction
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.privacy_repository import erase_customer, erase_shop, held_of_orders, record_privacy
from dutiful_quote.shops.shop import Platform
from dutiful_shared.service.logs import logger

#: Shorter texts would be found in bodies of other people's events too.
_SHORTEST_NAME: Final = 6
_MOST_ORDERS: Final = 10_000


def compliance_handlers(rooms: ShopRooms) -> dict[tuple[Platform, str], Handler]:
    """What is done with the compliance topics, and when the app is taken out."""

    async def on_data_request(event: InboxEvent) -> Effect:
        plain = readable(event)
        customer, orders = id_of(child(plain, "customer")), _orders(plain, "orders_requested")

        async def effect(transaction: Transaction) -> None:
            held = await held_of_orders(transaction, event.shop_id, customer, orders, event.id)
            await _record(transaction, event, "data_request", customer, orders, collected=held)

        return effect

    async def on_customer_redact(event: InboxEvent) -> Effect:
        plain = readable(event)
        person = child(plain, "customer")
        customer, orders = id_of(person), _orders(plain, "orders_to_redact")
        named = [one for one in (text_of(person, "email"), text_of(person, "phone")) if len(one) >= _SHORTEST_NAME]

        async def effect(transaction: Transaction) -> None:
            erased = await erase_customer(transaction, event.shop_id, customer, orders, named, event.id)
            await _record(transaction, event, "customer_redact", customer, orders, erased=erased)

        return effect

    async def on_shop_redact(event: InboxEvent) -> Effect:
        plain = readable(event)

        async def effect(transaction: Transaction) -> None:
            erased = await erase_shop(transaction, event.shop_id, event.id)
            await _record(transaction, event, "shop_redact", id_of(plain, "shop_id"), [], erased=erased)
            rooms.mirror.forget(event.shop_id)

        return effect

    async def on_uninstalled(event: InboxEvent) -> None:
        await rooms.register.mark_installed(event.merchant_id, event.shop_id, installed=False)
        logger().info("the app was taken out of a shop", shop=event.shop_id)

    return {
        (Platform.SHOPIFY, "customers/data_request"): on_data_request,
        (Platform.SHOPIFY, "customers/redact"): on_customer_redact,
        (Platform.SHOPIFY, "shop/redact"): on_shop_redact,
        (Platform.SHOPIFY, "app/uninstalled"): on_uninstalled,
    }


async def _record(
    transaction: Transaction, event: InboxEvent, kind: str, subject: str, orders: list[str], **found: Any
) -> None:
    await record_privacy(
        transaction,
        shop_id=event.shop_id,
        merchant_id=event.merchant_id,
        event_id=event.event_id,
        kind=kind,
        subject=subject or "unknown",
        orders=orders,
        received_at=event.received_at,
        **found,
    )
    logger().info("a privacy request was carried out", shop=event.shop_id, kind=kind, orders=len(orders))


def _orders(plain: Any, name: str) -> list[str]:
    found = plain.get(name)
    listed = found if isinstance(found, list) else []
    return [order for one in listed[:_MOST_ORDERS] if (order := id_of({"id": one}))]
