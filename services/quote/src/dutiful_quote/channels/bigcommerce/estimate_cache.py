"""Answers to estimates, kept for some minutes: a checkout asks several times for the same cart.

Memory first, then Redis, so that any process may answer; without Redis memory alone serves. What is kept are amounts
and the platform's own ids.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

_PREFIX: Final = "dutiful:bigcommerce:estimate:"
#: A cart's answer is a few kilobytes.
_MAX_ENTRIES: Final = 4_096
#: Answers longer than this are computed each time.
_MAX_BYTES: Final = 64 * 1024


class EstimateCache:
    """Bounded and forgetful. `clock` is monotonic seconds; `seconds` 0 keeps nothing."""

    def __init__(self, redis: Redis, seconds: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._seconds = seconds
        self._clock = clock
        self._memory: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def find(self, key: str) -> bytes | None:
        """The answer kept under this key."""
        if not self._seconds:
            return None
        kept = self._memory.get(key)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        try:
            found: Any = await self._redis.get(_PREFIX + key)
        except (RedisError, OSError, TimeoutError):
            return None
        return None if found is None else bytes(found)

    async def keep(self, key: str, answer: bytes) -> None:
        """Keep an answer; where Redis is away, in memory alone."""
        if not self._seconds or len(answer) > _MAX_BYTES:
            return
        self._memory[key] = (self._clock() + self._seconds, answer)
        self._memory.move_to_end(key)
        while len(self._memory) > _MAX_ENTRIES:
            self._memory.popitem(last=False)
        try:
            await self._redis.set(_PREFIX + key, answer, ex=self._seconds)
        except (RedisError, OSError, TimeoutError):
            return
