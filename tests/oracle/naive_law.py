"""What the law says of one entry, as plainly as it can be written: loops and ifs over every row, in fractions.

Written from the law and from what the columns of the fact tables mean, not from the engine.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.naive_facts import Row, Tables, comparisons


class UnknownFactError(Exception):
    """The law turns on a fact that was not stated."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class EntryLine:
    code: str
    origin: str
    value: Fraction
    quantities: dict[str, Fraction]
    facts: dict[str, str]
    claims: bool


@dataclass(frozen=True)
class Entry:
    on: date
    mode: str
    exported: date | None
    seller: str
    buyer: str
    lines: list[EntryLine]

    @property
    def value(self) -> Fraction:
        return sum((line.value for line in self.lines), Fraction(0))


@dataclass
class Outcome:
    """What a line owes; `gap` says what keeps it from being known."""

    charges: list[tuple[str, str, Fraction]] = field(default_factory=list)
    gap: str = ""
    preference: str = ""

    @property
    def total(self) -> Fraction:
        return sum((amount for _, _, amount in self.charges), Fraction(0))


def rows_for(tables: Tables, entry: Entry, line: EntryLine, code: str, kind: str) -> list[Row]:
    """Rows in force for goods, origin and shipment; the longest code first."""
    groups = tables.groups(line.origin, entry.on)
    found = []
    for length in range(len(code), -1, -1):
        for row in tables.by_code.get(code[:length], ()):
            if row.kind == kind and row.first <= entry.on <= row.last and _covers(row, line.origin, groups):
                if _shipped_so(row, entry) and not _outside(row, code):
                    found.append(row)
    return found


def _covers(row: Row, origin: str, groups: set[str]) -> bool:
    for area in row.excluded:
        if area == origin or area in groups:
            return False
    for area in row.areas:
        if area == "*" or area == origin or area in groups:
            return True
    return False


def _shipped_so(row: Row, entry: Entry) -> bool:
    conditions = row.conditions
    if "transport_modes" in conditions and not _travels_by(entry, conditions["transport_modes"].split()):
        return False
    if "buyer" in conditions and conditions["buyer"] != entry.buyer:
        return False
    if "seller" in conditions and conditions["seller"] != entry.seller:
        return False
    if "purpose" in conditions and conditions["purpose"] != "sale":
        return False
    if "exported_before" in conditions:
        if entry.exported is None or entry.exported >= date.fromisoformat(conditions["exported_before"]):
            return False
    return True


def _travels_by(entry: Entry, modes: list[str]) -> bool:
    """Express Mail Service is mail too."""
    if entry.mode == "ems" and "post" in modes:
        return True
    return entry.mode in modes


def _outside(row: Row, code: str) -> bool:
    for prefix in row.conditions.get("not_goods", "").split():
        if code.startswith(prefix):
            return True
    return False


def value_within(row: Row, entry: Entry) -> bool:
    """Thresholds of the whole consignment, all in dollars here."""
    if "value_at_most" in row.conditions and entry.value > Fraction(row.conditions["value_at_most"]):
        return False
    return not ("value_over" in row.conditions and entry.value <= Fraction(row.conditions["value_over"]))


def meets(row: Row, facts: dict[str, str], preference: str) -> bool:
    """Conditions on the goods. A statement that is not made is not claimed; a fact of the law that is not known asks.

    Raises:
        UnknownFactError: it depends on that fact.
    """
    conditions = row.conditions
    if "statement" in conditions:
        for name, sign, value in comparisons(conditions["statement"]):
            if name not in facts or not _compare(facts[name], sign, value):
                return False
    if "article" in conditions and facts.get("article_of") != row.heading:
        return False
    if "claim" in conditions:
        if row.kind == "preference":
            if preference != row.programme:
                return False
        elif conditions["claim"] == "1":
            if preference == "":
                return False
        elif preference not in conditions["claim"].split():
            return False
    unknown = ""
    if "when" in conditions:
        for name, sign, value in comparisons(conditions["when"]):
            if name not in facts:
                unknown = unknown or name
            elif not _compare(facts[name], sign, value):
                return False
    if unknown:
        raise UnknownFactError(unknown)
    return True


def _compare(stated: str, sign: str, value: str) -> bool:
    if sign == "=" and stated == value:
        return True
    if stated in ("true", "false") or not value[0].isdigit():
        return (stated == value) if sign == "=" else (stated != value)
    one, other = Fraction(stated), Fraction(value)
    if sign == "<":
        return one < other
    if sign == "<=":
        return one <= other
    if sign == ">":
        return one > other
    if sign == ">=":
        return one >= other
    return one == other if sign == "=" else one != other
