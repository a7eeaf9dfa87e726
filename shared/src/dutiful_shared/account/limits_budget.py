"""What one process holds of one key's budget: a leased block of tokens, its share of concurrency, and a local bucket
for the time in which Redis is out of reach. Nothing here does I/O.
"""

import asyncio
import math
from typing import Final

from dutiful_shared.account.limits import Policy
from dutiful_shared.account.limits_lease import Lease

#: A lease older than this (seconds) is renewed even if tokens are left: the number of processes may have changed.
_RENEW_SECONDS: Final = 5.0
#: Least pause (seconds) after Redis had no token to give: bounds what a caller beyond its limit costs Redis.
_LEAST_PAUSE_SECONDS: Final = 0.02


class Bucket:
    """A token bucket of this process alone; full at first."""

    def __init__(self, policy: Policy, now: float) -> None:
        self._policy = policy
        self._tokens = float(policy.burst)
        self._at = now

    def take(self, now: float) -> float:
        """Take a token: 0, or the seconds until there is one."""
        policy = self._policy
        self._tokens = min(policy.burst, self._tokens + (now - self._at) * policy.requests_per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / policy.requests_per_second

    def owe(self, tokens: int) -> None:
        """Spend tokens, also such as there are not yet."""
        self._tokens -= tokens


class Budget:
    """One key's budget in this process."""

    def __init__(self, key_id: str, policy: Policy, now: float) -> None:
        self.key_id = key_id
        self.policy = policy
        self.tokens = 0
        self.in_flight = 0
        self.waiting = 0
        self.share = policy.concurrency
        self.refused_until = now
        self.renewal: asyncio.Task[None] | None = None
        self.fallback = Bucket(policy, now)
        self._left = 0
        self._leased_at = now
        self._renew_at = now

    def take(self) -> bool:
        """Spend a token of the block, if there is one."""
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def owe(self, tokens: int) -> None:
        """Spend tokens for work that was let in already: what the block lacks is paid before the next request."""
        self.tokens -= tokens

    def leave(self) -> None:
        """One request of the key is over."""
        self.in_flight -= 1

    @property
    def wanted(self) -> int:
        """Tokens to lease now: as many as fill the block, and one for each request that waits."""
        return max(0, self.policy.block - self.tokens) + self.waiting

    def needs_renewal(self, now: float) -> bool:
        """Whether to lease ahead of exhaustion: half of the block is spent, or what is known has become old."""
        if self.renewal is not None or now < self._renew_at:
            return False
        return self.tokens * 2 <= self.policy.block or now - self._leased_at > _RENEW_SECONDS

    def credit(self, lease: Lease, now: float) -> None:
        """Take in what was leased."""
        self.tokens += lease.granted
        self.share = max(1, math.ceil(self.policy.concurrency / max(1, lease.processes)))
        self._left = lease.left
        self._leased_at = now
        if lease.wait > 0:
            self._renew_at = now + max(lease.wait, _LEAST_PAUSE_SECONDS)
            if self.tokens < 1:
                debt = -self.tokens / self.policy.requests_per_second
                # No longer than the shared bucket takes to fill, for beyond that it would run over.
                self.refused_until = max(self._renew_at, min(self._renew_at + debt, now + self.policy.window))

    def remaining(self, now: float) -> int:
        """Requests that may still come at once, as far as this process knows."""
        returned = (now - self._leased_at) * self.policy.requests_per_second
        return max(0, min(self.policy.quota, self.tokens + int(self._left + returned)))

    def header(self, now: float) -> bytes:
        """The value of `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10)."""
        left = self.remaining(now)
        seconds = math.ceil((self.policy.quota - left) / self.policy.requests_per_second)
        return b'"default";r=%d;t=%d' % (left, seconds)
