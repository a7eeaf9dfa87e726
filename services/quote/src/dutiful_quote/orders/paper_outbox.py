"""`to_papers`: has papers made of an order, from within the transaction that changes it."""

from typing import Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.orders.order import Order
from dutiful_quote.orders.ordered import ordered_answer

_TO_PAPERS: Final = text(
    """
    INSERT INTO quote.paper_outbox (merchant_id, quote_id, sequence, current_quote_id, reference, at, ordered)
    VALUES (:merchant_id, :quote_id, :sequence, :current_quote_id, :reference, :at, CAST(:ordered AS jsonb))
    """
)


async def to_papers(connection: AsyncConnection, order: Order) -> None:
    """Let the newest event of an order go to its papers, if and when the transaction of `connection` commits."""
    event = order.events[-1]
    values = {
        "merchant_id": order.merchant_id,
        "quote_id": order.quote_id,
        "sequence": event.sequence,
        "current_quote_id": order.current,
        "reference": order.reference,
        "at": event.created_at,
        "ordered": orjson.dumps(ordered_answer(order.content)).decode(),
    }
    await connection.execute(_TO_PAPERS, values)
