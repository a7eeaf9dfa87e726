"""Brings committed quotes from the outbox to the ledger of the docs service; nothing is lost while it is away.

A row leaves the outbox only in the transaction in which the ledger has confirmed it. If that transaction is lost, the
row is sent again, and the ledger answers with the leaf that it has.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.client.errors import DutifulError
from dutiful_shared.client.ledger import LedgerClient
from dutiful_shared.contract.ledger import NewEntries, NewEntry

#: What a turn raises while the ledger or PostgreSQL is out of reach.
PASSING: Final = (DutifulError, SQLAlchemyError, OSError)
_MOST: Final = 200
#: In one turn at most, so that a backlog does not keep the turn from ever ending.
_MOST_BATCHES: Final = 50
_TAKE: Final = text(
    """
    SELECT position, merchant_id, kind, subject, content_sha256 FROM quote.ledger_outbox
    ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED
    """
)
_DONE: Final = text("DELETE FROM quote.ledger_outbox WHERE position = ANY(CAST(:positions AS bigint[]))")
_WAITING: Final = text("SELECT count(*) FROM quote.ledger_outbox")


class LedgerForwarder:
    """Any number of forwarders may work on one outbox: each row is held by one of them.

    Args:
        engine: of the service role.
    """

    def __init__(self, engine: AsyncEngine, ledger: LedgerClient, registry: CollectorRegistry) -> None:
        self._engine = engine
        self._ledger = ledger
        self._waiting = Gauge("dutiful_ledger_outbox_entries", "Quotes on their way to the ledger.", registry=registry)
        self._forwarded = Counter("dutiful_ledger_forwarded_total", "Quotes the ledger has taken.", registry=registry)
        self._failures = Counter(
            "dutiful_ledger_forward_failures_total", "Batches of quotes the ledger has not taken.", registry=registry
        )

    async def turn(self) -> None:
        """Send what waits.

        Raises:
            DutifulError: the ledger is out of reach or refuses; what it did not confirm waits on.
            SQLAlchemyError, OSError: PostgreSQL is out of reach.
        """
        try:
            for _ in range(_MOST_BATCHES):
                sent = await self._send()
                self._forwarded.inc(sent)
                if sent < _MOST:
                    break
        except PASSING:
            self._failures.inc()
            raise
        finally:
            await self._count()

    async def _send(self) -> int:
        async with self._engine.begin() as connection:
            rows = (await connection.execute(_TAKE, {"most": _MOST})).all()
            if rows:
                entries = tuple(
                    NewEntry(
                        merchant=row.merchant_id, kind=row.kind, subject=row.subject, content_sha256=row.content_sha256
                    )
                    for row in rows
                )
                await self._ledger.enter(NewEntries(entries=entries))
                await connection.execute(_DONE, {"positions": [row.position for row in rows]})
        return len(rows)

    async def _count(self) -> None:
        async with self._engine.connect() as connection:
            self._waiting.set((await connection.execute(_WAITING)).scalar_one())
