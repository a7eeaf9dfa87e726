"""What keeps the log going in the background: appending, signing, and looking whether it has only grown."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.checkpoint import HeadRefusedError, TreeHead, VerifyingKey, opened
from dutiful_docs.ledger.leaf import LedgerDamagedError, LedgerUnavailableError, UnknownHeadError
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.verification import VerificationError, verify_growth
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic

#: In one turn at most, so that a backlog does not keep the turn from ever ending.
_MOST_BATCHES: Final = 20


class LedgerMetrics:
    """`now` tells the age of the newest head at the moment it is asked for."""

    def __init__(self, registry: CollectorRegistry, now: Callable[[], datetime]) -> None:
        self._now = now
        self._signed_at: datetime | None = None
        self.pending = Gauge("dutiful_ledger_pending_entries", "Leaves not in the log yet.", registry=registry)
        self.appended = Counter("dutiful_ledger_appended_total", "Leaves appended to the log.", registry=registry)
        self.size = Gauge("dutiful_ledger_size", "Leaves in the log, by its newest head.", registry=registry)
        self.failures = Counter("dutiful_ledger_append_failures_total", "Batches not appended.", registry=registry)
        self.monitor_failures = Counter(
            "dutiful_ledger_monitor_failures_total",
            "Times that the log was found not to be the one before, continued.",
            registry=registry,
        )
        Gauge(
            "dutiful_ledger_head_age_seconds", "Age of the newest head; NaN without one.", registry=registry
        ).set_function(self._age)

    def seen(self, head: TreeHead) -> None:
        """Note the newest head, from which age and size are told."""
        self._signed_at = head.signed_at
        self.size.set(head.size)

    def _age(self) -> float:
        return float("nan") if self._signed_at is None else (self._now() - self._signed_at).total_seconds()


class SelfMonitor:
    """Remembers the newest head it has seen, and wants every later one to continue it.

    It catches what goes wrong with the store (a table that was tampered with, a restored backup), not an operator who
    means to deceive: for that, people outside run `dutiful ledger monitor`.
    """

    def __init__(self, reader: LogReader, keys: Collection[VerifyingKey], metrics: LedgerMetrics) -> None:
        self._reader = reader
        self._keys = keys
        self._metrics = metrics
        self._seen: TreeHead | None = None

    async def look(self) -> None:
        """Compare the newest head with the one seen before.

        Raises:
            LedgerUnavailableError: PostgreSQL is out of reach.
        """
        try:
            head = opened((await self._reader.head()).note, self._keys)
            if self._seen is not None and head != self._seen:
                await self._compare(self._seen, head)
        except UnknownHeadError:
            if self._seen is not None:
                self._failed("the head that was seen before is gone")
            return
        except (HeadRefusedError, VerificationError, LedgerDamagedError) as exc:
            self._failed(str(exc))
            return
        self._seen = head
        self._metrics.seen(head)

    async def _compare(self, before: TreeHead, after: TreeHead) -> None:
        if after.size < before.size:
            verify_growth(before, after, ())
        verify_growth(before, after, (await self._reader.consistency(before.size, after.size)).path)

    def _failed(self, why: str) -> None:
        self._metrics.monitor_failures.inc()
        logger().error("the ledger is not the one before, continued", why=why)


class LedgerWorker:
    """Appends every `seconds` until it is closed. Several processes may each have one."""

    def __init__(
        self, appender: Appender | None, reader: LogReader, monitor: SelfMonitor, metrics: LedgerMetrics, seconds: float
    ) -> None:
        self._appender = appender
        self._reader = reader
        self._monitor = monitor
        self._metrics = metrics
        self._periodic = Periodic("ledger", self.turn, seconds, passing=(LedgerUnavailableError,))

    async def start(self) -> None:
        """Begin to append, in the running event loop."""
        await self._periodic.start()

    async def close(self) -> None:
        """Stop; leaves that wait are appended by another process, or after the next start."""
        await self._periodic.close()

    async def turn(self) -> None:
        """Append what waits, look at the log, and count.

        Raises:
            LedgerUnavailableError: PostgreSQL is out of reach.
            LedgerDamagedError: what is stored contradicts the newest head.
        """
        try:
            if self._appender is not None:
                await self._append(self._appender)
        finally:
            await self._monitor.look()
            self._metrics.pending.set(await self._reader.waiting())

    async def _append(self, appender: Appender) -> None:
        for _ in range(_MOST_BATCHES):
            try:
                done = await appender.append()
            except (LedgerUnavailableError, LedgerDamagedError):
                self._metrics.failures.inc()
                raise
            self._metrics.appended.inc(done.leaves)
            if not done.leaves:
                return
