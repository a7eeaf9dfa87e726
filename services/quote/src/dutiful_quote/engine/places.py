"""The measures of a slice by the places that they stand at, each read when a question first touches it.

Most measures of a tariff are preferences of origins that a line does not have. So a slice that a store gave holds them
as they are stored, with what decides whether a question touches them: their kind and their origins.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias, overload

from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, covers_origin

#: So many answers about origins are kept with a place.
_MOST_ANSWERS: Final = 256

Groups: TypeAlias = frozenset[str]


class Entry:
    """One measure at its place: as it is stored until a question touches it, from then on as it was read."""

    __slots__ = ("areas", "kind", "measure", "seq", "stored")

    def __init__(
        self, seq: int, kind: MeasureKind, areas: tuple[str, ...], stored: str = "", measure: Measure | None = None
    ) -> None:
        self.seq = seq
        self.kind = kind
        self.areas = areas
        #: What `Place.read` makes the measure of; empty once it was.
        self.stored = stored
        self.measure = measure


def _never(_stored: str, _release: str) -> Measure:
    raise AssertionError("a measure that was given needs no reading")


class Place:
    """What one release says at one goods code. Slices of codes below it share the same place.

    Args:
        entries: in the order of the release.
        read: makes a measure of what is stored of it and the id of its release.
    """

    __slots__ = ("_answers", "_by_kind", "_read", "entries", "goods_code", "release")

    def __init__(
        self,
        goods_code: str,
        release: str,
        entries: Sequence[Entry],
        read: Callable[[str, str], Measure] = _never,
    ) -> None:
        self.goods_code = goods_code
        self.release = release
        self.entries = entries
        self._read = read
        self._by_kind: dict[MeasureKind, list[Entry]] = {}
        for entry in entries:
            self._by_kind.setdefault(entry.kind, []).append(entry)
        self._answers: dict[tuple[MeasureKind, str, Groups], tuple[Measure, ...]] = {}

    @property
    def kinds(self) -> Iterable[MeasureKind]:
        """The kinds that the place has a measure of, without reading any."""
        return self._by_kind

    def of_kind(self, kind: MeasureKind) -> Sequence[Entry]:
        """Its entries of a kind, not read yet where nothing has asked for them."""
        return self._by_kind.get(kind, ())

    def measure_of(self, entry: Entry) -> Measure:
        """The measure of one of the place's entries, read once."""
        measure = entry.measure
        if measure is None:
            measure = entry.measure = self._read(entry.stored, self.release)
            entry.stored = ""
        return measure

    def covering(self, kind: MeasureKind, origin: str, groups: Groups) -> tuple[Measure, ...]:
        """Measures of `kind` on goods of `origin`, a member of `groups`, on whatever day."""
        key = (kind, origin, groups)
        known = self._answers.get(key)
        if known is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            within = [
                self.measure_of(entry)
                for entry in self._by_kind.get(kind, ())
                if origin in entry.areas or ALL_ORIGINS in entry.areas or not groups.isdisjoint(entry.areas)
            ]
            known = self._answers[key] = tuple([one for one in within if covers_origin(one, origin, groups)])
        return known


class PlacedMeasures(Sequence[Measure]):
    """The measures of a slice in the order of their releases; to go through all of them reads them all.

    Args:
        places: the longest goods code first, and of one code by release.
    """

    __slots__ = ("_all", "_by_kind", "_of_kind", "places")

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        by_kind: dict[MeasureKind, list[Place]] = {}
        for place in places:
            for kind in place.kinds:
                by_kind.setdefault(kind, []).append(place)
        self._by_kind = by_kind
        self._of_kind: dict[MeasureKind, tuple[Measure, ...]] = {}
        self._all: tuple[Measure, ...] | None = None

    @classmethod
    def of(cls, measures: Sequence[Measure]) -> "PlacedMeasures":
        """Measures that are read already, in their order."""
        at: dict[str, list[Entry]] = {}
        for seq, one in enumerate(measures):
            at.setdefault(one.goods_code, []).append(Entry(seq, one.kind, one.areas, measure=one))
        return cls(tuple([Place(code, "", at[code]) for code in sorted(at, key=len, reverse=True)]))

    def places_of(self, kind: MeasureKind) -> Sequence[Place]:
        """The places that have measures of a kind; none where no measure is of it."""
        return self._by_kind.get(kind, ())

    def of_kind(self, kind: MeasureKind) -> tuple[Measure, ...]:
        """All measures of a kind, in the order of their releases."""
        known = self._of_kind.get(kind)
        if known is None:
            known = self._of_kind[kind] = tuple(_in_order(self.places_of(kind), lambda place: place.of_kind(kind)))
        return known

    def __iter__(self) -> Iterator[Measure]:
        if self._all is None:
            self._all = tuple(_in_order(self.places, lambda place: place.entries))
        return iter(self._all)

    def __len__(self) -> int:
        return sum(len(place.entries) for place in self.places)

    @overload
    def __getitem__(self, index: int) -> Measure: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Measure]: ...
    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PlacedMeasures | tuple):
            return NotImplemented
        return tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"PlacedMeasures of {len(self)} at {[place.goods_code for place in self.places]}"


def _in_order(places: Sequence[Place], entries_of: Callable[[Place], Sequence[Entry]]) -> list[Measure]:
    found = [(place.release, entry.seq, place, entry) for place in places for entry in entries_of(place)]
    found.sort(key=lambda one: one[:2])
    return [place.measure_of(entry) for _, _, place, entry in found]
