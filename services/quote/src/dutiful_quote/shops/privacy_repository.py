"""The only SQL that carries out what the law on persons' data asks of us, and keeps a record that it was done.

Nothing that names a person is meant to be kept outside of bodies of events; so erasing is erasing those, and whatever
else is held of the orders that the request lists.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.shops.inbox_repository import redact
from dutiful_quote.shops.mirror_repository import forget_shop

# The body of the request itself names the person: it goes with the others.
_ERASE_OWN: Final = text("UPDATE quote.inbox SET body = NULL, headers = '{}' WHERE id = :id")
_ERASE_NAMED: Final = text(
    """
    UPDATE quote.inbox SET body = NULL, headers = '{}' WHERE shop_id = :shop_id AND state <> 'waiting'
      AND body IS NOT NULL AND position(convert_to(:needle, 'UTF8') IN body) > 0
    """
)
_OF_ORDERS: Final = {
    "comparisons": text(
        "DELETE FROM quote.order_comparison WHERE shop_id = :shop_id AND order_id = ANY(CAST(:orders AS text[]))"
    ),
    "fulfilments": text(
        "DELETE FROM quote.shop_fulfilment WHERE shop_id = :shop_id AND order_id = ANY(CAST(:orders AS text[]))"
    ),
}
_OF_SHOP: Final = {
    "comparisons": text("DELETE FROM quote.order_comparison WHERE shop_id = :shop_id"),
    "fulfilments": text("DELETE FROM quote.shop_fulfilment WHERE shop_id = :shop_id"),
    "offers": text("DELETE FROM quote.shop_offer WHERE shop_id = :shop_id"),
    "secrets": text("DELETE FROM quote.shop_secret WHERE shop_id = :shop_id"),
}
_HELD: Final = {
    "comparisons": text(
        """
        SELECT order_id, quote_id, currency, duties_charged, duties_computed, duties_refunded, cancelled, outcome,
               compared_at
        FROM quote.order_comparison WHERE shop_id = :shop_id AND order_id = ANY(CAST(:orders AS text[]))
        ORDER BY order_id
        """
    ),
    "fulfilments": text(
        """
        SELECT order_id, fulfilment_id, status, carrier, parcels, updated_at
        FROM quote.shop_fulfilment WHERE shop_id = :shop_id AND order_id = ANY(CAST(:orders AS text[]))
        ORDER BY fulfilment_id
        """
    ),
    "events": text(
        """
        SELECT topic, resource, received_at, state, body IS NOT NULL AS body_held
        FROM quote.inbox WHERE shop_id = :shop_id AND resource = ANY(CAST(:resources AS text[])) ORDER BY id
        """
    ),
}
_RECORD: Final = text(
    """
    INSERT INTO quote.privacy_request
        (shop_id, merchant_id, event_id, kind, subject, orders, received_at, erased, collected)
    VALUES (:shop_id, :merchant_id, :event_id, :kind, :subject, CAST(:orders AS text[]), :received_at,
            CAST(:erased AS jsonb), CAST(:collected AS jsonb))
    ON CONFLICT (shop_id, kind, event_id) DO NOTHING
    """
)
_REQUESTS: Final = text(
    """
    SELECT kind, subject, orders, received_at, completed_at, erased, collected
    FROM quote.privacy_request WHERE shop_id = :shop_id ORDER BY completed_at DESC LIMIT 1000
    """
)


async def erase_customer(
    connection: AsyncConnection, shop_id: str, customer: str, orders: Sequence[str], named: Collection[str], event: int
) -> dict[str, int]:
    """Erase what is held of a customer; how much of each kind.

    Args:
        customer: the platform's id; empty where only an address is known.
        orders: ids of the orders to be forgotten.
        named: texts that name the person, such as an e-mail address: bodies with one of them go.
        event: the inbox event that asks for it.
    """
    resources = [f"orders:{one}" for one in orders] + ([f"customers:{customer}"] if customer else [])
    erased = {"events": await redact(connection, shop_id, resources, except_id=event)}
    for needle in named:
        result = await connection.execute(_ERASE_NAMED, {"shop_id": shop_id, "needle": needle})
        erased["events"] += result.rowcount
    for kind, statement in _OF_ORDERS.items():
        result = await connection.execute(statement, {"shop_id": shop_id, "orders": list(orders)})
        erased[kind] = result.rowcount
    await connection.execute(_ERASE_OWN, {"id": event})
    return erased


async def erase_shop(connection: AsyncConnection, shop_id: str, event: int) -> dict[str, int]:
    """Erase everything that is held of a shop; quotes stay, for they name neither the shop nor a person."""
    erased = {"events": await redact(connection, shop_id, except_id=event)}
    for kind, statement in _OF_SHOP.items():
        erased[kind] = (await connection.execute(statement, {"shop_id": shop_id})).rowcount
    await forget_shop(connection, shop_id)
    await connection.execute(_ERASE_OWN, {"id": event})
    return erased


async def held_of_orders(
    connection: AsyncConnection, shop_id: str, customer: str, orders: Sequence[str], event: int
) -> dict[str, list[dict[str, Any]]]:
    """What is held of a customer's orders, for the merchant to hand on. The body that asks is erased."""
    resources = [f"orders:{one}" for one in orders] + ([f"customers:{customer}"] if customer else [])
    values = {"shop_id": shop_id, "orders": list(orders), "resources": resources}
    found = {}
    for kind, statement in _HELD.items():
        rows = await connection.execute(statement, values)
        found[kind] = [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]
    await connection.execute(_ERASE_OWN, {"id": event})
    return found


async def record_privacy(
    connection: AsyncConnection,
    *,
    shop_id: str,
    merchant_id: str,
    event_id: str,
    kind: str,
    subject: str,
    orders: Sequence[str],
    received_at: datetime,
    erased: Mapping[str, int] | None = None,
    collected: Mapping[str, Any] | None = None,
) -> None:
    """The proof that a request was carried out. `subject` is the platform's id of the person or the shop."""
    values = {
        "shop_id": shop_id,
        "merchant_id": merchant_id,
        "event_id": event_id,
        "kind": kind,
        "subject": subject,
        "orders": list(orders),
        "received_at": received_at,
        "erased": orjson.dumps(erased or {}).decode(),
        "collected": None if collected is None else orjson.dumps(collected).decode(),
    }
    await connection.execute(_RECORD, values)


async def privacy_requests(service: AsyncEngine, shop_id: str) -> list[dict[str, Any]]:
    """What was asked about persons' data and what was done, newest first."""
    async with service.connect() as connection:
        rows = await connection.execute(_REQUESTS, {"shop_id": shop_id})
        return [dict(row._mapping) for row in rows]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
