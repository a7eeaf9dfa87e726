"""Answers to carts already asked about: the same cart gets the same rates for as long as Shopify itself remembers them.

In memory, and in Redis for the other processes. Only answers are kept, never the cart: its key is a digest.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson
from prometheus_client import CollectorRegistry, Counter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dutiful_quote.channels.shopify.carts import RateCart
from dutiful_quote.shops.shop import Shop

#: Shopify serves an identical cart from its own cache for 15 minutes after a success.
LASTS_SECONDS: Final = 900
_MOST_ANSWERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer, and whether it may be kept for the same cart."""

    body: bytes
    keep: bool = True


class RateMemory:
    """Bounded; the answers asked for longest ago leave it. `clock` is monotonic seconds."""

    def __init__(
        self,
        redis: Redis,
        registry: CollectorRegistry,
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = _MOST_ANSWERS,
    ) -> None:
        self._redis = redis
        self._clock = clock
        self._most = most
        self._known: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._flights: dict[str, asyncio.Task[bytes]] = {}
        self._asked = Counter(
            "dutiful_shopify_rate_memory_total", "Carts by where their rates came from.", ("tier",), registry=registry
        )

    async def answer(self, key: str, make: Callable[[], Awaitable[KeptAnswer]]) -> bytes:
        """The answer kept under the key, or the one that `make` gives; whoever asks meanwhile waits for the same one.

        Raises:
            Exception: whatever `make` raises; that is never kept.
        """
        known = self._known.get(key)
        if known is not None and known[0] > self._clock():
            self._asked.labels("memory").inc()
            self._known.move_to_end(key)
            return known[1]
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._find(key, make), name="shopify-rates")
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        else:
            self._asked.labels("joined").inc()
        return await asyncio.shield(flight)

    async def close(self) -> None:
        """Give up the answers under way; what is remembered is forgotten with the process."""
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)

    def _landed(self, key: str, done: asyncio.Task[bytes]) -> None:
        del self._flights[key]
        if not done.cancelled():
            done.exception()  # those who waited have it; nobody else needs to hear of it

    async def _find(self, key: str, make: Callable[[], Awaitable[KeptAnswer]]) -> bytes:
        name = f"shopify-rates:{{{key}}}"
        try:
            found: Any = await self._redis.get(name)
        except (RedisError, OSError, TimeoutError):
            found = None
        if found is not None:
            self._asked.labels("redis").inc()
            return self._keep(key, found)
        made = await make()
        self._asked.labels("made").inc()
        if not made.keep:
            return made.body
        try:
            # Another process may have answered the same cart meanwhile: then its answer stands.
            other: Any = await self._redis.set(name, made.body, nx=True, get=True, ex=LASTS_SECONDS)
        except (RedisError, OSError, TimeoutError):
            other = None
        return self._keep(key, other or made.body)

    def _keep(self, key: str, body: bytes) -> bytes:
        self._known[key] = (self._clock() + LASTS_SECONDS, body)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return body


def memory_key(shop: Shop, cart: RateCart) -> str:
    """A digest of everything that the rates depend on: Shopify's own key (shop, variants, quantities, weights, both
    addresses), and what that lacks: prices, discounts, currency, language and the shop's settings."""
    plain = [
        shop.id,
        shop.settings.model_dump_json(),
        None if cart.origin is None else cart.origin.model_dump_json(),
        cart.destination.model_dump_json(),
        cart.currency,
        cart.locale,
        [
            [
                one.variant_id,
                one.sku,
                one.quantity,
                str(one.price),
                str(one.grams),
                one.requires_shipping,
                str(one.discount),
            ]
            for one in cart.items
        ],
    ]
    return hashlib.sha256(orjson.dumps(plain)).hexdigest()
