"""The one statement that finds the slices of a whole cart.

Codes of a cart share most of what stands above them. So the statement is asked for each place of each tariff once, and
what stands there is filed once, however many slices it belongs to.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import text

from dutiful_quote.tariff.slice_rows import WantedSlice

# Codes are digits, and ":" is the character after "9": (code, code:) holds everything below the code. The places of an
# edition are one sorted array, which a search of a release's index goes through page by page, where a search for each
# place and release would be thousands. OFFSET 0 keeps each branch such a search: the planner knows nothing of how many
# rows arrays bring, and otherwise reads whole tariffs to join them. Measures below a code that is itself declarable
# cannot apply. JSON leaves as text, so that it is read by whom we choose, and when.
SLICES: Final = text(
    """
    WITH member AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:editions AS int[]), CAST(:releases AS text[]), CAST(:territories AS boolean[]))
                      AS m (edition, release_id, territory)
    ), place AS MATERIALIZED (
        SELECT edition, string_to_array(codes, ' ') AS codes
        FROM unnest(CAST(:numbers AS int[]), CAST(:places AS text[])) AS p (edition, codes)
    ), wanted AS MATERIALIZED (
        SELECT edition, unnest(string_to_array(codes, ' ')) AS code
        FROM unnest(CAST(:numbers AS int[]), CAST(:wanted AS text[])) AS w (edition, codes)
    ), release AS MATERIALIZED (
        SELECT m.*, r.line_count > 0 AS lines, CASE WHEN m.territory THEN r.profile END AS profile
        FROM member m JOIN quote.tariff_release r ON r.id = m.release_id
    ), line AS MATERIALIZED (
        SELECT r.edition, r.release_id, f.goods_code, f.units
        FROM release r JOIN place p USING (edition) CROSS JOIN LATERAL (
            SELECT t.goods_code, t.units FROM quote.tariff_line t
            WHERE t.release_id = r.release_id AND t.goods_code = ANY(p.codes) OFFSET 0) AS f
        WHERE r.lines
    )
    SELECT 'release' AS part, release_id, 0 AS seq, '' AS goods_code, '' AS below, NULL AS kind, NULL AS areas,
           jsonb_build_object('lines', lines, 'profile', profile)::text AS data
    FROM release
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, f.goods_code, '', f.kind, f.areas, f.data
    FROM member m JOIN place p USING (edition) CROSS JOIN LATERAL (
        SELECT t.seq, t.goods_code, t.kind, t.data->>'areas' AS areas, t.data::text AS data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code = ANY(p.codes) OFFSET 0) AS f
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, f.goods_code, w.code, f.kind, f.areas, f.data
    FROM member m JOIN wanted w USING (edition) CROSS JOIN LATERAL (
        SELECT t.seq, t.goods_code, t.kind, t.data->>'areas' AS areas, t.data::text AS data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code > w.code AND t.goods_code < w.code || ':' OFFSET 0) AS f
    WHERE NOT EXISTS (SELECT FROM line l WHERE l.edition = w.edition AND l.goods_code = w.code)
    UNION ALL
    SELECT 'measure', m.release_id, f.seq, '', '', f.kind, f.areas, f.data
    FROM member m CROSS JOIN LATERAL (
        SELECT t.seq, t.kind, t.data->>'areas' AS areas, t.data::text AS data FROM quote.tariff_measure t
        WHERE t.release_id = m.release_id AND t.goods_code = '' OFFSET 0) AS f
    WHERE m.territory
    UNION ALL
    SELECT 'line', release_id, 0, goods_code, '', NULL, NULL, to_jsonb(units)::text FROM line
    UNION ALL
    SELECT 'line', r.release_id, 0, f.goods_code, w.code, NULL, NULL, f.data
    FROM release r JOIN wanted w USING (edition) CROSS JOIN LATERAL (
        SELECT t.goods_code, to_jsonb(t.units)::text AS data FROM quote.tariff_line t
        WHERE t.release_id = r.release_id AND t.goods_code > w.code AND t.goods_code < w.code || ':' OFFSET 0) AS f
    WHERE r.lines
    UNION ALL
    SELECT 'area', m.release_id, 0, '', '', NULL, NULL, f.data
    FROM member m CROSS JOIN LATERAL (
        SELECT jsonb_build_array(t.area, t.member, t.valid_from, t.valid_to)::text AS data FROM quote.tariff_area t
        WHERE t.release_id = m.release_id OFFSET 0) AS f
    WHERE m.territory
    """
)


@dataclass(slots=True)
class Asked:
    """Each place of each edition once. `places` and `wanted` are codes in order, by the number of the edition."""

    releases: list[tuple[int, str, bool]] = field(default_factory=list)
    places: list[list[str]] = field(default_factory=list)
    wanted: list[list[str]] = field(default_factory=list)

    def parameters(self) -> dict[str, list[Any]]:
        """Codes are one text for each edition: as arrays each code would be looked at by the driver."""
        return {
            "editions": [edition for edition, _, _ in self.releases],
            "releases": [release for _, release, _ in self.releases],
            "territories": [territory for _, _, territory in self.releases],
            "numbers": list(range(len(self.places))),
            "places": [" ".join(codes) for codes in self.places],
            "wanted": [" ".join(codes) for codes in self.wanted],
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
        asked.places.append(sorted({code[:depth] for code in codes for depth in range(1, len(code) + 1)}))
        asked.wanted.append(sorted(codes - {""}))
    return asked
