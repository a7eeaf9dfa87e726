"""The journal: a quote that was answered is on disk.

Quotes that are ready at the same moment are written together (group commit): one statement and one flush to disk for
all of them, so that a busy service pays for few. Whoever asks waits until its own quote is written.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository, RecordRefusedError

#: More quotes than this are written in a further statement: a bound on its size, far above what one moment brings.
MAX_GROUP: Final = 256

_log = structlog.get_logger(__name__)


class JournalUnavailableError(Exception):
    """The quote could not be written; it must be answered as degraded and without an id."""


@dataclass(frozen=True, slots=True)
class _Entry:
    record: QuoteRecord
    written: asyncio.Future[None]


class QuoteJournal:
    """Writes quotes in groups. `start` before use, `close` writes what is still waiting."""

    def __init__(self, repository: QuoteRepository, registry: CollectorRegistry, timeout_seconds: float) -> None:
        self._repository = repository
        self._timeout = timeout_seconds
        self._waiting: asyncio.Queue[_Entry] = asyncio.Queue(maxsize=MAX_GROUP * 8)
        self._writer: asyncio.Task[None] | None = None
        self._groups = Histogram(
            "dutiful_journal_group_size",
            "Quotes written by one statement.",
            registry=registry,
            buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
        )
        self._failures = Counter(
            "dutiful_journal_failures_total", "Quotes that could not be written.", registry=registry
        )

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write_groups(), name="quote-journal")

    async def close(self) -> None:
        """Write what waits, then stop."""
        await self._waiting.join()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def record(self, record: QuoteRecord) -> None:
        """Return when the quote is on disk.

        Raises:
            JournalUnavailableError: it could not be written in time, or too many already wait.
        """
        entry = _Entry(record, asyncio.get_running_loop().create_future())
        try:
            self._waiting.put_nowait(entry)
            async with asyncio.timeout(self._timeout):
                await entry.written
        except (asyncio.QueueFull, TimeoutError) as exc:
            self._failures.inc()
            raise JournalUnavailableError("the quote could not be recorded in time") from exc

    async def _write_groups(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while len(group) < MAX_GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            try:
                # Whoever stopped waiting was told "not recorded": such a quote must not appear later.
                await self._write([entry for entry in group if not entry.written.done()])
            finally:
                for _ in group:
                    self._waiting.task_done()

    async def _write(self, group: list[_Entry]) -> None:
        if not group:
            return
        try:
            async with asyncio.timeout(self._timeout):
                await self._repository.insert([entry.record for entry in group])
        except RecordRefusedError as exc:
            if len(group) == 1:
                self._tell_of_failure(group, exc)
            for entry in group if len(group) > 1 else ():  # the others must not share the fate of one
                await self._write([entry])
            return
        except Exception as exc:  # whatever the database's trouble is, every waiting caller must hear of it
            self._tell_of_failure(group, exc)
            return
        self._groups.observe(len(group))
        for entry in group:
            if not entry.written.done():
                entry.written.set_result(None)

    def _tell_of_failure(self, group: list[_Entry], exc: Exception) -> None:
        _log.warning("journal_write_failed", quotes=len(group), error=repr(exc))
        for entry in group:
            if not entry.written.done():
                self._failures.inc()
                entry.written.set_exception(JournalUnavailableError(str(exc)))
