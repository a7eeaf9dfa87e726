"""The journal against a model of it: stores that come, go, hang and refuse, in any order, under a clock of the test."""

import asyncio
import errno
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from prometheus_client import CollectorRegistry

from dutiful_quote.quotes.journal import JournalLimits, JournalUnavailableError, QuoteJournal
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.spooled_quotes import SpooledQuotes
from dutiful_shared.service.group_commit import GroupRefusedError
from dutiful_shared.service.spool import Spool
from dutiful_shared.service.spool_disk import Disk
from tests.builders.stepped_loop import SteppedLoop

_LIMITS = JournalLimits(timeout_seconds=0.8, postgres_seconds=0.3)
_DAY = datetime(2026, 11, 29, tzinfo=UTC)
_FOR_EVER = 1e6


def record(number: int) -> QuoteRecord:
    return QuoteRecord(f"q_{number:032d}", "m", _DAY, _DAY, "complete", "1", "", "", "{}", None, "{}")


class Store:
    """PostgreSQL: keeps a quote of an id once, in the order in which they came.

    `state`: up; down; hangs; silent (writes, and the connection breaks before it says so).
    """

    def __init__(self) -> None:
        self.state = "up"
        self.refused: set[str] = set()
        self.quotes: dict[str, None] = {}

    async def insert(self, records: Sequence[QuoteRecord], seconds: float | None = None) -> None:
        await asyncio.sleep(0.001)
        if self.state == "hangs":
            await asyncio.sleep(seconds or _FOR_EVER)
            raise TimeoutError
        if self.state == "down":
            raise OSError("away")
        if self.refused & {one.id for one in records}:
            raise GroupRefusedError("it holds what cannot be stored")
        self.quotes.update(dict.fromkeys(one.id for one in records))
        if self.state == "silent":
            raise OSError("the connection broke")


class FullDisk(Disk):
    """A disk that has room or has none; nothing is really flushed."""

    def __init__(self) -> None:
        self.full = False

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "no space left")
        return super().write(handle, data)

    def sync(self, handle: int) -> None:
        return


class JournalMachine(RuleBasedStateMachine):
    """What was answered with an id is in PostgreSQL or on the disk, whatever happens; in the end all of it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = SteppedLoop()
        self.folder = Path(tempfile.mkdtemp(prefix="journal-"))
        self.store, self.disk = Store(), FullDisk()
        self.number = 0
        self.answered: list[str] = []
        self._begin()

    def _begin(self) -> None:
        registry, repository = CollectorRegistry(), cast("QuoteRepository", self.store)
        spool = Spool(self.folder, 1_000_000, clock=self.loop.time, disk=self.disk)
        self.journal = QuoteJournal(repository, registry, _LIMITS, SpooledQuotes(spool, repository, registry))
        self.loop.run_until_complete(self.journal.start())

    @rule(state=st.sampled_from(["up", "down", "hangs", "silent"]), full=st.booleans())
    def stores_change(self, state: str, full: bool) -> None:
        self.store.state, self.disk.full = state, full

    @rule(count=st.integers(1, 5), refused=st.none() | st.integers(0, 4))
    def quotes_come_at_once(self, count: int, refused: int | None) -> None:
        records = [record(self.number + one) for one in range(count)]
        self.number += count
        if refused is not None and refused < count:
            self.store.refused.add(records[refused].id)
        began = self.loop.time()
        outcomes = self.loop.run_until_complete(self._outcomes(records))
        assert self.loop.time() - began <= _LIMITS.timeout_seconds + 0.01
        fine = [one.id for one, outcome in zip(records, outcomes, strict=True) if outcome is None]
        assert all(outcome is None or isinstance(outcome, JournalUnavailableError) for outcome in outcomes)
        if self.store.state == "up" and not self.disk.full:
            assert set(fine) >= {one.id for one in records} - self.store.refused
        self.answered += fine

    async def _outcomes(self, records: Sequence[QuoteRecord]) -> list[BaseException | None]:
        return await asyncio.gather(*(self.journal.record(one) for one in records), return_exceptions=True)

    @rule(seconds=st.floats(0.1, 30))
    def time_passes(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @rule()
    def the_process_is_replaced(self) -> None:
        self.loop.run_until_complete(self.journal.close())
        self._begin()

    def _on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.iterdir())

    @invariant()
    def nothing_that_was_answered_is_lost(self) -> None:
        on_disk = self._on_disk()
        assert all(one in self.store.quotes or one.encode() in on_disk for one in self.answered)

    @invariant()
    def postgres_gets_them_in_the_order_of_the_answers(self) -> None:
        there = [one for one in self.store.quotes if one in set(self.answered)]
        assert there == sorted(there)

    def teardown(self) -> None:
        self.store.state, self.disk.full = "up", False
        self.time_passes(30)
        assert set(self.answered) - self.store.refused <= set(self.store.quotes)
        assert not list(self.folder.glob("*.spool"))
        self.loop.run_until_complete(self.journal.close())
        self.loop.close()
        shutil.rmtree(self.folder)


TestJournalModel = JournalMachine.TestCase
TestJournalModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
