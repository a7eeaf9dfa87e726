"""The memory tier: slices, least recently used ones leaving first, bounded by their approximate size.

Slices share places of the tariff above them. Each place counts once for all slices that are held with it.
"""

from collections import OrderedDict
from itertools import islice
from typing import TypeAlias

from dutiful_quote.engine.places import Place
from dutiful_quote.engine.tariff_slice import TariffSlice

#: Key of the edition and goods code. An edition's key is a digest of its releases, so it stands for the jurisdiction.
SliceKey: TypeAlias = tuple[str, str]

# Measured with tracemalloc on slices decoded from PostgreSQL; a test holds them to a factor of two.
_BYTES_PER_SLICE = 900
_BYTES_PER_PLACE = 700
_BYTES_PER_ENTRY = 100
#: Of a measure that was read: its stored text goes then, and takes about as much.
_BYTES_PER_MEASURE = 560
_BYTES_PER_TEXT = 50
_BYTES_PER_LINE = 220
_BYTES_PER_AREA = 130
_BYTES_PER_PROFILE_ENTRY = 170


class MemoryTier:
    """A bounded store of slices. One slice that is larger than the bound is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[SliceKey, TariffSlice] = OrderedDict()
        #: Place -> how many slices are held with it, and its size.
        self._places: dict[Place, tuple[int, int]] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: SliceKey) -> TariffSlice | None:
        """The slice, which becomes the most recently used one; None where it is not held."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def newest(self, most: int) -> list[tuple[str, str]]:
        """Jurisdiction and goods code of the slices used last; territories' own slices are left out."""
        codes = ((one.jurisdiction, one.goods_code) for one in reversed(self._held.values()) if one.goods_code)
        return list(islice(dict.fromkeys(codes), most))

    def put(self, key: SliceKey, tariff: TariffSlice) -> None:
        """Hold the slice; the least recently used ones make room for it."""
        former = self._held.pop(key, None)
        if former is not None:
            self._let_go(former)
        places = [(place, self._places.get(place) or (0, place_bytes(place))) for place in tariff.placed.places]
        own = own_bytes(tariff)
        if own + sum([size for _, (_, size) in places]) > self._max_bytes:
            return
        self._held[key] = tariff
        self.bytes += own
        for place, (slices, size) in places:
            self._places[place] = (slices + 1, size)
            if not slices:
                self.bytes += size
        while self.bytes > self._max_bytes:
            self._let_go(self._held.popitem(last=False)[1])

    def _let_go(self, tariff: TariffSlice) -> None:
        self.bytes -= own_bytes(tariff)
        for place in tariff.placed.places:
            slices, size = self._places.pop(place)
            if slices > 1:
                self._places[place] = (slices - 1, size)
            else:
                self.bytes -= size


def own_bytes(tariff: TariffSlice) -> int:
    """What the slice takes beside its places."""
    return (
        _BYTES_PER_SLICE
        + _BYTES_PER_LINE * len(tariff.lines)
        + _BYTES_PER_AREA * len(tariff.areas)
        + _BYTES_PER_PROFILE_ENTRY * len(tariff.profile)
    )


def place_bytes(place: Place) -> int:
    """What the place takes with its measures, whether or not they are read yet."""
    many = len(place.entries)
    texts = sum([len(entry.stored) for entry in place.entries]) + _BYTES_PER_TEXT * many
    return _BYTES_PER_PLACE + _BYTES_PER_ENTRY * many + max(texts, _BYTES_PER_MEASURE * many)
