"""Makes slices of the rows that a store found: what codes of a cart share is filed once, and measures stay unread."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import orjson

from dutiful_quote.engine.measure import AreaMember
from dutiful_quote.engine.places import Entry, Place, PlacedMeasures
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import area_from_plain, areas_of, kind_of, read_measure
from dutiful_quote.tariff.schedule import Lookup


class SliceRow(NamedTuple):
    """One row: `part` is release, measure, line or area; `data` the JSON text of its facts.

    A measure has its kind and the JSON text of its areas (None where it has none) beside it. `below` is the code that
    was asked for and that the row stands below; else empty.
    """

    part: str
    release: str
    seq: int
    goods_code: str
    below: str
    kind: str | None
    areas: str | None
    data: str


class WantedSlice(NamedTuple):
    """A slice of exactly these releases (ids), all of one jurisdiction."""

    releases: tuple[str, ...]
    lookup: Lookup


class FoundRows:
    """The rows of one question, filed by where they stand. Any number of slices are made of them."""

    def __init__(self) -> None:
        self._releases: dict[str, Mapping[str, Any]] = {}
        #: Goods code -> release -> `seq` -> what stands there; a row may be found on several ways.
        self._entries: defaultdict[str, defaultdict[str, dict[int, Entry]]] = defaultdict(lambda: defaultdict(dict))
        self._lines: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self._areas: defaultdict[str, set[tuple[str | None, ...]]] = defaultdict(set)
        self._below: defaultdict[str, set[str]] = defaultdict(set)
        self._places: dict[tuple[str, str], Place] = {}

    def add(self, rows: Iterable[Any]) -> None:
        """File rows that have the fields of `SliceRow`."""
        for part, release, seq, code, below, kind, areas, data in rows:
            if below:
                self._below[below].add(code)
            if part == "measure":
                self._entries[code][release][seq] = Entry(seq, kind_of(kind), areas_of(areas), data)
            elif part == "line":
                self._lines[code][release] = orjson.loads(data)
            elif part == "area":
                self._areas[release].add(tuple(orjson.loads(data)))
            else:
                self._releases[release] = orjson.loads(data)

    def slice_of(self, wanted: WantedSlice) -> TariffSlice:
        """The slice of all rows that were found for it.

        A code that is itself declarable has nothing below it that could apply, and one that is longer than the
        nomenclature stands for the declarable code it falls under. A code that no release knows gives an empty slice.
        """
        code = wanted.lookup.goods_code
        releases = sorted(wanted.releases)
        lines = self._lines_of(code, wanted.releases)
        declarable = any(line.goods_code == code for line in lines)
        below = () if declarable or not code else sorted(self._below.get(code, ()), key=_longest_first)
        known = [self._releases[one] for one in releases if one in self._releases]
        return TariffSlice(
            jurisdiction=wanted.lookup.jurisdiction,
            goods_code=code,
            measures=PlacedMeasures(self._placed([*below, *_upwards(code)], releases)),
            lines=lines,
            areas=() if code else self._members(releases),
            has_nomenclature=any(one["lines"] for one in known),
            # The facts of a territory belong to its own slice alone.
            profile={} if code else _profile(known),
        )

    def _placed(self, codes: Iterable[str], releases: list[str]) -> tuple[Place, ...]:
        found = []
        for code in codes:
            entries = self._entries.get(code)
            if entries is not None:
                found += [self._place(code, one, entries[one]) for one in releases if one in entries]
        return tuple(found)

    def _place(self, code: str, release: str, entries: dict[int, Entry]) -> Place:
        place = self._places.get((release, code))
        if place is None:
            ordered = [entries[seq] for seq in sorted(entries)]
            place = self._places[release, code] = Place(code, release, ordered, read_measure)
        return place

    def _lines_of(self, code: str, releases: Iterable[str]) -> tuple[NomenclatureLine, ...]:
        """Lines at or below `code`, or else the longest one above it. Units of several releases are united."""
        if not code:
            return ()
        at = (one for one in (code, *self._below.get(code, ())) if one in self._lines)
        chosen = [line for one in sorted(at) if (line := self._line(one, releases))]
        if not chosen:
            above = (one for one in _upwards(code) if one in self._lines)
            chosen = [line for one in above if (line := self._line(one, releases))][:1]
        return tuple(chosen)

    def _line(self, code: str, releases: Iterable[str]) -> NomenclatureLine | None:
        of_release = self._lines[code]
        units = [of_release[one] for one in releases if one in of_release]
        return NomenclatureLine(code, tuple(dict.fromkeys(unit for some in units for unit in some))) if units else None

    def _members(self, releases: Iterable[str]) -> tuple[AreaMember, ...]:
        """Memberships in a stable order; two publications may state the same one."""
        rows = {row for one in releases for row in self._areas.get(one, ())}
        return tuple(area_from_plain(list(row)) for row in sorted(rows, key=_nulls_first))


def _profile(releases: list[Mapping[str, Any]]) -> dict[str, str]:
    """The releases' facts of the territory; of one fact in several releases the last one counts."""
    merged: dict[str, str] = {}
    for release in releases:
        merged.update(release["profile"] or {})
    return merged


def _upwards(code: str) -> list[str]:
    """The code and all above it, the longest first; the territory's own place for the territory."""
    return [code[:depth] for depth in range(len(code), 0, -1)] or [""]


def _longest_first(code: str) -> tuple[int, str]:
    return -len(code), code


def _nulls_first(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(value or "" for value in row)
