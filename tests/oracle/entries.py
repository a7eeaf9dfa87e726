"""Entries drawn at random from a seed: every programme often, both sides of every date and threshold."""

import random
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.naive_facts import Row, Tables, comparisons
from tests.oracle.naive_law import Entry, EntryLine

EARLIEST, LATEST = date(2025, 1, 1), date(2026, 11, 25)
_MODES = ("express", "express", "post", "ems", "air", "sea", "road")
_ORIGINS = ("CN", "HK", "CA", "MX", "JP", "KR", "DE", "GB", "TW", "IN", "BR", "RU", "VN", "CH", "TR", "AU", "NI", "JO")
_UNITS = ("KGM", "GRM", "NAR", "NPR", "LTR", "MTR", "MTK", "MTQ", "NHD")


class Entries:
    """Draws entries; the same seed gives the same ones."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self._tables = tables
        self._random = random.Random(seed)
        self._by_programme: dict[tuple[str, str], list[Row]] = {}
        for row in tables.rows:
            if row.last >= EARLIEST:
                self._by_programme.setdefault((row.kind, row.programme), []).append(row)
        self._programmes = sorted(self._by_programme)

    def draw(self) -> Entry:
        pick = self._random
        row = pick.choice(self._by_programme[pick.choice(self._programmes)])
        lines = [self._line(row)]
        while pick.random() < 0.15:
            lines.append(self._line(self._some_row()))
        return Entry(
            on=self._day(row),
            mode=self._mode(row),
            exported=self._exported(row),
            seller="consumer" if pick.random() < 0.1 else "business",
            buyer="business" if pick.random() < 0.3 else "consumer",
            lines=lines,
        )

    def _some_row(self) -> Row:
        return self._random.choice(self._by_programme[self._random.choice(self._programmes)])

    def _day(self, row: Row) -> date:
        pick = self._random
        marks = [day for day in (row.first, row.last, row.last + timedelta(1) if row.last.year < 9000 else row.last)
                 if EARLIEST <= day <= LATEST]  # fmt: skip
        if marks and pick.random() < 0.5:
            return pick.choice(marks) + timedelta(pick.choice((-1, 0, 0, 1)))
        first, last = max(row.first, EARLIEST), min(row.last, LATEST)
        if first <= last and pick.random() < 0.7:
            return first + timedelta(pick.randint(0, (last - first).days))
        return EARLIEST + timedelta(pick.randint(0, (LATEST - EARLIEST).days))

    def _mode(self, row: Row) -> str:
        modes = row.conditions.get("transport_modes")
        if modes and self._random.random() < 0.7:
            return self._random.choice(modes.split())
        return self._random.choice(_MODES)

    def _exported(self, row: Row) -> date | None:
        pick = self._random
        before = row.conditions.get("exported_before")
        if before and pick.random() < 0.8:
            return date.fromisoformat(before) + timedelta(pick.choice((-2, -1, 0, 1)))
        return None if pick.random() < 0.6 else EARLIEST + timedelta(pick.randint(0, 680))

    def _line(self, row: Row) -> EntryLine:
        pick = self._random
        code = self._code(row)
        return EntryLine(
            code=code,
            origin=self._origin(row),
            value=self._value(),
            quantities={unit: Fraction(pick.randint(1, 9000), 10) for unit in _UNITS if pick.random() < 0.93},
            facts=self._facts(code, row),
            claims=pick.random() < (0.8 if row.kind == "preference" or "claim" in row.conditions else 0.2),
        )

    def _code(self, row: Row) -> str:
        pick = self._random
        below = self._tables.lines_below(row.code) if row.code else []
        code = pick.choice(below or self._tables.lines)
        if row.kind == "exemption" and not row.code:
            others = self._by_programme.get(("additional_duty", row.programme), [])
            if others:
                prefix = pick.choice(others).code
                code = pick.choice(self._tables.lines_below(prefix) or [code])
        return code[: pick.choice((6, 8))] if pick.random() < 0.08 else code

    def _origin(self, row: Row) -> str:
        pick = self._random
        if pick.random() < 0.8:
            area = pick.choice(row.areas)
            if area != "*":
                members = [member for name, member, _, _ in self._tables.members if name == area]
                return pick.choice(members) if members else area
        return pick.choice(_ORIGINS)

    def _value(self) -> Fraction:
        pick = self._random
        near = pick.choice((800, 2500, None, None, None, None))
        if near:
            return Fraction(near * 100 + pick.choice((-1, 0, 1)), 100)
        return Fraction(pick.randint(1, 10 ** pick.randint(3, 8)), 100)

    def _facts(self, code: str, row: Row) -> dict[str, str]:
        """Facts that the law of the code turns on, most of them stated, on either side of each threshold."""
        pick = self._random
        stated: dict[str, str] = {}
        often = pick.choice((0.2, 0.9, 1.0))
        found = [one for length in range(len(code) + 1) for one in self._tables.by_code.get(code[:length], ())]
        for one in [row, *found]:
            if one.base:
                self._state(stated, one.base.split(":")[1], "", often)
            for name, _, value in comparisons(one.conditions["when"]) if "when" in one.conditions else ():
                self._state(stated, name, value, often)
            for name, _, value in comparisons(one.conditions["statement"]) if "statement" in one.conditions else ():
                self._state(stated, name, value, 0.25)
            if one.mode == "unresolved":
                self._state(stated, one.programme, "true", 0.7)
            if "article" in one.conditions and pick.random() < 0.15:
                stated["article_of"] = one.heading
        return stated

    def _state(self, stated: dict[str, str], name: str, value: str, often: float) -> None:
        pick = self._random
        if name in stated or pick.random() > often:
            return
        if name in self._tables.amounts:
            stated[name] = f"{pick.randint(0, 300000) / 100:.2f}"
        elif name in self._tables.shares:
            marks = sorted(self._tables.marks[name] | {"0", "1", "0.5", "0.333"})
            number = float(pick.choice(marks)) + pick.choice((-0.01, 0, 0, 0.01))
            stated[name] = f"{min(max(number, 0), 1):.4f}"
        elif value in ("true", "false"):
            stated[name] = pick.choice(("true", "false"))
        elif value and value[0].isdigit():
            stated[name] = str(max(int(value) + pick.choice((-1, 0, 1)), 0))
        elif value:
            stated[name] = value
