"""`Dependency`: calls to one server, behind its own breaker and its own number of places (bulkhead).

A server that hangs then holds a bounded number of calls, each for a bounded time, and none once its breaker is open.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_shared.service.breaker import Breaker, BreakerOpenError, BreakerPolicy, BreakerState
from dutiful_shared.service.fair_timeout import fair_timeout
from dutiful_shared.service.logs import logger
from dutiful_shared.service.telemetry import span


class DependencyBusyError(Exception):
    """All places are taken."""


class DependencyMetrics:
    """The gauges of all dependencies of an application; made once a registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.state = Gauge(
            "dutiful_breaker_state", "0 closed, 1 half open, 2 open.", ("dependency",), registry=registry
        )
        self.calls = Counter(
            "dutiful_dependency_calls_total",
            "Calls to a dependency by what came of them: ok, error, open (not made: its breaker is open), busy (not "
            "made: all places are taken), abandoned (the caller gave up).",
            ("dependency", "outcome"),
            registry=registry,
        )
        self.in_flight = Gauge(
            "dutiful_dependency_calls_in_flight", "Calls under way.", ("dependency",), registry=registry
        )

    def watched(self, name: str) -> Callable[[BreakerState], None]:
        """What a breaker of `name` tells of its changes: it shows them in the gauge and in the log."""
        gauge = self.state.labels(name)
        gauge.set(BreakerState.CLOSED)

        def changed(state: BreakerState) -> None:
            gauge.set(state)
            logger().warning("breaker changed", dependency=name, state=state.name.lower())

        return changed


class Dependency:
    """One server.

    Args:
        name: label of its metrics.
        places: calls at a time; one more is refused. Whoever would rather wait for a moment asks `free_place` first.
        failures: what a call raises where the server is to blame; all other errors are the caller's own.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        name: str,
        metrics: DependencyMetrics,
        *,
        places: int,
        failures: tuple[type[BaseException], ...],
        policy: BreakerPolicy = BreakerPolicy(),  # noqa: B008 - frozen
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._name = name
        self._places = places
        self._failures = failures
        self._outcomes = {
            outcome: metrics.calls.labels(name, outcome) for outcome in ("ok", "error", "open", "busy", "abandoned")
        }
        self._in_flight = metrics.in_flight.labels(name)
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.breaker = Breaker(policy, clock, metrics.watched(name))

    async def free_place(self, seconds: float) -> None:
        """Return when there is a place for a call, or the breaker is open, or after so many seconds."""
        with suppress(TimeoutError):
            async with fair_timeout(seconds):
                while self._taken >= self._places and self.breaker.state is BreakerState.CLOSED:
                    freed = asyncio.get_running_loop().create_future()
                    self._waiting.append(freed)
                    await freed

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call.

        Raises:
            BreakerOpenError: the server is left alone; nothing was asked.
            DependencyBusyError: all places are taken; nothing was asked.
        """
        if self._taken >= self._places:
            self._outcomes["busy"].inc()
            raise DependencyBusyError(f"{self._places} calls to {self._name} are under way")
        if not self.breaker.allows():
            self._outcomes["open"].inc()
            raise BreakerOpenError(f"{self._name} is left alone for a while")
        self._taken += 1
        self._in_flight.set(self._taken)
        try:
            with span(self._name, peer_service=self._name):
                yield
        except asyncio.CancelledError:
            self._outcomes["abandoned"].inc()
            self.breaker.abandoned()
            raise
        except self._failures:
            self._outcomes["error"].inc()
            self.breaker.failed()
            raise
        except BaseException:
            self._outcomes["ok"].inc()
            self.breaker.succeeded()
            raise
        else:
            self._outcomes["ok"].inc()
            self.breaker.succeeded()
        finally:
            self._taken -= 1
            self._in_flight.set(self._taken)
            self._wake_next()

    def _wake_next(self) -> None:
        while self._waiting:
            freed = self._waiting.popleft()
            if not freed.done():  # nobody waits for one that is: its time was over
                freed.set_result(None)
                return
