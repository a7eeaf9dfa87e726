"""The packaged fact tables of any one customs territory, read with `csv` alone; nothing of the product is imported."""

import bisect
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests.oracle.naive_facts import ALL_FACTS, Row, first_day, last_day, read_row, read_table


@dataclass(frozen=True)
class Territory:
    """All that the tables say about one customs territory.

    Attributes:
        profile: currency, basis of valuation and so on, as written.
        lines: the codes that may be declared, in order; empty where no list is loaded.
    """

    name: str
    rows: list[Row]
    by_code: dict[str, list[Row]]
    members: list[tuple[str, str, date, date]]
    lines: list[str]
    profile: dict[str, str]
    #: Rows that are not about the tariff's rates, and carry conditions.
    conditional: list[Row]

    def lines_below(self, code: str) -> list[str]:
        """The declarable codes that begin with `code`."""
        return self.lines[bisect.bisect_left(self.lines, code) : bisect.bisect_left(self.lines, code + "~")]

    def groups(self, country: str, on: date) -> set[str]:
        found = set()
        for area, member, first, last in self.members:
            if member == country and first <= on <= last:
                found.add(area)
        return found

    def covers(self, row: Row, origin: str, on: date) -> bool:
        """Whether the row is for goods of `origin`: its areas less those that it leaves out."""
        parties = {origin} | self.groups(origin, on)
        if parties & set(row.excluded):
            return False
        return "*" in row.areas or bool(parties & set(row.areas))

    def of_all_goods(self, programme: str, on: date, destination: str, kind: str = "") -> list[Row]:
        """Rows on no goods in particular, in force on the day at the destination, as the tables order them."""
        found = []
        for row in self.by_code.get("", []):
            if row.programme == programme and (not kind or row.kind == kind):
                if row.first <= on <= row.last and row.destination in ("", destination):
                    found.append(row)
        return found

    def for_goods(self, kind: str, code: str, origin: str, on: date) -> list[Row]:
        """Rows of `kind` for the code, those of its parents and of all goods included; the longest code first."""
        found = []
        for length in range(len(code), -1, -1):
            for row in self.by_code.get(code[:length], ()):
                if row.kind == kind and row.first <= on <= row.last and self.covers(row, origin, on):
                    found.append(row)
        return found


@cache
def _table(folder: Path, name: str) -> list[dict[str, str]]:
    return read_table(folder, name)


@cache
def read_territory(name: str) -> Territory:
    """Every publication of the territory, those that hold many countries included."""
    rows: list[Row] = []
    members: list[tuple[str, str, date, date]] = []
    lines: set[str] = set()
    profile: dict[str, str] = {}
    for head in sorted(ALL_FACTS.glob("*/*/publication.toml")):
        folder = head.parent
        whose = tomllib.loads(head.read_text(encoding="utf-8"))["jurisdiction"]
        if whose not in (name, "*"):
            continue
        programmes = {row["key"]: row for row in _table(folder, "programmes.csv")}
        for cells in _table(folder, "measures.csv"):
            if cells.get("jurisdiction", name) == name:
                for key in cells["key"].split():
                    rows.append(read_row(len(rows), cells, programmes[key]))
        for cells in _table(folder, "areas.csv"):
            members.append((cells["area"], cells["member"], first_day(cells), last_day(cells)))
        if whose == name:
            for cells in _table(folder, "lines.csv"):
                lines.add(cells["goods_code"])
        for cells in _table(folder, "profile.csv"):
            if cells.get("jurisdiction", name) == name:
                profile[cells["key"]] = cells["value"]
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    rates = {"third_country_duty", "preference", "duty_estimate"}
    conditional = [row for row in rows if row.conditions and row.kind not in rates]
    return Territory(name, rows, by_code, members, sorted(lines), profile, conditional)
