"""How long to wait before the next attempt."""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from `first_seconds` to at most `longest_seconds`; `attempts` in all. Up to half of a wait is jitter, so
    that what failed together does not come back together."""

    first_seconds: float = 5.0
    longest_seconds: float = 3_600.0
    attempts: int = 12
    chance: Callable[[], float] = random.random

    def exhausted(self, attempt: int) -> bool:
        """Whether there is no further attempt after this one, counted from 1."""
        return attempt >= self.attempts

    def wait_seconds(self, attempt: int) -> float:
        """Seconds to wait after attempt number `attempt` has failed."""
        full: float = min(self.longest_seconds, self.first_seconds * 2.0 ** min(attempt - 1, 40))
        return full * (1 - self.chance() / 2)
