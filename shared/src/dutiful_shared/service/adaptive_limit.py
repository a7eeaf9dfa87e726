"""`AdaptiveLimit`: how many requests may be in flight before they only make each other late.

What is measured is how long the event loop takes to come round, not how long an answer takes: a request of many lines,
or one that waits for a store, is no sign that this process has too much to do; a loop that comes round late is. The
limit follows it by additive increase and multiplicative decrease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class LimitPolicy:
    """How a limit moves. It is looked at once a window, when that has `samples` measurements, or one that fills it.

    Attributes:
        least: the limit never falls below; so many requests are always let in.
        most: it never rises above.
        first: where it begins.
        late_seconds: how much later than at its best the loop may come round.
        step: what is added when the limit was in use and the loop in time.
        back_off: what the number in flight is multiplied by when the loop was late; by less, down to `least_back_off`,
            where it was later than that can mend.
        floor_seconds: for so long, and once more, the best window counts as the loop's best.
    """

    least: int = 16
    most: int = 512
    first: int = 64
    late_seconds: float = 0.025
    window_seconds: float = 0.1
    samples: int = 4
    step: int = 4
    back_off: float = 0.85
    least_back_off: float = 0.5
    floor_seconds: float = 30.0


class AdaptiveLimit:
    """The limit of one process.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, policy: LimitPolicy = LimitPolicy(), clock: Callable[[], float] = monotonic) -> None:
        self._policy = policy
        self._clock = clock
        self.current = max(policy.least, min(policy.first, policy.most))
        self._total = 0.0
        self._samples = 0
        self._peak = 0
        self._window_ends = clock() + policy.window_seconds
        self._best = self._best_before = float("inf")
        self._floor_ends = clock() + policy.floor_seconds

    @property
    def floor(self) -> float:
        """The loop's best, in seconds: the least mean of a window lately; no more than what would itself be late.

        A process that starts under load, or is under load for long, must not take its lateness for its best.
        """
        return min(self._best, self._best_before, self._policy.late_seconds)

    def observe(self, seconds: float, in_flight: int) -> None:
        """The loop came round after so many `seconds`, with so many requests in flight."""
        self._total += seconds
        self._samples += 1
        self._peak = max(self._peak, in_flight)
        now = self._clock()
        # Turns that are long are few; to wait for more of them would let the backlog grow meanwhile.
        told = self._samples >= self._policy.samples or self._total >= self._policy.window_seconds
        if now >= self._window_ends and told:
            self._close_window(now)

    def _close_window(self, now: float) -> None:
        policy = self._policy
        mean = self._total / self._samples
        if now >= self._floor_ends:
            self._best, self._best_before = float("inf"), self._best
            self._floor_ends = now + policy.floor_seconds
        self._best = min(self._best, mean)
        allowed = self.floor + policy.late_seconds
        if mean > allowed:
            # With few in flight it was not they who made the loop late, and fewer of them would not help.
            if self._peak > policy.least:
                share = max(policy.least_back_off, min(policy.back_off, allowed / mean))
                self.current = max(policy.least, int(min(self.current, self._peak) * share))
        elif self._peak * 2 >= self.current:
            self.current = min(policy.most, self.current + policy.step)
        self._total, self._samples, self._peak = 0.0, 0, 0
        self._window_ends = now + policy.window_seconds
