"""The bound of the memory tier: honest about what slices take, whether or not their measures are read."""

import tracemalloc
from collections.abc import Callable

import orjson
import pytest

from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.places import Entry, Place, PlacedMeasures
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import areas_of, measure_to_plain, read_measure
from dutiful_quote.tariff.memory_tier import MemoryTier, own_bytes, place_bytes
from tests.builders.tariff import measure, percent

MANY = 200


def preference(number: int, code: str) -> Entry:
    """One of an origin of its own, as PostgreSQL gives it."""
    stored = measure_to_plain(
        measure(
            MeasureKind.PREFERENCE,
            f"preference_{number}",
            percent("0"),
            goods_code=code,
            areas=("JP",),
            name="Preference, Economic Partnership Agreement",
            conditions={"claim": "1"},
        )
    )
    return Entry(number, MeasureKind.PREFERENCE, areas_of('["JP"]'), orjson.dumps(stored).decode())


def place(code: str, measures: int) -> Place:
    return Place(code, "XX:1", [preference(number, code) for number in range(measures)], read_measure)


def slice_at(code: str, *places: Place) -> TariffSlice:
    return TariffSlice("XX", code, PlacedMeasures(places), (NomenclatureLine(code, ("KGM",)),))


def kept(make: Callable[[], list[TariffSlice]]) -> int:
    """Bytes that are in use more once the slices are made."""
    make()  # what all slices share is there by then
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    slices = make()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(slices) == MANY
    return after - before


@pytest.mark.parametrize("read", [False, True], ids=["as stored", "read"])
@pytest.mark.parametrize("measures", [0, 1, 40])
def test_what_is_counted_is_what_slices_take_within_a_factor_of_two(read: bool, measures: int) -> None:
    def make() -> list[TariffSlice]:
        slices = [slice_at(f"{610910_00_00 + n}", place("61", measures)) for n in range(MANY)]
        if read:
            for one in slices:
                one.applicable(MeasureKind.PREFERENCE, code=one.goods_code, origin="JP", groups=frozenset())
        return slices

    tier = MemoryTier(1_000_000_000)
    for one in make():
        tier.put(("edition", one.goods_code), one)
    assert 0.5 < tier.bytes / kept(make) < 2


def test_a_place_counts_once_for_all_its_slices_and_goes_with_the_last() -> None:
    shared = place("61", 10)
    one, other = slice_at("6109100010", shared), slice_at("6109100020", shared)
    both = own_bytes(one) + own_bytes(other) + place_bytes(shared)
    tier = MemoryTier(both)
    tier.put(("e", "1"), one)
    tier.put(("e", "2"), other)
    assert (len(tier), tier.bytes) == (2, both)

    tier.put(("e", "2"), slice_at("6109100020", shared))  # the same again: nothing is counted twice
    assert tier.bytes == both

    tier.put(("e", "3"), slice_at("6201", place("62", 10)))  # one leaves, and the place stays for the other
    assert tier.get(("e", "1")) is None
    tier.put(("e", "2"), slice_at("6109100020"))
    tier.put(("e", "3"), slice_at("6201"))
    assert tier.bytes == 2 * own_bytes(slice_at("6201"))


def test_a_slice_beyond_the_bound_is_not_held_and_drives_out_nothing_else() -> None:
    small = slice_at("6109100010", place("61", 1))
    tier = MemoryTier(own_bytes(small) + place_bytes(small.placed.places[0]))
    tier.put(("e", "1"), small)
    held = tier.bytes
    tier.put(("e", "2"), slice_at("6201", place("62", 50)))
    assert (tier.get(("e", "1")), tier.get(("e", "2")), tier.bytes) == (small, None, held)
