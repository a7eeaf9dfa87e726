"""Makes a `TariffSlice` of the rows that the repository's statement returns for it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from dutiful_quote.engine.measure import AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import area_from_plain, measure_from_plain
from dutiful_quote.tariff.schedule import Lookup


class SliceRow(NamedTuple):
    """One row: `part` is release, measure, line or area; `data` the JSON text of its facts."""

    part: str
    release: str
    seq: int
    goods_code: str
    data: str


def assemble(lookup: Lookup, rows: Sequence[SliceRow]) -> TariffSlice:
    """The slice of all rows found for `lookup`.

    A code that is itself declarable has nothing below it that could apply, and one that is longer than the nomenclature
    stands for the declarable code it falls under.
    """
    parts: dict[str, list[tuple[SliceRow, Any]]] = {"release": [], "measure": [], "line": [], "area": []}
    for row in rows:
        parts[row.part].append((row, orjson.loads(row.data)))
    lines = _lines(lookup.goods_code, [(row.goods_code, tuple(units)) for row, units in parts["line"]])
    declarable = any(line.goods_code == lookup.goods_code for line in lines)
    return TariffSlice(
        jurisdiction=lookup.jurisdiction,
        goods_code=lookup.goods_code,
        measures=_measures(lookup.goods_code, parts["measure"], declarable),
        lines=lines,
        areas=_areas([area for _, area in parts["area"]]),
        has_nomenclature=any(release["lines"] for _, release in parts["release"]),
        profile=_profile(sorted(parts["release"], key=lambda pair: pair[0].release)),
    )


def _profile(releases: list[tuple[SliceRow, Any]]) -> dict[str, str]:
    """The releases' facts of the territory; of one fact in several releases the last one counts."""
    merged: dict[str, str] = {}
    for _, release in releases:
        merged.update(release["profile"] or {})
    return merged


def _measures(code: str, found: list[tuple[SliceRow, Any]], declarable: bool) -> tuple[Measure, ...]:
    found.sort(key=lambda pair: (pair[0].release, pair[0].seq))
    return tuple(
        measure_from_plain(plain, row.release)
        for row, plain in found
        if not declarable or len(row.goods_code) <= len(code)
    )


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
