"""The shared tier: slices as bytes in Redis, and the channel on which activations are announced.

Redis only ever saves time. Its errors, and answers that take too long, are `SharedTierError`; nobody fails for it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from random import Random
from typing import Any, Final, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dutiful_quote.tariff.slice_codec import SLICE_SCHEMA
from dutiful_shared.service.breaker import BreakerOpenError
from dutiful_shared.service.dependency import Dependency, DependencyBusyError
from dutiful_shared.service.fair_timeout import fair_timeout

_HOT_KEY: Final = "tariff:hot"
CHANNEL: Final = "tariff:activated"
#: Keys carry their edition, so a value is right for ever; it leaves when nobody asks for that edition any more.
_KEEP_SECONDS: Final = 7 * 24 * 3600
#: A code that no release knows is right for ever too, but there are endlessly many of them.
_KEEP_UNKNOWN_SECONDS: Final = 3600
#: Keys live up to one part in so many shorter.
_JITTER_PARTS: Final = 10
#: PostgreSQL answers about as fast: waiting longer for Redis (seconds) would only lose time.
_BUDGET_SECONDS: Final = 0.1
#: A subscription without a message is looked after this often (seconds).
_LISTEN_SECONDS: Final = 5.0


#: What Redis raises where it is to blame.
REDIS_FAILURES: Final = (RedisError, OSError, TimeoutError)


class SharedTierError(Exception):
    """Redis did not answer in time, or answered with an error."""


class SharedTier(Protocol):
    """What the cache needs of a tier that several processes share."""

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of keys, in order, in one round trip.

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
    """A `SharedTier` and `Announcer` over a Redis-protocol server.

    Args:
        guard: its breaker and its places; None where a command announces a single activation.
    """

    def __init__(self, redis: Redis, guard: Dependency | None = None) -> None:
        self._redis = redis
        self._guard = guard
        whole: Any = getattr(redis, "mget_nonatomic", redis.mget)
        self._mget: Callable[[list[str]], Awaitable[list[Any]]] = whole
        self._random = Random()  # noqa: S311 - spreads load, protects nothing

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """One MGET; on a cluster one for each hash slot, at the same moment.

        Raises:
            SharedTierError: Redis failed, took too long, is left alone, or all its places are taken.
        """
        try:
            with self._call():
                async with fair_timeout(_BUDGET_SECONDS):
                    values = await self._mget(list(keys))
        except (*REDIS_FAILURES, BreakerOpenError, DependencyBusyError) as exc:
            raise SharedTierError(f"MGET of {len(keys)} keys such as {keys[0]}: {exc!r}") from exc
        return [value if isinstance(value, bytes) else None for value in values]

    async def put(self, known: Mapping[str, bytes], unknown: Mapping[str, bytes]) -> None:
        """One pipeline of SETs.

        Raises:
            SharedTierError: Redis failed, is left alone, or all its places are taken.
        """
        try:
            with self._call():
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for values, seconds in ((known, _KEEP_SECONDS), (unknown, _KEEP_UNKNOWN_SECONDS)):
                        for key, value in values.items():
                            pipeline.set(key, value, ex=self._jittered(seconds))
                    await pipeline.execute()
        except (*REDIS_FAILURES, BreakerOpenError, DependencyBusyError) as exc:
            raise SharedTierError(f"SET of {len(known) + len(unknown)} keys: {exc!r}") from exc

    async def hot_codes(self) -> bytes | None:
        """The codes that processes were asked for lately, as one of them wrote them down.

        Raises:
            SharedTierError
        """
        try:
            found = await self._redis.get(_HOT_KEY)
        except REDIS_FAILURES as exc:
            raise SharedTierError(f"GET {_HOT_KEY}: {exc!r}") from exc
        return found if isinstance(found, bytes) else None

    async def remember_hot_codes(self, codes: bytes) -> None:
        """Write them down for processes to come.

        Raises:
            SharedTierError
        """
        try:
            await self._redis.set(_HOT_KEY, codes, ex=_KEEP_SECONDS)
        except REDIS_FAILURES as exc:
            raise SharedTierError(f"SET {_HOT_KEY}: {exc!r}") from exc

    def _call(self) -> AbstractContextManager[None]:
        return nullcontext() if self._guard is None else self._guard.call()

    def _jittered(self, seconds: int) -> int:
        """What was written together does not leave together, to be fetched again by every process at one moment."""
        return seconds - self._random.randrange(seconds // _JITTER_PARTS)

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
            await self._redis.initialize()  # a cluster does not know its nodes before
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
