"""What a process tells of itself: how late its event loop is, and how much of its connections is in use."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

#: How often the loop is looked at, in seconds: often enough to meet what holds it, far too seldom to matter itself.
_EVERY: Final = 0.25
_LAG_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class LoopLag:
    """Measures how much later than asked the event loop comes back: what every request waits for unseen."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._lag = Histogram(
            "dutiful_event_loop_lag_seconds",
            "How much later than asked the event loop came back.",
            registry=registry,
            buckets=_LAG_BUCKETS,
        )
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to measure, in the running event loop."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_EVERY, self._look, loop.time() + _EVERY, loop)

    def close(self) -> None:
        """Stop measuring."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self, due: float, loop: asyncio.AbstractEventLoop) -> None:
        self._lag.observe(max(loop.time() - due, 0.0))
        self.start()


class PoolGauges(Collector):
    """`dutiful_database_pool_connections`: asked of the pools when Prometheus asks."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._pools: dict[str, Callable[[], QueuePool]] = {}
        registry.register(self)

    def watch(self, name: str, engine: AsyncEngine) -> None:
        """Show the pool of `engine` under `name`."""

        def pool() -> QueuePool:
            # Asked anew each time: disposing of an engine gives it another pool.
            found = engine.sync_engine.pool
            assert isinstance(found, QueuePool), "`postgres.connect` makes no other"
            return found

        self._pools[name] = pool

    def collect(self) -> Iterable[Metric]:
        """Two samples a pool, and the most that it opens."""
        connections = GaugeMetricFamily(
            "dutiful_database_pool_connections",
            "Connections to PostgreSQL by pool: in use, idle, and the limit.",
            labels=["pool", "state"],
        )
        for name, ask in self._pools.items():
            pool = ask()
            connections.add_metric([name, "in_use"], pool.checkedout())
            connections.add_metric([name, "idle"], pool.checkedin())
            connections.add_metric([name, "limit"], pool.size())
        yield connections

    def describe(self) -> Iterable[Metric]:
        """Nothing: the pools are not known when it is registered."""
        return ()
