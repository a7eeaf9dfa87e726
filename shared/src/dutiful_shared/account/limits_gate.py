"""`Limits`: lets a key's request in, or says when to come again. A warm request makes no call to Redis.

Tokens come in blocks that are leased in the background before they run out. While Redis is out of reach nobody is
refused on its account: each process then bounds a key by a bucket of its own.
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_shared.account.limits import KeyLimits, Policy
from dutiful_shared.account.limits_budget import Budget
from dutiful_shared.account.limits_lease import Leases
from dutiful_shared.service.logs import logger

#: Pause (seconds) between two tries of a Redis that failed. No request waits for such a try.
_PROBE_SECONDS: Final = 1.0
_CONCURRENCY_RETRY_SECONDS: Final = 1

Headers = list[tuple[bytes, bytes]]


class RateLimitedError(Exception):
    """The key asks for more than it may. `retry_after` is in whole seconds."""

    def __init__(self, text: str, retry_after: int, headers: Headers) -> None:
        super().__init__(text)
        self.retry_after = retry_after
        self.headers = headers


class Limits:
    """The limits of all keys in this process. Safe for any number of concurrent requests of one event loop.

    Args:
        leases: where tokens are leased.
        defaults: the limits of keys that have none of their own.
        enforced: False lets everybody in and only counts whom it would have refused.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        leases: Leases,
        defaults: Policy,
        registry: CollectorRegistry,
        *,
        enforced: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._leases = leases
        self._defaults = defaults
        self._enforced = enforced
        self._clock = clock
        self._budgets: dict[str, tuple[KeyLimits | None, Budget]] = {}
        self._failing = False
        self._probe_at = 0.0
        self._fail_open = Counter(
            "dutiful_limits_fail_open_total",
            "Requests let in by this process's own bucket because Redis was out of reach.",
            registry=registry,
        )
        self._refused = Counter(
            "dutiful_limits_refused_total", "Requests beyond a key's limit.", ["limit"], registry=registry
        )

    async def close(self) -> None:
        """Stop leasing."""
        running = [budget.renewal for _, budget in self._budgets.values() if budget.renewal is not None]
        for renewal in running:
            renewal.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def admit(self, key_id: str, own: KeyLimits | None) -> Budget:
        """Let one request of a key in; call `leave()` of what is returned when the request is over.

        Raises:
            RateLimitedError: the key's rate or concurrency is used up.
        """
        budget = self._budget(key_id, own)
        if budget.in_flight >= budget.share:
            self._refuse_concurrency(budget)
        if not budget.take():
            await self._obtain(budget)
        elif budget.needs_renewal(now := self._clock()) and now >= self._probe_at:
            self._renew(budget)
        budget.in_flight += 1
        return budget

    def charge(self, budget: Budget, tokens: int) -> None:
        """Count a request that was let in as so many more: it is never stopped, the next ones wait for it."""
        if self._failing:
            budget.fallback.owe(tokens)
        else:
            budget.owe(tokens)

    def headers(self, budget: Budget) -> Headers:
        """The header fields that tell a caller how it fares."""
        return [(b"ratelimit-policy", budget.policy.header), (b"ratelimit", budget.header(self._clock()))]

    def _budget(self, key_id: str, own: KeyLimits | None) -> Budget:
        known = self._budgets.get(key_id)
        if known is not None and known[0] == own:
            return known[1]
        budget = Budget(key_id, self._defaults.for_key(own), self._clock())
        if known is not None:
            # The limits were changed: requests under way still count, and `leave` the budget that they entered.
            budget.tokens = min(known[1].tokens, budget.policy.block)
        self._budgets[key_id] = (own, budget)
        return budget

    async def _obtain(self, budget: Budget) -> None:
        """A token for a request that found none in the block."""
        while True:
            now = self._clock()
            if now < budget.refused_until:
                self._refuse_rate(budget, budget.refused_until - now)
                return
            if self._failing:
                if now >= self._probe_at:
                    self._renew(budget)
                self._take_locally(budget, now)
                return
            budget.waiting += 1
            try:
                await asyncio.shield(self._renew(budget))
            finally:
                budget.waiting -= 1
            if budget.take():
                return

    def _take_locally(self, budget: Budget, now: float) -> None:
        wait = budget.fallback.take(now)
        if wait > 0:
            self._refuse_rate(budget, wait)
        else:
            self._fail_open.inc()

    def _renew(self, budget: Budget) -> asyncio.Task[None]:
        """The task that leases a further block; requests that come together share one."""
        if budget.renewal is None:
            budget.renewal = asyncio.create_task(self._lease(budget), name=f"limits-{budget.key_id}")
        return budget.renewal

    async def _lease(self, budget: Budget) -> None:
        try:
            lease = await self._leases.lease(budget.key_id, budget.policy, budget.wanted)
        except Exception as exc:  # whatever is the matter with the store, nobody is refused on its account
            if not self._failing:
                logger().warning("limits are bounded by this process alone: Redis is out of reach", error=repr(exc))
            self._failing = True
            self._probe_at = self._clock() + _PROBE_SECONDS
        else:
            if self._failing:
                logger().info("limits are shared again")
            self._failing = False
            budget.credit(lease, self._clock())
        finally:
            budget.renewal = None

    def _refuse_rate(self, budget: Budget, wait: float) -> None:
        self._refused.labels("rate").inc()
        if not self._enforced:
            return
        seconds = max(1, math.ceil(wait))
        rate = budget.policy.requests_per_second
        text = f"The key may ask {rate:g} times a second, {budget.policy.burst} times at once after a pause."
        raise RateLimitedError(text, seconds, _refusal_headers(budget, b"default", seconds))

    def _refuse_concurrency(self, budget: Budget) -> None:
        self._refused.labels("concurrency").inc()
        if not self._enforced:
            return
        seconds = _CONCURRENCY_RETRY_SECONDS
        text = f"The key may have {budget.policy.concurrency} requests at the same time, over all processes."
        raise RateLimitedError(text, seconds, _refusal_headers(budget, b"concurrency", seconds))


def _refusal_headers(budget: Budget, policy: bytes, seconds: int) -> Headers:
    return [(b"ratelimit-policy", budget.policy.header), (b"ratelimit", b'"%b";r=0;t=%d' % (policy, seconds))]
