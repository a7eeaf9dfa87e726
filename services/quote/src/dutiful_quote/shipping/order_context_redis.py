"""Order contexts that several processes share through Redis, off the path of every request.

A request only looks into the memory of its process. What it adds is written to Redis afterwards, and what other
processes have written is read back with it: the next part of the same order finds it in memory. Without Redis each
process knows its own parts, and nothing else changes.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Final

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dutiful_quote.shipping.order_context import WINDOW, OrderContext, OrderContexts, OriginPart
from dutiful_shared.service.logs import logger

#: Parts that wait to be written; beyond that they stay in this process alone.
_MOST_WAITING: Final = 1_000


class SharedOrderContexts:
    """`OrderContexts` with a copy in Redis. `start` before use, `close` at the end."""

    def __init__(self, redis: Redis, contexts: OrderContexts | None = None) -> None:
        self._redis = redis
        self._contexts = contexts if contexts is not None else OrderContexts()
        self._waiting: asyncio.Queue[tuple[str, OriginPart]] = asyncio.Queue(maxsize=_MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to copy, in the running event loop."""
        self._task = asyncio.create_task(self._copy(), name="order-contexts")

    async def close(self) -> None:
        """Finish the copy in work, and leave out those that wait: they are worth nothing after the window."""
        if self._task is not None:
            while not self._waiting.empty():
                self._waiting.get_nowait()
                self._waiting.task_done()
            await self._waiting.join()
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def join(self, key: str, part: OriginPart) -> OrderContext:
        """The context with one more part, as far as this process knows it. No I/O."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait((key, part))
        return self._contexts.join(key, part)

    async def settled(self) -> None:
        """Wait until everything joined so far has been copied, or could not be."""
        await self._waiting.join()

    async def _copy(self) -> None:
        failing = False
        while True:
            key, part = await self._waiting.get()
            try:
                parts = await self._exchanged(key, part)
                self._contexts.learn(key, parts, part.asked_at)
                failing = False
            except (RedisError, OSError, TimeoutError) as exc:
                if not failing:
                    logger().warning("order contexts could not be shared", error=repr(exc))
                failing = True
            except Exception:
                logger().exception("sharing order contexts failed")
            finally:
                self._waiting.task_done()

    async def _exchanged(self, key: str, part: OriginPart) -> list[OriginPart]:
        """Write one part, and read what all processes have written; one round trip."""
        name = f"order-context:{{{key}}}"
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.hset(name, part.origin, _written(part))
            pipeline.expire(name, int(WINDOW.total_seconds()))
            pipeline.hgetall(name)
            found = (await pipeline.execute())[-1]
        return [_read(origin, value) for origin, value in found.items()]


def _written(part: OriginPart) -> bytes:
    return orjson.dumps([str(part.goods_value), part.asked_at.isoformat()])


def _read(origin: bytes, value: bytes) -> OriginPart:
    amount, asked_at = orjson.loads(value)
    return OriginPart(origin.decode(), Decimal(amount), datetime.fromisoformat(asked_at))
