"""The one statement that finds the slices of a whole cart, and how its rows become slices again.

Codes of a cart share most of what stands above them. So the statement is asked for each place of each tariff once, and
what stands there is decoded once, however many slices it belongs to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import text

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.schedule import Lookup
from dutiful_quote.tariff.slice_rows import Decoded, SliceRow, assemble

# Codes are digits, and ":" is the character after "9": [code, code:) holds the code and everything below it. OFFSET 0
# keeps each branch a search of the index for each place: the planner knows nothing of how many rows arrays bring, and
# otherwise reads whole tariffs to join them. JSON leaves as text, so that it is decoded once and by whom we choose.
SLICES: Final = text(
    """
    WITH member AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:editions AS int[]), CAST(:releases AS text[]), CAST(:territories AS boolean[]))
                      AS m (edition, release_id, territory)
    ), above AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:above_editions AS int[]), CAST(:above AS text[])) AS a (edition, code)
    ), wanted AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:wanted_editions AS int[]), CAST(:wanted AS text[])) AS w (edition, code)
    ), release AS MATERIALIZED (
        SELECT m.*, r.line_count > 0 AS lines, CASE WHEN m.territory THEN r.profile END AS profile
        FROM member m JOIN quote.tariff_release r ON r.id = m.release_id
    )
    SELECT part, release_id, seq, goods_code, below, data::text FROM (
    SELECT 'release' AS part, release_id, 0 AS seq, '' AS goods_code, '' AS below,
           jsonb_build_object('lines', lines, 'profile', profile) AS data
    FROM release
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, a.code, '', f.data
    FROM member m JOIN above a USING (edition) CROSS JOIN LATERAL (
        SELECT t.seq, t.data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code = a.code OFFSET 0) AS f
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, f.goods_code, w.code, f.data
    FROM member m JOIN wanted w USING (edition) CROSS JOIN LATERAL (
        SELECT t.seq, t.goods_code, t.data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code >= w.code AND t.goods_code < w.code || ':' OFFSET 0) AS f
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, '', '', f.data
    FROM member m CROSS JOIN LATERAL (
        SELECT t.seq, t.data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code = '' OFFSET 0) AS f
    WHERE m.territory
    UNION ALL
    SELECT 'line', r.release_id, 0, a.code, '', to_jsonb(f.units)
    FROM release r JOIN above a USING (edition) CROSS JOIN LATERAL (
        SELECT t.units FROM quote.tariff_line t
        WHERE t.release_id = r.release_id AND t.goods_code = a.code OFFSET 0) AS f
    WHERE r.lines
    UNION ALL
    SELECT 'line', r.release_id, 0, f.goods_code, w.code, to_jsonb(f.units)
    FROM release r JOIN wanted w USING (edition) CROSS JOIN LATERAL (
        SELECT t.goods_code, t.units FROM quote.tariff_line t
        WHERE t.release_id = r.release_id AND t.goods_code >= w.code AND t.goods_code < w.code || ':' OFFSET 0) AS f
    WHERE r.lines
    UNION ALL
    SELECT 'area', m.release_id, 0, '', '', f.data
    FROM member m CROSS JOIN LATERAL (
        SELECT jsonb_build_array(t.area, t.member, t.valid_from, t.valid_to) AS data FROM quote.tariff_area t
        WHERE t.release_id = m.release_id OFFSET 0) AS f
    WHERE m.territory
    ) AS found
    """
)


@dataclass(frozen=True, slots=True)
class WantedSlice:
    """A slice of exactly these releases (ids), all of one jurisdiction."""

    releases: tuple[str, ...]
    lookup: Lookup


@dataclass(slots=True)
class Asked:
    """Each place of each edition once. `above` and `wanted` are pairs of the edition's number and a code."""

    releases: list[tuple[int, str, bool]] = field(default_factory=list)
    above: list[tuple[int, str]] = field(default_factory=list)
    wanted: list[tuple[int, str]] = field(default_factory=list)

    def parameters(self) -> dict[str, list[Any]]:
        return {
            "editions": [edition for edition, _, _ in self.releases],
            "releases": [release for _, release, _ in self.releases],
            "territories": [territory for _, _, territory in self.releases],
            "above_editions": [edition for edition, _ in self.above],
            "above": [code for _, code in self.above],
            "wanted_editions": [edition for edition, _ in self.wanted],
            "wanted": [code for _, code in self.wanted],
        }


def asking(wanted: Iterable[WantedSlice]) -> Asked:
    """What the statement is to find. Codes are in order, so that neighbours find the same pages of the index."""
    codes_of: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in wanted:
        codes_of[one.releases].add(one.lookup.goods_code)
    asked = Asked()
    for edition, (releases, codes) in enumerate(codes_of.items()):
        territory = "" in codes
        asked.releases += [(edition, release, territory) for release in releases]
        asked.above += [(edition, code) for code in sorted({above for code in codes for above in _above(code)})]
        asked.wanted += [(edition, code) for code in sorted(codes - {""})]
    return asked


def slices_of(wanted: Sequence[WantedSlice], found: Iterable[Any]) -> dict[WantedSlice, TariffSlice]:
    """The slices that these rows of the statement make. A code that no release knows gives an empty slice."""
    at: defaultdict[tuple[str, str], list[SliceRow]] = defaultdict(list)
    below: defaultdict[tuple[str, str], list[SliceRow]] = defaultdict(list)
    general: defaultdict[str, dict[SliceRow, None]] = defaultdict(dict)  # a release may be of two editions
    for part, release, seq, code, under, data in found:
        row = SliceRow(part, release, seq, code, data)
        if under:
            below[release, under].append(row)
        elif code:
            at[release, code].append(row)
        else:
            general[release][row] = None
    decoded = Decoded()

    def rows_of(one: WantedSlice) -> Iterator[SliceRow]:
        code = one.lookup.goods_code
        for release in one.releases:
            yield from (row for row in general[release] if not code or row.part == "release")
            if code:
                for above in _above(code):
                    yield from at.get((release, above), ())
                yield from below.get((release, code), ())

    return {one: assemble(one.lookup, list(rows_of(one)), decoded) for one in wanted}


def _above(code: str) -> Iterator[str]:
    return (code[:depth] for depth in range(1, len(code)))
