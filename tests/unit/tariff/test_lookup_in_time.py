"""A lookup that takes too much of its request's time is answered from the copies, and marked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date

from prometheus_client import CollectorRegistry

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.memory_tier import MemoryTier
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.repository import editions_of
from dutiful_quote.tariff.schedule import Edition, Lookup, ReleaseInfo, TariffUnavailableError
from dutiful_quote.tariff.slice_rows import WantedSlice
from dutiful_quote.tariff.tiered_schedule import TieredSchedule

_RELEASE = ReleaseInfo("XX:1", "XX", "schedule", "1", "", "", "", "CC0", date(2026, 1, 1), None)
_SHIRTS, _BAGS = Lookup("XX", "61091000"), Lookup("XX", "42022100")


class Store:
    """Answers when `open` is set. `whole` false: it has nothing."""

    def __init__(self, *, opened: bool, whole: bool = True) -> None:
        self.open = asyncio.Event()
        self._whole = whole
        if opened:
            self.open.set()

    async def slices(self, wanted: Sequence[WantedSlice]) -> Mapping[WantedSlice, TariffSlice]:
        await self.open.wait()
        if not self._whole:
            raise TariffUnavailableError("nothing was copied yet")
        return {one: TariffSlice("XX", one.lookup.goods_code, ()) for one in wanted}

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        return [_RELEASE]

    async def editions(self) -> Mapping[str, Edition]:
        return editions_of([_RELEASE])

    async def active_editions(self) -> Mapping[str, Edition]:
        return editions_of([_RELEASE])

    async def pointer_version(self) -> int:
        return 1


@asynccontextmanager
async def looking(store: Store, copies: Store | None, seconds: float | None) -> AsyncIterator[TieredSchedule]:
    metrics = TariffMetrics(CollectorRegistry())
    board = EditionBoard(store, None, metrics)
    memory = MemoryTier(1_000_000)
    schedule = TieredSchedule(board, memory, None, store, metrics, copies, seconds_left=lambda: seconds)
    await board.refresh()
    yield schedule
    store.open.set()
    await schedule.close()


async def test_what_takes_too_much_of_the_requests_time_is_read_from_the_copies() -> None:
    async with looking(Store(opened=False), Store(opened=True), 0.02) as schedule:
        found = await schedule.lookup([_SHIRTS, _BAGS])
    assert (found.slices.keys(), found.tier, len(found.doubts)) == ({_SHIRTS, _BAGS}, "packaged", 1)


async def test_whoever_has_time_waits_for_the_store() -> None:
    store = Store(opened=False)
    async with looking(store, Store(opened=True), 60.0) as schedule:
        lookup = asyncio.create_task(schedule.lookup([_SHIRTS]))
        asyncio.get_running_loop().call_later(0.02, store.open.set)
        assert (await lookup).tier == "postgres"


async def test_a_store_that_answers_later_still_fills_the_memory() -> None:
    store = Store(opened=False)
    async with looking(store, Store(opened=True), 0.0) as schedule:
        assert (await schedule.lookup([_SHIRTS])).tier == "packaged"
        store.open.set()
        while (await schedule.lookup([_SHIRTS])).tier == "packaged":
            await asyncio.sleep(0)
        assert (await schedule.lookup([_SHIRTS])).tier == "memory"


async def test_where_the_copies_have_nothing_the_store_is_waited_for() -> None:
    store = Store(opened=False)
    async with looking(store, Store(opened=True, whole=False), 0.0) as schedule:
        asyncio.get_running_loop().call_later(0.02, store.open.set)
        assert (await schedule.lookup([_SHIRTS])).tier == "postgres"
