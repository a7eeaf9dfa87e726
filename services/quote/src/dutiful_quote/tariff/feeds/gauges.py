"""What Prometheus is told of the feeds, by every process of the quote service: read from the record of runs.

The runner has no port of its own. It may be a process that ends after each run, and its death must not take the
metrics along that would tell of it.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.service.logs import logger

_STATES = text(
    """
    SELECT feed.feed, feed.interval_seconds, feed.failures,
           coalesce(extract(epoch FROM feed.last_success_at), 0)::double precision AS succeeded,
           feed.release_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM quote.tariff_activation AS history WHERE history.release_id = feed.release_id) AS waiting
    FROM quote.tariff_feed AS feed WHERE feed.enabled ORDER BY feed.feed
    """
)
_COUNTS = text(
    """
    SELECT run.feed, run.outcome, count(*) AS runs FROM quote.tariff_feed_run AS run
    JOIN quote.tariff_feed AS feed ON feed.feed = run.feed AND feed.enabled
    WHERE run.outcome IS NOT NULL GROUP BY run.feed, run.outcome ORDER BY run.feed, run.outcome
    """
)


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as its record has it.

    `succeeded` is in seconds since 1970, 0 where it never did. `waiting`: its newest release was never active.
    """

    feed: str
    interval_seconds: float
    failures: int
    succeeded: float
    waiting: bool


class FeedGauges(Collector):
    """Reads the record now and then, and shows what it read last; a scrape never waits for PostgreSQL."""

    def __init__(self, engine: AsyncEngine, registry: CollectorRegistry, every_seconds: float) -> None:
        self._engine = engine
        self._every = every_seconds
        self._states: Sequence[FeedState] = ()
        self._counts: Sequence[tuple[str, str, int]] = ()
        self._task: asyncio.Task[None] | None = None
        registry.register(self)

    def start(self) -> None:
        """Begin to read, in the running event loop."""
        self._task = asyncio.create_task(self._poll())

    async def close(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def refresh(self) -> None:
        """Read the record now.

        Raises:
            sqlalchemy.exc.SQLAlchemyError, OSError: PostgreSQL did not answer; what was read before stays.
        """
        async with self._engine.connect() as connection:
            states = [FeedState(*row) for row in await connection.execute(_STATES)]
            counts = [(row.feed, row.outcome, row.runs) for row in await connection.execute(_COUNTS)]
        self._states, self._counts = states, counts

    def collect(self) -> Iterable[Metric]:
        """The families, also where there are no feeds."""
        succeeded = _gauge("last_success_timestamp_seconds", "When the feed last ran well; 0 if it never did.")
        failures = _gauge("consecutive_failures", "Runs that failed since the last that went well.")
        interval = _gauge("interval_seconds", "How often the feed is meant to run.")
        waiting = _gauge("release_waiting", "1 while the newest release of the feed was never active.")
        for state in self._states:
            succeeded.add_metric([state.feed], state.succeeded)
            failures.add_metric([state.feed], state.failures)
            interval.add_metric([state.feed], state.interval_seconds)
            waiting.add_metric([state.feed], float(state.waiting))
        runs = CounterMetricFamily(
            "dutiful_tariff_feed_runs", "Runs of the feed by what came of them.", labels=("feed", "outcome")
        )
        for feed, outcome, count in self._counts:
            runs.add_metric([feed, outcome], count)
        return (succeeded, failures, interval, waiting, runs)

    async def _poll(self) -> None:
        while True:
            try:
                await self.refresh()
            except (SQLAlchemyError, OSError) as exc:
                logger().warning("tariff feeds not read", error=repr(exc))
            except Exception:  # a defect here must not end the reading unseen
                logger().exception("tariff feeds not read")
            await asyncio.sleep(self._every)


def _gauge(name: str, documentation: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"dutiful_tariff_feed_{name}", documentation, labels=("feed",))
