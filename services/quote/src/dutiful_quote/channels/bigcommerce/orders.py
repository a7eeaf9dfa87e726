"""Order events: the order is asked for, and what it was charged is held against what was quoted for it."""

from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.channels.bigcommerce.products import id_in, shop_of
from dutiful_quote.channels.bigcommerce.stores import Stores
from dutiful_quote.channels.bigcommerce.tax_components import Component, component_named
from dutiful_quote.shops.effects import compared, refunded
from dutiful_quote.shops.events import Order, Refund, poisoned
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, PoisonedEventError
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.order_quote_repository import OrderQuoteRepository
from dutiful_quote.shops.shop import Platform

#: Statuses of orders, by BigCommerce's own numbers.
_INCOMPLETE: Final = 0
_CANCELLED: Final = frozenset({4, 5, 6})  # refunded, cancelled, declined
_DUTIES: Final = frozenset({Component.DUTY, Component.ADDITIONAL_DUTY})


def order_handlers(rooms: ShopRooms, stores: Stores, kept: OrderQuoteRepository) -> dict[tuple[Platform, str], Handler]:
    """What is done with `store/order/*`."""

    async def on_order(event: InboxEvent) -> Effect | None:
        shop, order_id = shop_of(rooms, event), id_in(event, "id")
        if shop is None:
            return None
        client = stores.client(shop, rooms.now())
        plain = await client.order(order_id)
        if plain is None or plain.get("status_id") == _INCOMPLETE:
            return None  # created when a checkout is begun; it comes again when there is an order
        quotes = await kept.quotes_of(event.merchant_id, event.shop_id, order_id)
        taxes = await client.order_taxes(order_id)
        quote_id = next(iter(quotes.values())) if len(quotes) == 1 else None
        return compared(event, order_of(plain, taxes, quote_id, rooms.now()))

    async def on_refund(event: InboxEvent) -> Effect | None:
        shop, order_id = shop_of(rooms, event), id_in(event, "id")
        refund_id = _refund_id(event)
        if shop is None:
            return None
        client = stores.client(shop, rooms.now())
        order, refund = await client.order(order_id), await client.refund(order_id, refund_id)
        if order is None or refund is None:
            return None
        return refunded(event, refund_of(order, refund))

    return {
        (Platform.BIGCOMMERCE, "store/order/created"): on_order,
        (Platform.BIGCOMMERCE, "store/order/updated"): on_order,
        (Platform.BIGCOMMERCE, "store/order/statusUpdated"): on_order,
        (Platform.BIGCOMMERCE, "store/order/refund/created"): on_refund,
    }


def order_of(plain: dict[str, Any], taxes: list[dict[str, Any]], quote_id: str | None, now: datetime) -> Order:
    """Our order from theirs: what it was charged stands in the names of its taxes, which are ours.

    Raises:
        PoisonedEventError: it is no order.
    """
    try:
        named = [(component_named(str(one.get("name", ""))), _amount(one.get("line_amount"))) for one in taxes]
        ours = [(component, amount) for component, amount in named if component not in (None, Component.FEE)]
        duties = sum((amount for component, amount in ours if component in _DUTIES), Decimal(0))
        others = sum((amount for component, amount in ours if component not in _DUTIES), Decimal(0))
        values = {
            "id": str(plain["id"]),
            "currency": plain["currency_code"],
            "updated_at": _time(plain.get("date_modified"), now),
            "quote_id": quote_id,
            "duties_charged": duties if ours else None,
            "taxes_charged": others if ours else None,
            "cancelled": plain.get("status_id") in _CANCELLED,
        }
        return Order.model_validate(values)
    except ValidationError as exc:
        raise poisoned(exc, Order) from None
    except (KeyError, TypeError, ValueError, ArithmeticError) as exc:
        raise PoisonedEventError(f"not an order ({type(exc).__name__})") from None


def refund_of(order: dict[str, Any], refund: dict[str, Any]) -> Refund:
    """Our refund from theirs. BigCommerce tells one sum of tax, in which duties are; it counts as tax.

    Raises:
        PoisonedEventError: it is no refund.
    """
    try:
        tax = abs(_amount(refund.get("total_tax")))
        values = {"id": str(refund["id"]), "order_id": str(order["id"]), "currency": order["currency_code"]}
        return Refund.model_validate(values | {"taxes_refunded": tax})
    except ValidationError as exc:
        raise poisoned(exc, Refund) from None
    except (KeyError, TypeError, ValueError, ArithmeticError) as exc:
        raise PoisonedEventError(f"not a refund ({type(exc).__name__})") from None


def _refund_id(event: InboxEvent) -> str:
    message = event.json()
    data = message.get("data") if isinstance(message, dict) else None
    refund = data.get("refund") if isinstance(data, dict) else None
    return str(refund.get("refund_id", "")) if isinstance(refund, dict) else ""


def _amount(value: Any) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _time(text: Any, now: datetime) -> datetime:
    """A time as mails write it (the platform's V2 API); now, where there is none."""
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return now
    return found if found.tzinfo is not None else now
