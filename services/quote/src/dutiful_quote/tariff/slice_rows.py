"""Makes slices of the rows that a store found: what codes of a cart share is filed once, and measures stay unread."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from dutiful_quote.engine.measure import AreaMember
from dutiful_quote.engine.places import Entry, Place, PlacedMeasures
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import KINDS, area_from_plain, areas_of, read_measure
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


class _Releases(NamedTuple):
    """What the releases of an edition say of themselves, in order."""

    ids: list[str]
    has_nomenclature: bool
    profile: Mapping[str, str]


class FoundRows:
    """The rows of one question, filed by where they stand. Any number of slices are made of them."""

    def __init__(self) -> None:
        self._facts: dict[str, Mapping[str, Any]] = {}
        #: Goods code -> release -> what stands there.
        self._entries: dict[str, dict[str, list[Entry]]] = {}
        self._lines: dict[str, dict[str, list[str]]] = {}
        self._areas: defaultdict[str, set[tuple[str | None, ...]]] = defaultdict(set)
        self._below: defaultdict[str, set[str]] = defaultdict(set)
        self._places: dict[tuple[str, str], Place] = {}
        self._releases: dict[tuple[str, ...], _Releases] = {}

    def add(self, rows: Iterable[Any]) -> None:
        """File rows that have the fields of `SliceRow`."""
        for part, release, seq, code, below, kind, areas, data in rows:
            if below:
                self._below[below].add(code)
            if part == "measure":
                at = self._entries.setdefault(code, {}).setdefault(release, [])
                at.append(Entry(seq, KINDS[kind], areas_of(areas), data))
            elif part == "line":
                self._lines.setdefault(code, {})[release] = orjson.loads(data)
            elif part == "area":
                self._areas[release].add(tuple(orjson.loads(data)))
            else:
                self._facts[release] = orjson.loads(data)

    def slice_of(self, wanted: WantedSlice) -> TariffSlice:
        """The slice of all rows that were found for it.

        A code that is itself declarable has nothing below it that could apply, and one that is longer than the
        nomenclature stands for the declarable code it falls under. A code that no release knows gives an empty slice.
        """
        jurisdiction, code = wanted.lookup
        releases = self._releases_of(wanted.releases)
        if not code:  # the facts and groups of a territory belong to its own slice alone
            return TariffSlice(
                jurisdiction,
                code,
                PlacedMeasures(self._placed([""], releases.ids)),
                areas=self._members(releases.ids),
                has_nomenclature=releases.has_nomenclature,
                profile=releases.profile,
            )
        above = [code[:depth] for depth in range(len(code), 0, -1)]
        below = sorted(self._below.get(code, ()))
        lines = self._lines_at([code, *below], wanted.releases) or self._lines_at(above, wanted.releases)[:1]
        if below and any(line.goods_code == code for line in lines):
            below = []
        below.sort(key=len, reverse=True)
        placed = PlacedMeasures(self._placed([*below, *above], releases.ids))
        return TariffSlice(jurisdiction, code, placed, lines, (), releases.has_nomenclature)

    def _releases_of(self, ids: tuple[str, ...]) -> _Releases:
        known = self._releases.get(ids)
        if known is None:
            ordered = sorted(ids)
            facts = [self._facts[one] for one in ordered if one in self._facts]
            known = _Releases(ordered, any(one["lines"] for one in facts), _profile(facts))
            self._releases[ids] = known
        return known

    def _placed(self, codes: Iterable[str], releases: list[str]) -> tuple[Place, ...]:
        found = []
        for code in codes:
            at = self._entries.get(code)
            if at is not None:
                found += [self._place(code, one, at[one]) for one in releases if one in at]
        return tuple(found)

    def _place(self, code: str, release: str, entries: list[Entry]) -> Place:
        place = self._places.get((release, code))
        if place is None:
            if len(entries) > 1:
                by_seq = {entry.seq: entry for entry in entries}  # a row may be found on several ways
                entries = [by_seq[seq] for seq in sorted(by_seq)]
            place = self._places[release, code] = Place(code, release, entries, read_measure)
        return place

    def _lines_at(self, codes: Iterable[str], releases: Iterable[str]) -> tuple[NomenclatureLine, ...]:
        """The lines among these codes, in their order. Units of several releases are united."""
        found = []
        for code in codes:
            of_release = self._lines.get(code)
            if of_release is not None:
                units = [of_release[one] for one in releases if one in of_release]
                if units:
                    united = units[0] if len(units) == 1 else dict.fromkeys(unit for some in units for unit in some)
                    found.append(NomenclatureLine(code, tuple(united)))
        return tuple(found)

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


def _nulls_first(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(value or "" for value in row)
