"""The shared tier: slices as bytes in Redis, and the channel on which activations are announced.

Redis only ever saves time. Its errors, and answers that take too long, are `SharedTierError`; nobody fails for it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Final, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dutiful_quote.tariff.slice_codec import SLICE_SCHEMA

CHANNEL: Final = "tariff:activated"
#: Keys carry their edition, so a value is right for ever; it leaves when nobody asks for that edition any more.
_KEEP_SECONDS: Final = 7 * 24 * 3600
#: A code that no release knows is right for ever too, but there are endlessly many of them.
_KEEP_UNKNOWN_SECONDS: Final = 3600
#: PostgreSQL answers about as fast: waiting longer for Redis (seconds) would only lose time.
_BUDGET_SECONDS: Final = 0.1
#: A subscription without a message is looked after this often (seconds).
_LISTEN_SECONDS: Final = 5.0


class SharedTierError(Exception):
    """Redis did not answer in time, or answered with an error."""


class SharedTier(Protocol):
    """What the cache needs of a tier that several processes share."""

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of keys of one hash slot, in order.

        Raises:
            SharedTierError
        """
        ...

    async def put(self, known: Mapping[str, bytes], unknown: Mapping[str, bytes]) -> None:
        """Keep values; those of `unknown` codes for a shorter time.

        Raises:
            SharedTierError
        """
        ...


def redis_key(jurisdiction: str, edition: str, goods_code: str) -> str:
    """`tariff:{US:<edition>}:<schema>:<code>`: the braces put all keys of an edition in one slot of a cluster."""
    return f"tariff:{{{jurisdiction}:{edition}}}:{SLICE_SCHEMA}:{goods_code}"


class RedisTier:
    """A `SharedTier` and `Announcer` over a Redis-protocol server."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """One MGET."""
        try:
            async with asyncio.timeout(_BUDGET_SECONDS):
                values = await self._redis.mget(list(keys))
        except (RedisError, OSError, TimeoutError) as exc:
            raise SharedTierError(f"MGET of {len(keys)} keys such as {keys[0]}: {exc!r}") from exc
        return [value if isinstance(value, bytes) else None for value in values]

    async def put(self, known: Mapping[str, bytes], unknown: Mapping[str, bytes]) -> None:
        """One pipeline of SETs."""
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for values, seconds in ((known, _KEEP_SECONDS), (unknown, _KEEP_UNKNOWN_SECONDS)):
                    for key, value in values.items():
                        pipeline.set(key, value, ex=seconds)
                await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as exc:
            raise SharedTierError(f"SET of {len(known) + len(unknown)} keys: {exc!r}") from exc

    async def announce(self, release: str) -> None:
        """Tell every process that the pointer has moved; a lost message costs them only the time until they poll."""
        try:
            await self._redis.publish(CHANNEL, release)
        except (RedisError, OSError, TimeoutError):
            return

    async def announcements(self, on_subscribed: Callable[[], None]) -> AsyncIterator[str]:
        """Releases as they are announced. `on_subscribed` is called once nothing can be missed any more.

        Raises:
            SharedTierError: the subscription broke; subscribe again.
        """
        try:
            async with self._redis.pubsub(ignore_subscribe_messages=False) as channel:
                await channel.subscribe(CHANNEL)
                while True:
                    message = await channel.get_message(timeout=_LISTEN_SECONDS)
                    if message is None:
                        continue
                    if message["type"] == "subscribe":
                        on_subscribed()
                    elif message["type"] == "message":
                        yield message["data"].decode()
        except (RedisError, OSError, TimeoutError) as exc:
            raise SharedTierError(f"the subscription to {CHANNEL} broke: {exc!r}") from exc
