"""The cache of tariffs against a model of it: any order of lookups, activations, failures, and values that rot."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from prometheus_client import CollectorRegistry

from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.memory_tier import MemoryTier
from dutiful_quote.tariff.metrics import TIERS, TariffMetrics
from dutiful_quote.tariff.redis_tier import SharedTierError
from dutiful_quote.tariff.repository import editions_of
from dutiful_quote.tariff.schedule import Edition, Lookup, ReleaseInfo, TariffUnavailableError
from dutiful_quote.tariff.slice_rows import WantedSlice
from dutiful_quote.tariff.tiered_schedule import TieredSchedule

_CODES = ("61091000", "62034200", "99999999")
_MOST_BYTES = 2_500  # some three slices
_DOUBT_SECONDS = 60.0
_LOOKUPS = st.lists(st.sampled_from([Lookup("XX", code) for code in ("", *_CODES)]), min_size=1, max_size=6)


def release(number: int) -> ReleaseInfo:
    return ReleaseInfo(f"XX:{number}", "XX", "schedule", str(number), "", "", "", "CC0", date(2026, 1, 1), None)


def truth(number: int, lookup: Lookup) -> TariffSlice:
    """What release `number` says: another release, another profile."""
    lines = () if lookup.goods_code in {"", "99999999"} else (NomenclatureLine(lookup.goods_code),)
    return TariffSlice("XX", lookup.goods_code, (), lines=lines, has_nomenclature=True, profile={"r": str(number)})


class Store:
    """PostgreSQL: it is there or not, and counts what it is asked."""

    def __init__(self) -> None:
        self.active = 1
        self.up = True
        self.asked: list[Sequence[WantedSlice]] = []

    def _check(self) -> None:
        if not self.up:
            raise TariffUnavailableError("away")

    async def slices(self, wanted: Sequence[WantedSlice]) -> Mapping[WantedSlice, TariffSlice]:
        await asyncio.sleep(0)
        self._check()
        self.asked.append(wanted)
        return {one: truth(int(one.releases[0].partition(":")[2]), one.lookup) for one in wanted}

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        self._check()
        return [release(int(one.partition(":")[2])) for one in ids]

    async def pointer_version(self) -> int:
        self._check()
        return self.active

    async def active_editions(self) -> Mapping[str, Edition]:
        self._check()
        return editions_of([release(self.active)])


class Shared:
    """Redis: it is there or not, and holds whatever was put or has rotted."""

    def __init__(self) -> None:
        self.up = True
        self.values: dict[str, bytes] = {}
        self.questions = 0

    async def get(self, keys: Sequence[str]) -> list[bytes | None]:
        self.questions += 1
        if not self.up:
            raise SharedTierError("away")
        return [self.values.get(key) for key in keys]

    async def put(self, known: Mapping[str, bytes], unknown: Mapping[str, bytes]) -> None:
        if not self.up:
            raise SharedTierError("away")
        self.values |= {**known, **unknown}


class CacheMachine(RuleBasedStateMachine):
    """The model: the release that the board last heard of, when it heard, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.time = 0.0
        self.store, self.shared = Store(), Shared()
        self.memory = MemoryTier(_MOST_BYTES)
        self.registry = CollectorRegistry()
        metrics = TariffMetrics(self.registry)
        self.board = EditionBoard(self.store, None, metrics, clock=lambda: self.time)
        self.schedule = TieredSchedule(
            self.board,
            self.memory,
            self.shared,
            self.store,
            metrics,
            doubt_seconds=_DOUBT_SECONDS,
            write_back_after=0.0,
        )
        self.loop.run_until_complete(self.board.refresh())
        self.heard, self.heard_at = 1, 0.0
        self.lookups = 0
        self.in_doubt = 0

    def teardown(self) -> None:
        self.loop.run_until_complete(self.schedule.close())
        self.loop.close()

    @rule(seconds=st.floats(0.1, 50))
    def time_passes(self, seconds: float) -> None:
        self.time += seconds

    @rule(store=st.booleans(), shared=st.booleans())
    def stores_come_and_go(self, store: bool, shared: bool) -> None:
        self.store.up, self.shared.up = store, shared

    @rule(number=st.integers(1, 3))
    def a_release_becomes_active(self, number: int) -> None:
        self.store.active = number

    @rule()
    def the_pointer_is_read(self) -> None:
        self.time += 0.1
        try:
            self.loop.run_until_complete(self.board.refresh())
        except TariffUnavailableError:
            assert not self.store.up
            return
        self.heard, self.heard_at = self.store.active, self.time

    @rule(rot=st.binary(max_size=40), data=st.data())
    def a_shared_value_rots(self, rot: bytes, data: st.DataObject) -> None:
        if self.shared.values:
            key = data.draw(st.sampled_from(sorted(self.shared.values)))
            self.shared.values[key] = data.draw(st.sampled_from([rot, self.shared.values[key][:-1] + b"!"]))

    @rule(carts=st.lists(_LOOKUPS, min_size=1, max_size=4))
    def carts_ask_at_once(self, carts: list[list[Lookup]]) -> None:
        self.store.asked.clear()
        questions = self.shared.questions
        found = self.loop.run_until_complete(self._ask(carts))
        wanted = [one for asked in self.store.asked for one in asked]
        assert len(wanted) == len(set(wanted))  # single flight: nothing is fetched twice at a time
        assert len(self.store.asked) <= len(carts)
        assert self.shared.questions - questions <= len(carts)
        for cart, result in zip(carts, found, strict=True):
            if isinstance(result, TariffUnavailableError):
                assert not self.store.up
                continue
            assert not isinstance(result, BaseException), result
            assert result.slices == {one: truth(self.heard, one) for one in cart}
            assert bool(result.doubts) is (self.time - self.heard_at > _DOUBT_SECONDS)
            self.in_doubt += len(cart) if result.doubts else 0
        self.lookups += sum(len(cart) for cart in carts)

    async def _ask(self, carts: list[list[Lookup]]) -> list[object]:
        found = await asyncio.gather(*(self.schedule.lookup(cart) for cart in carts), return_exceptions=True)
        while self.schedule.writing_back:
            await asyncio.sleep(0)
        return list(found)

    def counted(self, tier: str, *outcomes: str) -> float:
        found = [
            self.registry.get_sample_value("dutiful_tariff_cache_lookups_total", {"tier": tier, "outcome": outcome})
            for outcome in outcomes
        ]
        return sum(value or 0 for value in found)

    @invariant()
    def every_slice_is_counted_once_in_each_tier_that_was_asked(self) -> None:
        assert self.counted("memory", "hit", "miss") == self.lookups
        of_redis = self.counted("redis", "hit", "miss", "error", "undecodable")
        assert of_redis + self.counted("memory", "coalesced") == self.counted("memory", "miss")
        assert self.counted("postgres", "hit", "miss", "error") == of_redis - self.counted("redis", "hit")

    @invariant()
    def what_was_answered_in_doubt_is_counted_as_stale(self) -> None:
        assert sum(self.counted(tier, "stale") for tier in TIERS) == self.in_doubt

    @invariant()
    def memory_stays_within_its_bound(self) -> None:
        assert self.memory.bytes <= _MOST_BYTES


TestCacheModel = CacheMachine.TestCase
TestCacheModel.settings = settings(max_examples=40, stateful_step_count=30)
