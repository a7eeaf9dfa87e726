"""Quotes that PostgreSQL did not take: on a local disk, and from there to PostgreSQL in their order, each once."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, TypeVar

import asyncpg
import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_shared.service.group_commit import MAX_GROUP, GroupRefusedError
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS
from dutiful_shared.service.spool import Segment, Spool

#: How often PostgreSQL is tried again (seconds): with what waits, so no quote is risked for it.
_TRY_AGAIN_SECONDS: Final = 0.5
#: One statement of the delivery may take this long (seconds); nobody waits for it.
_DELIVERY_SECONDS: Final = 5.0
#: Groups wait (seconds) while the last few are delivered; if that takes longer, they are answered first.
_LAST_STEP_SECONDS: Final = 0.25
_PASSING: Final = (*STORE_ERRORS, asyncpg.PostgresError, asyncpg.InterfaceError)
_TIMES: Final = ("created_at", "expires_at")
_NAMES: Final = tuple(field.name for field in fields(QuoteRecord))

Outcome = TypeVar("Outcome")


class SpooledQuotes:
    """The spool of the journal, and its delivery. `start` before use; `close` leaves what waits on the disk."""

    def __init__(self, spool: Spool, repository: QuoteRepository, registry: CollectorRegistry) -> None:
        self._spool = spool
        self._repository = repository
        # Groups and the last step of a delivery take turns: none may slip in between "all is delivered" and "go on".
        self._turn = asyncio.Lock()
        self._waiting = False
        # The disk is slow or full at the moment it is needed: no other work shall wait behind it, nor it behind others.
        self._thread = ThreadPoolExecutor(1, "journal-spool")
        self._delivery = Periodic("journal-spool", self.deliver, _TRY_AGAIN_SECONDS, passing=_PASSING)
        self._spooled = Counter(
            "dutiful_journal_spooled_total", "Quotes written to the spool instead of PostgreSQL.", registry=registry
        )
        self._delivered = Counter(
            "dutiful_journal_delivered_total", "Quotes brought from the spool to PostgreSQL.", registry=registry
        )
        self._damaged = Counter(
            "dutiful_journal_spool_damaged_total",
            "Lines of the spool that are no quote: torn by a crash, altered, or refused by PostgreSQL.",
            ("why",),
            registry=registry,
        )
        for why in ("torn", "altered", "refused"):
            self._damaged.labels(why)  # there from the start: from nothing to the first would be no increase
        depth = Gauge("dutiful_journal_spool_quotes", "Quotes that wait in the spool.", registry=registry)
        depth.set_function(lambda: spool.depth)
        size = Gauge("dutiful_journal_spool_bytes", "Size of the spool.", registry=registry)
        size.set_function(lambda: spool.size)
        limit = Gauge("dutiful_journal_spool_limit_bytes", "Size that the spool may have.", registry=registry)
        limit.set(spool.limit)
        age = Gauge("dutiful_journal_spool_age_seconds", "How long the oldest quote has waited.", registry=registry)
        age.set_function(lambda: spool.age_seconds)

    async def start(self) -> None:
        """Take over what earlier processes have left, and begin to deliver.

        Raises:
            SpoolError: the folder cannot be used.
        """
        await self._on_disk(self._spool.open)
        self._waiting = self._spool.depth > 0
        await self._delivery.start()

    async def close(self) -> None:
        """Stop delivering; what waits is delivered after the next start."""
        await self._delivery.close()
        await self._on_disk(self._spool.close)
        self._thread.shutdown()

    async def joined(self, records: Sequence[QuoteRecord]) -> bool:
        """Whether quotes wait, and these now wait behind them.

        Raises:
            SpoolError: quotes wait, and the disk does not take more.
        """
        if not self._waiting:
            return False
        async with self._turn:
            if self._waiting:
                await self._append(records)
                return True
        return False

    async def put(self, records: Sequence[QuoteRecord], why: str) -> None:
        """Return when they are on the disk; from now on, later ones come after them.

        Raises:
            SpoolError: the disk does not take them.
        """
        async with self._turn:
            await self._append(records)
            if not self._waiting:
                logger().warning("quotes wait in the spool", quotes=len(records), error=why)
            self._waiting = True

    async def deliver(self) -> None:
        """Bring what waits to PostgreSQL.

        Raises:
            SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError: PostgreSQL does not
                take it; it waits on.
        """
        await self._on_disk(self._spool.adopt)
        self._waiting = self._waiting or self._spool.depth > 0
        answers = False
        while self._waiting:
            if not answers or self._spool.depth > MAX_GROUP:
                await self._deliver_oldest()
                answers = True
                continue
            async with self._turn, asyncio.timeout(_LAST_STEP_SECONDS):
                while await self._deliver_oldest():
                    continue
                self._waiting = False
            logger().info("no quote waits in the spool any more")

    async def _append(self, records: Sequence[QuoteRecord]) -> None:
        lines = [to_line(record) for record in records]
        await self._on_disk(lambda: self._spool.append(lines))
        self._spooled.inc(len(records))

    async def _deliver_oldest(self) -> bool:
        segment = await self._on_disk(self._spool.take)
        if segment is None:
            return False
        found = await self._on_disk(lambda: self._spool.read(segment))
        records = [record for line in found.records if (record := from_line(line)) is not None]
        refused = len(found.records) - len(records)
        for first in range(0, len(records), MAX_GROUP):
            refused += await self._insert(records[first : first + MAX_GROUP])
        self._report(segment, found.damaged, found.torn, refused)
        await self._on_disk(lambda: self._spool.done(segment, keep=bool(found.damaged or refused)))
        self._delivered.inc(len(found.records) - refused)
        return True

    async def _insert(self, records: Sequence[QuoteRecord]) -> int:
        """How many of them PostgreSQL refuses for what they hold."""
        try:
            await self._repository.insert(records, _DELIVERY_SECONDS)
        except GroupRefusedError:
            if len(records) == 1:
                return 1
            return sum([await self._insert([record]) for record in records])
        return 0

    def _report(self, segment: Segment, damaged: int, torn: bool, refused: int) -> None:
        for why, count in (("altered", damaged), ("torn", int(torn)), ("refused", refused)):
            if count:
                self._damaged.labels(why).inc(count)
                logger().warning("the spool held lines that are no quote", file=segment.path.name, why=why, lines=count)

    async def _on_disk(self, work: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def to_line(record: QuoteRecord) -> bytes:
    """The record as one line of JSON."""
    return orjson.dumps({name: getattr(record, name) for name in _NAMES})


def from_line(line: bytes) -> QuoteRecord | None:
    """The record that was written; None where another version wrote it, in another shape."""
    try:
        plain: dict[str, Any] = orjson.loads(line)
        return QuoteRecord(**{**plain, **{name: datetime.fromisoformat(plain[name]) for name in _TIMES}})
    except (ValueError, TypeError, KeyError):
        return None
