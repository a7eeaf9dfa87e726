"""What merchants are told of an order: each transition, in the transaction that makes it."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.orders.order import Order
from dutiful_quote.webhooks.event_type import EventType
from dutiful_quote.webhooks.outbox import announce
from dutiful_shared.contract.orders import OrderEventKind

_TYPES: Final = {
    OrderEventKind.COMMITTED: EventType.QUOTE_COMMITTED,
    OrderEventKind.ADJUSTED: EventType.QUOTE_ADJUSTED,
    OrderEventKind.REFUNDED: EventType.QUOTE_REFUNDED,
    OrderEventKind.VOIDED: EventType.QUOTE_VOIDED,
}


async def announce_newest(connection: AsyncConnection, order: Order) -> None:
    """Tell the newest event of an order: which order it is and what became of it.

    Amounts and goods are left out: whoever receives it asks `GET /v1/quotes/{id}/order` for them.
    """
    event = order.events[-1]
    data = {
        "quote_id": order.quote_id,
        "current_quote_id": order.current,
        "reference": order.reference,
        "state": order.state.value,
        "sequence": event.sequence,
        "at": event.created_at.isoformat(),
    }
    await announce(connection, order.merchant_id, _TYPES[event.kind], data)
