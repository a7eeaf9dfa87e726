"""When a platform last called each door of a shop at checkout, and whether it signed: for whoever connects the shop.

Such calls are answered at once and leave no event. They are noted in Redis, by each process and door no more often than
every `_PAUSE_SECONDS`, beside the call and never in its way; where Redis is away nothing is noted.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter
from redis.asyncio import Redis
from redis.exceptions import RedisError

_PAUSE_SECONDS: Final = 5.0
_KEPT_SECONDS: Final = 30 * 24 * 3600
_SIGNED, _UNSIGNED = "signed", "none"


class Door(StrEnum):
    """What was called; it is shown as the call's topic."""

    SHOPIFY_RATES = "rates"
    SHOPIFY_TAXES = "taxes"
    BIGCOMMERCE_TAX = "tax"
    BIGCOMMERCE_SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class DoorCall:
    """`topic` is the door's name. Signed means: by a signature that fits, or with the shop's password."""

    topic: str
    received_at: datetime
    signed: bool


class DoorCalls:
    """The last calls of all shops; without `redis` they are counted alone. `now` is in UTC, `clock` in seconds."""

    def __init__(
        self,
        redis: Redis | None,
        registry: CollectorRegistry,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = redis
        self._now = now
        self._clock = clock
        #: By shop, door and signature; shops are registered ones, so there are few.
        self._noted: dict[tuple[str, str], float] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._counted = Counter(
            "dutiful_shop_calls_total",
            "Calls at checkout that were let in, by door and by whether they were signed.",
            ("door", "signature"),
            registry=registry,
        )

    def came(self, shop_id: str, door: Door, *, signed: bool) -> None:
        """A call was let in."""
        signature = _SIGNED if signed else _UNSIGNED
        self._counted.labels(door.value, signature).inc()
        name, moment = f"{door.value} {signature}", self._clock()
        if self._redis is None or moment - self._noted.get((shop_id, name), -_PAUSE_SECONDS) < _PAUSE_SECONDS:
            return
        self._noted[shop_id, name] = moment
        task = asyncio.create_task(self._write(self._redis, shop_id, name), name="shop-call")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def of(self, shop_id: str) -> list[DoorCall]:
        """The last call of each door, signed and not, the newest first; none where Redis cannot be asked."""
        if self._redis is None:
            return []
        try:
            found: dict[Any, Any] = await self._redis.hgetall(_key(shop_id))
        except (RedisError, OSError, TimeoutError):
            return []
        calls = []
        for name, moment in found.items():
            topic, signature = name.decode().split(" ")
            calls.append(DoorCall(topic, datetime.fromisoformat(moment.decode()), signature == _SIGNED))
        return sorted(calls, key=lambda call: call.received_at, reverse=True)

    async def close(self) -> None:
        """Stop writing; a call not written yet is lost, which costs a hint on a page."""
        for task in self._writing:
            task.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def _write(self, redis: Redis, shop_id: str, name: str) -> None:
        try:
            await redis.hset(_key(shop_id), name, self._now().isoformat())
            await redis.expire(_key(shop_id), _KEPT_SECONDS)
        except (RedisError, OSError, TimeoutError):
            self._noted.pop((shop_id, name), None)  # the next call is noted in its place


def _key(shop_id: str) -> str:
    return f"shop-calls:{{{shop_id}}}"
