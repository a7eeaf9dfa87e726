"""The only SQL about orders compared with their quotes."""

from decimal import Decimal
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.shops.comparison import OrderCharges, Outcome, QuotedCharges, compare
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_shared.service.postgres import unreachable_as

_QUOTE: Final = text(
    """
    SELECT answer->>'currency' AS currency,
           CAST(answer->'duty'->>'amount' AS numeric) AS duty,
           CAST(answer->'additional_duty'->>'amount' AS numeric) AS additional_duty,
           CAST(answer->'excise'->>'amount' AS numeric) AS excise,
           CAST(answer->'tax'->>'amount' AS numeric) AS tax
    FROM quote.quote WHERE id = :id AND merchant_id = :merchant_id
    """
)
_QUOTE_OF: Final = text("SELECT quote_id FROM quote.order_comparison WHERE shop_id = :shop_id AND order_id = :order_id")
_PUT: Final = text(
    """
    INSERT INTO quote.order_comparison AS c
        (shop_id, merchant_id, order_id, quote_id, currency, duties_charged, duties_computed, taxes_charged,
         taxes_computed, cancelled, outcome, order_updated_at)
    VALUES (:shop_id, :merchant_id, :order_id, :quote_id, :currency, :duties_charged, :duties_computed, :taxes_charged,
            :taxes_computed, :cancelled, :outcome, :order_updated_at)
    ON CONFLICT (shop_id, order_id) DO UPDATE SET
        quote_id = EXCLUDED.quote_id, currency = EXCLUDED.currency,
        duties_charged = EXCLUDED.duties_charged, duties_computed = EXCLUDED.duties_computed,
        taxes_charged = EXCLUDED.taxes_charged, taxes_computed = EXCLUDED.taxes_computed,
        cancelled = EXCLUDED.cancelled, outcome = EXCLUDED.outcome,
        order_updated_at = EXCLUDED.order_updated_at, compared_at = clock_timestamp()
    WHERE EXCLUDED.order_updated_at >= c.order_updated_at
    """
)
_REFUND: Final = text(
    """
    UPDATE quote.order_comparison SET
        duties_refunded = duties_refunded + :duties, taxes_refunded = taxes_refunded + :taxes
    WHERE shop_id = :shop_id AND order_id = :order_id AND currency = :currency
    """
)


async def record_order(
    connection: AsyncConnection,
    shop_id: str,
    merchant_id: str,
    order: OrderCharges,
    quoted: QuotedCharges | None = None,
) -> Outcome:
    """Compare an order with its quote and store the result, unless a later state of the order is stored already.

    Args:
        quoted: what was computed for the service that the order chose; by default the totals of its quote.
    """
    if quoted is None and order.quote_id:
        quoted = await _quoted(connection, merchant_id, order.quote_id)
    outcome = compare(order, quoted)
    values = {
        "shop_id": shop_id,
        "merchant_id": merchant_id,
        "order_id": order.order_id,
        "quote_id": order.quote_id,
        "currency": order.currency,
        "duties_charged": order.duties,
        "duties_computed": quoted.duties if quoted else None,
        "taxes_charged": order.taxes,
        "taxes_computed": quoted.taxes if quoted else None,
        "cancelled": order.cancelled,
        "outcome": outcome.value,
        "order_updated_at": order.updated_at,
    }
    await connection.execute(_PUT, values)
    return outcome


async def record_refund(
    connection: AsyncConnection, shop_id: str, order_id: str, currency: str, duties: Decimal, taxes: Decimal
) -> None:
    """Add what was refunded to the order's comparison, if it has one."""
    values = {"shop_id": shop_id, "order_id": order_id, "currency": currency, "duties": duties, "taxes": taxes}
    await connection.execute(_REFUND, values)


async def quote_of_order(service: AsyncEngine, shop_id: str, order_id: str) -> str | None:
    """The quote that an order was compared with.

    Raises:
        ShopsUnavailableError: PostgreSQL is out of reach or refuses.
    """
    with unreachable_as(ShopsUnavailableError, "comparisons cannot be read"):
        async with service.connect() as connection:
            row = (await connection.execute(_QUOTE_OF, {"shop_id": shop_id, "order_id": order_id})).one_or_none()
    return None if row is None else row.quote_id


async def _quoted(connection: AsyncConnection, merchant_id: str, quote_id: str) -> QuotedCharges | None:
    row = (await connection.execute(_QUOTE, {"id": quote_id, "merchant_id": merchant_id})).one_or_none()
    if row is None:
        return None
    return QuotedCharges(row.currency, _sum(row.duty, row.additional_duty), _sum(row.tax, row.excise))


def _sum(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    """Unknown if either is: a part that is missing is never 0."""
    return None if first is None or second is None else first + second
