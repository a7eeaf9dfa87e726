"""`Breaker`: leaves a dependency alone that fails too often, and lets a single call find out when it is back.

The order of what protects a call, from the outside in: cache, breaker, places (bulkhead), one retry, the call. A call
that finds the breaker open costs nothing: its caller goes to the next rung at once.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from time import monotonic


class BreakerState(IntEnum):
    """As the gauge shows it."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class BreakerOpenError(Exception):
    """The dependency is left alone for a while."""


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """When a breaker opens: in the last `window_seconds` at least `volume` calls, of which `ratio` or more failed.

    Attributes:
        pause_seconds: after that, one call is let through, which decides.
    """

    window_seconds: float = 10.0
    volume: int = 10
    ratio: float = 0.5
    pause_seconds: float = 2.0


class Breaker:
    """Ask `allows` before a call and tell what came of it by `succeeded`, `failed` or `abandoned`.

    Args:
        clock: monotonic seconds.
        changed: hears of each change of the state.
    """

    def __init__(
        self,
        policy: BreakerPolicy,
        clock: Callable[[], float] = monotonic,
        changed: Callable[[BreakerState], None] = lambda _: None,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._changed = changed
        self._state = BreakerState.CLOSED
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._opened_at = 0.0

    @property
    def state(self) -> BreakerState:
        """As of the last call: an open one is half open from the moment its probe is let through."""
        return self._state

    def allows(self) -> bool:
        """Whether to call now. A yes in an open breaker is for one probe, whose outcome must be told."""
        if self._state is BreakerState.CLOSED:
            return True
        if self._state is BreakerState.HALF_OPEN or self._clock() < self._opened_at + self._policy.pause_seconds:
            return False
        self._become(BreakerState.HALF_OPEN)
        return True

    def succeeded(self) -> None:
        """The dependency answered; also where it refused what this call asked for."""
        if self._state is BreakerState.HALF_OPEN:
            self._forget()
            self._become(BreakerState.CLOSED)
        elif self._state is BreakerState.CLOSED:
            self._remember(failed=False)

    def failed(self) -> None:
        """The dependency was out of reach, failed or did not answer in time."""
        if self._state is BreakerState.HALF_OPEN:
            self._open()
        elif self._state is BreakerState.CLOSED:
            self._remember(failed=True)
            total = len(self._outcomes)
            if total >= self._policy.volume and self._failures >= self._policy.ratio * total:
                self._open()

    def abandoned(self) -> None:
        """The caller gave up before there was an outcome: a probe says nothing then, and the next call may be one."""
        if self._state is BreakerState.HALF_OPEN:
            self._become(BreakerState.OPEN)

    def _open(self) -> None:
        self._forget()
        self._opened_at = self._clock()
        self._become(BreakerState.OPEN)

    def _become(self, state: BreakerState) -> None:
        self._state = state
        self._changed(state)

    def _forget(self) -> None:
        self._outcomes.clear()
        self._failures = 0

    def _remember(self, *, failed: bool) -> None:
        now = self._clock()
        self._outcomes.append((now, failed))
        self._failures += failed
        while self._outcomes[0][0] <= now - self._policy.window_seconds:
            self._failures -= self._outcomes.popleft()[1]
