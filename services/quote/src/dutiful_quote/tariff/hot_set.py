"""What carts ask for most, in memory before the first cart comes: a process that is ready is warm.

The hot set is the slice of every territory, and the goods codes that processes were asked for lately. Each process
writes those down in Redis now and then; without Redis a new process has the territories alone. When other releases
become active, what a process has in memory is loaded anew from them, before most carts ask for it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Final, Protocol

import orjson
from prometheus_client import CollectorRegistry, Gauge

from dutiful_quote.tariff.memory_tier import MemoryTier
from dutiful_quote.tariff.redis_tier import SharedTierError
from dutiful_quote.tariff.schedule import Lookup, TariffSchedule, TariffUnavailableError
from dutiful_shared.service.periodic import Periodic

#: So many codes are worth the second that they cost at start.
MOST_CODES: Final = 2_000
#: Slices of one lookup at start: large enough to be few, small enough to answer carts in between.
_PORTION: Final = 100
#: A load that failed is tried again after this long (seconds).
_AGAIN_SECONDS: Final = 1.0
#: How often the codes in memory are written down (seconds).
_REMEMBER_SECONDS: Final = 30.0
#: Every process hears of an activation at the same moment: they load over so many seconds, and the first fill Redis.
_SPREAD_SECONDS: Final = 2.0


class HotCodes(Protocol):
    """Where processes tell each other what is hot; `RedisTier` in production."""

    async def hot_codes(self) -> bytes | None:
        """What was remembered last; None where nothing was. Raises `SharedTierError`."""

    async def remember_hot_codes(self, codes: bytes) -> None:
        """Keep the list in place of the last one. Raises `SharedTierError`."""


class Warmable(TariffSchedule, Protocol):
    """A schedule that knows which jurisdictions have an edition."""

    @property
    def jurisdictions(self) -> Sequence[str]:
        """Those whose slices can be loaded now."""


class HotSet:
    """Loads the hot set at start and keeps its list up to date. `shared` is None where processes share nothing."""

    def __init__(
        self, schedule: Warmable, memory: MemoryTier, shared: HotCodes | None, registry: CollectorRegistry
    ) -> None:
        self._schedule = schedule
        self._memory = memory
        self._shared = shared
        self._loaded = Gauge(
            "dutiful_tariff_hot_slices", "Slices of the hot set that were loaded at start.", registry=registry
        )
        self.loaded: int | None = None
        self._moved = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._random = Random()  # noqa: S311 - spreads load, protects nothing
        self._loading = Periodic("tariff-hot-set", self.load, _AGAIN_SECONDS, passing=(TariffUnavailableError,))
        self._remembering = Periodic("tariff-hot-codes", self.remember, _REMEMBER_SECONDS, passing=(SharedTierError,))

    def start(self) -> None:
        """Begin to load, to follow activations and to remember, in the background."""
        self._loading.start_later()
        self._following = asyncio.create_task(self._follow(), name="tariff-hot-again")
        if self._shared is not None:
            self._remembering.start_later()

    async def close(self) -> None:
        """Stop all of it; what was loaded stays in memory."""
        await self._loading.close()
        await self._remembering.close()
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    def moved(self) -> None:
        """Other releases are active: load from them, soon, what is in memory from the former ones."""
        self._moved.set()

    async def load(self) -> None:
        """Load it, unless that was done.

        Raises:
            TariffUnavailableError: not all of it could be found.
        """
        if self.loaded is not None:
            return
        known = self._schedule.jurisdictions
        if not known:
            raise TariffUnavailableError("no active tariff is known")
        wanted = [Lookup(one, "") for one in known]
        wanted += [one for one in await self._hot() if one.jurisdiction in set(known)]
        await self._look_up(wanted)
        self.loaded = len(wanted)
        self._loaded.set(self.loaded)

    async def remember(self) -> None:
        """Write down which codes are in memory, those first that were asked for last.

        Raises:
            SharedTierError: Redis does not take it.
        """
        codes = self._memory.newest(MOST_CODES)
        # Before its own load a process knows less than what stands there.
        if self._shared is not None and self.loaded is not None and codes:
            await self._shared.remember_hot_codes(orjson.dumps(codes))

    async def _follow(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await asyncio.sleep(self._random.uniform(0, _SPREAD_SECONDS))
            hot = [Lookup(*one) for one in self._memory.newest(MOST_CODES)]
            with suppress(TariffUnavailableError):  # then carts find what they need by themselves
                await self._look_up([*(Lookup(one, "") for one in self._schedule.jurisdictions), *hot])

    async def _look_up(self, wanted: Sequence[Lookup]) -> None:
        for first in range(0, len(wanted), _PORTION):
            await self._schedule.lookup(wanted[first : first + _PORTION])

    async def _hot(self) -> list[Lookup]:
        if self._shared is None:
            return []
        try:
            plain = orjson.loads(await self._shared.hot_codes() or b"[]")
            return [Lookup(str(jurisdiction), str(code)) for jurisdiction, code in plain][:MOST_CODES]
        except (SharedTierError, ValueError, TypeError):
            return []
