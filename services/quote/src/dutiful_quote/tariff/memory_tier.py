"""The memory tier: decoded slices, least recently used ones leaving first, bounded by their approximate size."""

import sys
from collections import OrderedDict
from itertools import islice
from typing import TypeAlias

from dutiful_quote.engine.tariff_slice import TariffSlice

#: Key of the edition and goods code. An edition's key is a digest of its releases, so it stands for the jurisdiction.
SliceKey: TypeAlias = tuple[str, str]

# Measured with tracemalloc on slices decoded from PostgreSQL; a test holds them to a factor of two.
_BYTES_PER_SLICE = 700
_BYTES_PER_MEASURE = 560
_BYTES_PER_CONDITION = 120
_BYTES_PER_LINE = 220
_BYTES_PER_AREA = 130
_BYTES_PER_PROFILE_ENTRY = 170


class MemoryTier:
    """A bounded store of slices. One slice that is larger than the bound is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[SliceKey, tuple[TariffSlice, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: SliceKey) -> TariffSlice | None:
        """The slice, which becomes the most recently used one; None where it is not held."""
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def newest(self, most: int) -> list[tuple[str, str]]:
        """Jurisdiction and goods code of the slices used last; territories' own slices are left out."""
        codes = ((one.jurisdiction, one.goods_code) for one, _ in reversed(self._held.values()) if one.goods_code)
        return list(islice(dict.fromkeys(codes), most))

    def put(self, key: SliceKey, tariff: TariffSlice) -> None:
        """Hold the slice; the least recently used ones make room for it."""
        former = self._held.pop(key, None)
        if former is not None:
            self.bytes -= former[1]
        size = approximate_bytes(tariff)
        if size > self._max_bytes:
            return
        self._held[key] = (tariff, size)
        self.bytes += size
        while self.bytes > self._max_bytes:
            _, (_, freed) = self._held.popitem(last=False)
            self.bytes -= freed


def approximate_bytes(tariff: TariffSlice) -> int:
    """What the slice takes in memory, roughly: texts and tuples that measures share are not counted to each."""
    measures = sum(
        _BYTES_PER_MEASURE + sys.getsizeof(measure.id) + _BYTES_PER_CONDITION * len(measure.conditions)
        for measure in tariff.measures
    )
    return (
        _BYTES_PER_SLICE
        + measures
        + _BYTES_PER_LINE * len(tariff.lines)
        + _BYTES_PER_AREA * len(tariff.areas)
        + _BYTES_PER_PROFILE_ENTRY * len(tariff.profile)
    )
