"""Makes a `TariffSlice` of the rows that the repository's statement returns for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson

from dutiful_quote.engine.measure import AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import area_from_plain, measure_from_plain
from dutiful_quote.tariff.schedule import Lookup

#: Release and `seq` of a row: they name its measure, and order the measures of a slice.
_PLACE: Final = itemgetter(1, 2)
#: No code of any tariff is longer.
_LONGEST_CODE: Final = 32


class SliceRow(NamedTuple):
    """One row: `part` is release, measure, line or area; `data` the JSON text of its facts."""

    part: str
    release: str
    seq: int
    goods_code: str
    data: str


@dataclass(slots=True)
class Decoded:
    """What several slices share, decoded once: measures by release and `seq`, facts of releases by their JSON."""

    measures: dict[tuple[str, int], Measure] = field(default_factory=dict)
    releases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def facts(self, row: SliceRow) -> dict[str, Any]:
        found = self.releases.get(row.data)
        if found is None:
            found = self.releases[row.data] = orjson.loads(row.data)
        return found


def assemble(lookup: Lookup, rows: Sequence[SliceRow], decoded: Decoded) -> TariffSlice:
    """The slice of all rows found for `lookup`.

    A code that is itself declarable has nothing below it that could apply, and one that is longer than the nomenclature
    stands for the declarable code it falls under.

    Args:
        decoded: of other slices of the same question; what is decoded here is added.
    """
    parts: dict[str, list[SliceRow]] = {"release": [], "measure": [], "line": [], "area": []}
    for row in rows:
        parts[row.part].append(row)
    code = lookup.goods_code
    lines = _lines(code, [(row.goods_code, tuple(orjson.loads(row.data))) for row in parts["line"]])
    declarable = any(line.goods_code == code for line in lines)
    releases = [decoded.facts(row) for row in sorted(parts["release"], key=lambda row: row.release)]
    return TariffSlice(
        jurisdiction=lookup.jurisdiction,
        goods_code=code,
        measures=_measures(code, parts["measure"], declarable, decoded),
        lines=lines,
        areas=_areas([orjson.loads(row.data) for row in parts["area"]]),
        has_nomenclature=any(release["lines"] for release in releases),
        # The facts of a territory belong to its own slice alone.
        profile={} if code else _profile(releases),
    )


def _profile(releases: list[dict[str, Any]]) -> dict[str, str]:
    """The releases' facts of the territory; of one fact in several releases the last one counts."""
    merged: dict[str, str] = {}
    for release in releases:
        merged.update(release["profile"] or {})
    return merged


def _measures(code: str, found: list[SliceRow], declarable: bool, decoded: Decoded) -> tuple[Measure, ...]:
    found.sort(key=_PLACE)
    longest = len(code) if declarable else _LONGEST_CODE
    known, measures = decoded.measures, []
    for row in found:
        if len(row.goods_code) > longest:
            continue
        place = _PLACE(row)
        measure = known.get(place)
        if measure is None:
            measure = known[place] = measure_from_plain(orjson.loads(row.data), row.release)
        measures.append(measure)
    return tuple(measures)


def _lines(code: str, found: list[tuple[str, tuple[str, ...]]]) -> tuple[NomenclatureLine, ...]:
    """Lines at or below `code`, or else the longest one above it. Units of several releases are united."""
    units_of: dict[str, dict[str, None]] = {}
    for line, units in found:
        units_of.setdefault(line, {}).update(dict.fromkeys(units))
    chosen = sorted(line for line in units_of if line.startswith(code))
    if not chosen and units_of:
        chosen = [max(units_of, key=len)]
    return tuple(NomenclatureLine(line, tuple(units_of[line])) for line in chosen)


def _areas(found: list[list[Any]]) -> tuple[AreaMember, ...]:
    """Memberships in a stable order; two publications may state the same one."""
    return tuple(area_from_plain(list(row)) for row in sorted({tuple(row) for row in found}, key=_nulls_first))


def _nulls_first(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(value or "" for value in row)
