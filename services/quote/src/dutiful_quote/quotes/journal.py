"""The journal: a quote that was answered is on disk. Quotes that are ready at the same moment are written together.

There are two ways and no third one: PostgreSQL and, where that does not take a group within its budget, the spool on a
local disk. While anything waits in the spool, later quotes go there too, so that PostgreSQL gets all in their order.
"""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.spooled_quotes import SpooledQuotes
from dutiful_shared.service.group_commit import GroupCommit, GroupRefusedError, NotWrittenError
from dutiful_shared.service.logs import logger


class JournalUnavailableError(Exception):
    """The quote could not be written; it must be answered as degraded and without an id."""


@dataclass(frozen=True, slots=True)
class JournalLimits:
    """How long a quote waits in all, and how much of that PostgreSQL may take where there is a spool (seconds)."""

    timeout_seconds: float
    postgres_seconds: float


class QuoteJournal:
    """Writes quotes in groups. `start` before use, `close` writes what is still waiting.

    Args:
        spool: where quotes go that PostgreSQL does not take; None where no folder is given for one.
    """

    def __init__(
        self,
        repository: QuoteRepository,
        registry: CollectorRegistry,
        limits: JournalLimits,
        spool: SpooledQuotes | None = None,
    ) -> None:
        self._repository = repository
        self._spool = spool
        self._limits = limits
        self._failures = Counter(
            "dutiful_journal_failures_total", "Quotes that could not be written.", registry=registry
        )
        self._groups: GroupCommit[QuoteRecord, None] = GroupCommit(
            "quote-journal",
            self._insert,
            limits.timeout_seconds,
            lambda quotes, exc: logger().warning("quotes could not be recorded", quotes=quotes, error=repr(exc)),
            ("dutiful_journal_group_size", "Quotes written by one statement."),
            registry,
        )
        depth = Gauge("dutiful_journal_waiting_quotes", "Quotes that wait to be written.", registry=registry)
        depth.set_function(lambda: self._groups.depth)
        lag = Gauge("dutiful_journal_lag_seconds", "How long the oldest of them has waited.", registry=registry)
        lag.set_function(lambda: self._groups.age_seconds)

    async def start(self) -> None:
        """Begin to write, and to deliver what an earlier process has left in the spool.

        Raises:
            SpoolError: the folder of the spool cannot be used.
        """
        if self._spool is not None:
            await self._spool.start()
        self._groups.start()

    async def close(self) -> None:
        """Write what waits, then stop."""
        await self._groups.close()
        if self._spool is not None:
            await self._spool.close()

    async def record(self, record: QuoteRecord) -> None:
        """Return when the quote is on disk.

        Raises:
            JournalUnavailableError: it could not be written, not in time, or too many already wait.
        """
        try:
            await self._groups.put(record)
        except NotWrittenError as exc:
            self._failures.inc()
            raise JournalUnavailableError("the quote could not be recorded") from exc

    async def _insert(self, records: list[QuoteRecord]) -> list[None]:
        if self._spool is None:
            await self._repository.insert(records)
        elif not await self._spool.joined(records):
            try:
                await self._repository.insert(records, self._limits.postgres_seconds)
            except GroupRefusedError:
                raise
            except Exception as exc:  # whatever PostgreSQL's trouble is, the disk is there for it
                await self._spool.put(records, repr(exc))
        return [None] * len(records)
