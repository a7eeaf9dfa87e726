"""The packaged fact tables of the United States, read with `csv` alone. Nothing of the product is imported here."""

import bisect
import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ALL_FACTS = Path(__file__).resolve().parents[2] / "services/quote/src/dutiful_quote/tariff/facts"
FACTS = ALL_FACTS / "us"
_SHARED = ("mode", "areas", "excluded", "heading", "rank", "base", "conditions", "rate", "valid_from", "valid_to")


@dataclass(frozen=True)
class Row:
    """One rule as the tables write it."""

    number: int
    kind: str
    programme: str
    code: str
    mode: str
    areas: tuple[str, ...]
    excluded: tuple[str, ...]
    heading: str
    rank: int
    base: str
    conditions: dict[str, str]
    rate: str
    first: date
    last: date
    #: Of which tax territory it is; empty for all.
    destination: str = ""

    def __hash__(self) -> int:
        return self.number


@dataclass(frozen=True)
class Tables:
    rows: list[Row]
    by_code: dict[str, list[Row]]
    members: list[tuple[str, str, date, date]]
    lines: list[str]
    #: Facts under any condition or base -> the values they are compared with.
    marks: dict[str, set[str]]
    shares: set[str]
    amounts: set[str]

    def lines_below(self, code: str) -> list[str]:
        """The declarable codes that begin with `code`."""
        return self.lines[bisect.bisect_left(self.lines, code) : bisect.bisect_left(self.lines, code + "~")]

    def groups(self, country: str, on: date) -> set[str]:
        found = set()
        for area, member, first, last in self.members:
            if member == country and first <= on <= last:
                found.add(area)
        return found


def read_tables() -> Tables:
    rows: list[Row] = []
    members: list[tuple[str, str, date, date]] = []
    lines: set[str] = set()
    for folder in sorted(FACTS.iterdir()):
        if not (folder / "publication.toml").exists():
            continue
        programmes = {row["key"]: row for row in read_table(folder, "programmes.csv")}
        for cells in read_table(folder, "measures.csv"):
            for key in cells["key"].split():
                rows.append(read_row(len(rows), cells, programmes[key]))
        for cells in read_table(folder, "stacking.csv"):
            rows.append(_yielding(len(rows), cells))
        for cells in read_table(folder, "areas.csv"):
            members.append((cells["area"], cells["member"], first_day(cells), last_day(cells)))
        for cells in read_table(folder, "lines.csv"):
            lines.add(cells["goods_code"])
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return Tables(rows, by_code, members, sorted(lines), *_facts_of(rows))


def comparisons(text: str) -> list[tuple[str, str, str]]:
    """`a<0.15 and b` is [(a, <, 0.15), (b, =, true)]."""
    found = []
    for part in text.split(" and "):
        for sign in ("<=", ">=", "!=", "<", ">", "="):
            if sign in part:
                name, value = part.split(sign)
                found.append((name.strip(), sign, value.strip()))
                break
        else:
            found.append((part.strip(), "=", "true"))
    return found


def _facts_of(rows: list[Row]) -> tuple[dict[str, set[str]], set[str], set[str]]:
    marks: dict[str, set[str]] = {}
    shares: set[str] = set()
    amounts: set[str] = set()
    for row in rows:
        if row.base:
            form, name = row.base.split(":")
            marks.setdefault(name, set())
            (shares if form in ("share", "rest") else amounts).add(name)
        for condition in ("when", "statement"):
            if condition in row.conditions:
                for name, _, value in comparisons(row.conditions[condition]):
                    marks.setdefault(name, set()).add(value)
                    if name.endswith("_share"):
                        shares.add(name)
    return marks, shares, amounts


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    if (folder / name).exists():
        text = (folder / name).read_text(encoding="utf-8")
    elif (folder / f"{name}.gz").exists():
        text = gzip.decompress((folder / f"{name}.gz").read_bytes()).decode("utf-8")
    else:
        return []
    return list(csv.DictReader(io.StringIO(text)))


def read_row(number: int, cells: dict[str, str], programme: dict[str, str]) -> Row:
    got = {name: cells.get(name) or programme.get(name) or "" for name in _SHARED}
    return Row(
        number=number,
        kind=programme["kind"],
        programme=programme["programme"],
        code=cells.get("goods_code") or "",
        mode=got["mode"] or "add",
        areas=tuple((got["areas"] or "*").split()),
        excluded=tuple(got["excluded"].split()),
        heading=got["heading"],
        rank=int(got["rank"] or 0),
        base=got["base"],
        conditions=_conditions(got["conditions"]),
        rate=got["rate"],
        first=first_day(got),
        last=last_day(got),
        destination=cells.get("destination") or programme.get("destination") or "",
    )


def _yielding(number: int, cells: dict[str, str]) -> Row:
    """A row of the stacking table frees `programme` as far as `displaced_by` is charged."""
    return Row(number, "exemption", cells["programme"], "", "add", ("*",), (), cells.get("heading") or "", 0, "",
               {"charged": cells["displaced_by"]}, "", first_day(cells), last_day(cells))  # fmt: skip


def _conditions(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(";"):
        if part.strip():
            name, value = part.strip().split("=", 1)
            found[name] = value.strip()
    return found


def first_day(cells: dict[str, str]) -> date:
    return date.fromisoformat(cells.get("valid_from") or "0001-01-01")


def last_day(cells: dict[str, str]) -> date:
    return date.fromisoformat(cells.get("valid_to") or "9999-12-31")
