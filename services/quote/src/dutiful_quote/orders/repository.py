"""The only SQL about orders. Whoever changes an order holds its row until the change is on disk."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.ledger.outbox import seal
from dutiful_quote.orders.content import OrderContent
from dutiful_quote.orders.errors import OrderConflictError, OrdersUnavailableError
from dutiful_quote.orders.news import announce_newest
from dutiful_quote.orders.order import HeldOrder, Order, OrderEvent
from dutiful_quote.orders.paper_outbox import to_papers
from dutiful_shared.contract.orders import OrderEventKind, OrderState
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_OPEN: Final = text(
    """
    INSERT INTO quote.committed_order (quote_id, merchant_id, state, current_quote_id, created_at)
    VALUES (:quote_id, :merchant_id, 'open', :quote_id, :now) ON CONFLICT (quote_id) DO NOTHING
    """
)
_SELECT: Final = """
    SELECT quote_id, merchant_id, state, reference, current_quote_id, service, delivery, content
    FROM quote.committed_order WHERE quote_id = :quote_id
"""
_ORDER: Final = text(_SELECT)
_LOCKED: Final = text(f"{_SELECT} FOR UPDATE")
_EVENTS: Final = text(
    """
    SELECT sequence, kind, version_quote_id, fingerprint, details, created_at FROM quote.order_event
    WHERE quote_id = :quote_id ORDER BY sequence
    """
)
_ORDER_OF: Final = text(
    "SELECT quote_id FROM quote.order_event WHERE version_quote_id = :quote_id AND quote_id <> :quote_id LIMIT 1"
)
_NEWEST: Final = text(
    """
    SELECT quote_id, current_quote_id, reference, created_at FROM quote.committed_order
    WHERE merchant_id = :merchant_id AND state IN ('committed', 'adjusted') ORDER BY quote_id DESC LIMIT :most
    """
)
_UPDATE: Final = text(
    """
    UPDATE quote.committed_order
    SET state = :state, reference = :reference, current_quote_id = :current, service = :service, delivery = :delivery,
        content = CAST(:content AS jsonb), sequence = :sequence
    WHERE quote_id = :quote_id
    """
)
_APPEND: Final = text(
    """
    INSERT INTO quote.order_event
        (merchant_id, quote_id, sequence, kind, version_quote_id, fingerprint, details, created_at)
    VALUES (:merchant_id, :quote_id, :sequence, :kind, :version, :fingerprint, CAST(:details AS jsonb), :created_at)
    """
)


class LockedOrder:
    """An order that nobody else can change for as long as the transaction lasts."""

    def __init__(self, connection: AsyncConnection, order: Order) -> None:
        self._connection = connection
        self.order = order

    async def save(self, changed: Order, answer: str | None = None) -> None:
        """Write the order down with its newest event, of which the merchant is told.

        Args:
            answer: of the quote that holds from now on, where the event is about one: it goes into the ledger, and
                papers are made of it.

        Raises:
            OrderConflictError: another order of the merchant holds under the same reference.
        """
        assert changed.content is not None, "only a committed order is saved"
        event = changed.events[-1]
        values = {
            "quote_id": changed.quote_id,
            "state": changed.state.value,
            "reference": changed.reference,
            "current": changed.current,
            "service": changed.service,
            "delivery": changed.delivery,
            "content": orjson.dumps(changed.content.to_plain()).decode(),
            "sequence": event.sequence,
        }
        try:
            await self._connection.execute(_UPDATE, values)
        except IntegrityError as exc:
            raise OrderConflictError(
                f"Another quote is committed for the order {changed.reference!r}; void it first."
            ) from exc
        await self._connection.execute(
            _APPEND,
            {
                "merchant_id": changed.merchant_id,
                "quote_id": changed.quote_id,
                "sequence": event.sequence,
                "kind": event.kind.value,
                "version": event.version,
                "fingerprint": event.fingerprint,
                "details": orjson.dumps(event.details).decode(),
                "created_at": event.created_at,
            },
        )
        await announce_newest(self._connection, changed)
        if answer is not None:
            await seal(self._connection, changed.merchant_id, changed.current, answer)
            await to_papers(self._connection, changed)
        self.order = changed


class OrderRepository:
    """Orders in PostgreSQL, behind the wall between merchants.

    Args:
        engine: made with `connect(..., role=REQUEST_ROLE)`.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(self, merchant_id: str, quote_id: str) -> Order | None:
        """The order that began with this quote; None where it was never committed.

        Raises:
            OrdersUnavailableError: PostgreSQL is out of reach.
        """
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return await _read(connection, _ORDER, quote_id)

    async def order_of(self, merchant_id: str, quote_id: str) -> str | None:
        """The order that a quote became part of by an adjustment; None where it is of none.

        Raises:
            OrdersUnavailableError: PostgreSQL is out of reach.
        """
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                found: str | None = (await connection.execute(_ORDER_OF, {"quote_id": quote_id})).scalar_one_or_none()
        return found

    async def newest(self, merchant_id: str, most: int) -> list[HeldOrder]:
        """The orders that hold, the newest first.

        Raises:
            OrdersUnavailableError: PostgreSQL is out of reach.
        """
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                rows = await connection.execute(_NEWEST, {"merchant_id": merchant_id, "most": most})
                return [HeldOrder(**row._mapping) for row in rows]

    @asynccontextmanager
    async def locked(self, merchant_id: str, quote_id: str, now: datetime) -> AsyncIterator[LockedOrder]:
        """The order of a quote that is known to be the merchant's, open if it was never committed. Others who want to
        change it wait. What was saved is on disk when the block has ended; an exception undoes it.

        Raises:
            OrdersUnavailableError: PostgreSQL is out of reach, or another change took too long.
        """
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                await connection.execute(_OPEN, {"quote_id": quote_id, "merchant_id": merchant_id, "now": now})
                order = await _read(connection, _LOCKED, quote_id)
                assert order is not None, "the row was there or has just been made"
                yield LockedOrder(connection, order)


@contextmanager
def _reachable() -> Iterator[None]:
    with unreachable_as(OrdersUnavailableError, "the orders cannot be read or changed now"):
        yield


async def _read(connection: AsyncConnection, statement: Any, quote_id: str) -> Order | None:
    row = (await connection.execute(statement, {"quote_id": quote_id})).one_or_none()
    if row is None:
        return None
    events = (await connection.execute(_EVENTS, {"quote_id": quote_id})).all()
    return Order(
        quote_id=row.quote_id,
        merchant_id=row.merchant_id,
        state=OrderState(row.state),
        current=row.current_quote_id,
        reference=row.reference,
        service=row.service,
        delivery=row.delivery,
        content=None if row.content is None else OrderContent.from_plain(row.content),
        events=tuple(_event(one) for one in events),
    )


def _event(row: Row[Any]) -> OrderEvent:
    return OrderEvent(
        sequence=row.sequence,
        kind=OrderEventKind(row.kind),
        version=row.version_quote_id,
        fingerprint=row.fingerprint,
        details=row.details,
        created_at=row.created_at,
    )
