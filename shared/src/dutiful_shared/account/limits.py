"""How much a key may ask: a rate with a burst (a token bucket) and a number of requests at the same time."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

#: A process leases work for about this long (seconds) at once, so that a busy key costs Redis two calls a second.
_BLOCK_SECONDS: Final = 0.5
#: A block is at most this part of the burst: what idle processes hold back must not be felt.
_BLOCK_PART_OF_BURST: Final = 4


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """What was settled for one key; None leaves it to the service's default."""

    requests_per_second: float | None = None
    burst: int | None = None
    concurrency: int | None = None


@dataclass(frozen=True)
class Policy:
    """The limits that hold for a key: requests per second, the most at once after a pause, the most at the same time.

    Raises:
        ValueError: one of them is not positive.
    """

    requests_per_second: float
    burst: int
    concurrency: int

    def __post_init__(self) -> None:
        if not (self.requests_per_second > 0 and self.burst >= 1 and self.concurrency >= 1):
            raise ValueError(f"limits must be positive, not {self}")

    def for_key(self, own: KeyLimits | None) -> "Policy":
        """These limits with those settled for a key in their place. A rate alone brings a burst in proportion."""
        if own is None:
            return self
        rate = self.requests_per_second if own.requests_per_second is None else own.requests_per_second
        burst = math.ceil(self.burst * rate / self.requests_per_second) if own.burst is None else own.burst
        return Policy(rate, burst, self.concurrency if own.concurrency is None else own.concurrency)

    @cached_property
    def block(self) -> int:
        """Tokens that a process leases at once."""
        return max(1, min(self.burst // _BLOCK_PART_OF_BURST, int(self.requests_per_second * _BLOCK_SECONDS)))

    @cached_property
    def window(self) -> int:
        """Seconds, for `RateLimit-Policy`: the time in which a spent burst has come back."""
        return max(1, math.ceil(self.burst / self.requests_per_second))

    @cached_property
    def quota(self) -> int:
        """Requests in one `window`."""
        return max(1, int(self.requests_per_second * self.window))

    @cached_property
    def header(self) -> bytes:
        """The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10)."""
        rate = f'"default";q={self.quota};w={self.window}'
        return f'{rate}, "concurrency";q={self.concurrency};qu="concurrent-requests"'.encode()
