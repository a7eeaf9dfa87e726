"""Duties of one line when everything about it is stated, and over all that may be true when it is not."""

from fractions import Fraction
from itertools import pairwise

from tests.oracle.naive_facts import Row, Tables
from tests.oracle.naive_law import Entry, EntryLine, Outcome, UnknownFactError, meets, rows_for
from tests.oracle.naive_rates import QuantityLacksError, SkippedError, amount, cents

MOST_OUTCOMES = 160


def line_outcomes(tables: Tables, entry: Entry, line: EntryLine) -> list[Outcome]:
    """Every outcome that is possible; one where all is known."""
    codes = tables.lines_below(line.code) or [line.code]
    found = []
    for code in codes:
        found += _of_code(tables, entry, line, code)
        if len(found) > MOST_OUTCOMES * 4:
            raise SkippedError("too many outcomes")
    return found


def _of_code(tables: Tables, entry: Entry, line: EntryLine, code: str) -> list[Outcome]:
    plain = _suppose(tables, entry, line, code, "", dict(line.facts))
    if not line.claims:
        return plain
    best: list[Outcome] = []
    tried: set[str] = set()
    for row in rows_for(tables, entry, line, code, "preference"):
        if row.rate and row.programme not in tried and meets(row, line.facts, row.programme):
            tried.add(row.programme)
            ways = _suppose(tables, entry, line, code, row.programme, dict(line.facts))
            if not best or _dearest(ways) < _dearest(best):
                best = ways
    for symbol in _claims_on_free_goods(tables, entry, line, code):
        if symbol not in tried:
            ways = _suppose(tables, entry, line, code, symbol, dict(line.facts))
            if not best or _dearest(ways) < _dearest(best):
                best = ways
    return best or plain


def _claims_on_free_goods(tables: Tables, entry: Entry, line: EntryLine, code: str) -> list[str]:
    """Goods that are free anyway are still entered under an agreement, for what else the claim frees them of."""
    ordinary = rows_for(tables, entry, line, code, "third_country_duty")
    if not ordinary or ordinary[0].rate not in ("Free", "0%"):
        return []
    parties = tables.groups(line.origin, entry.on)
    symbols: list[str] = []
    for kind in ("exemption", "additional_duty"):
        for row in rows_for(tables, entry, line, code, kind):
            for symbol in row.conditions.get("claim", "").split():
                if symbol == line.origin or f"US:{symbol}" in parties:
                    symbols.append(symbol)
    return symbols


def _dearest(ways: list[Outcome]) -> tuple[bool, Fraction]:
    return any(way.gap for way in ways), max(way.total for way in ways)


def _suppose(
    tables: Tables, entry: Entry, line: EntryLine, code: str, preference: str, facts: dict[str, str]
) -> list[Outcome]:
    try:
        return [_declared(tables, entry, line, code, preference, facts)]
    except UnknownFactError as unknown:
        found: list[Outcome] = []
        for answer in _answers(tables, unknown.name, line.value):
            found += _suppose(tables, entry, line, code, preference, {**facts, unknown.name: answer})
            if len(found) > MOST_OUTCOMES:
                raise SkippedError("too many outcomes") from None
        return found


def _answers(tables: Tables, name: str, value: Fraction) -> list[str]:
    """Both ends, every threshold of the whole tariff, and a point within each stretch between them."""
    if name in tables.amounts:
        return ["0", str(value / 2), str(value)]
    marks = tables.marks.get(name, set())
    if (not marks and name not in tables.shares) or marks & {"true", "false"}:
        return ["true", "false"]
    points = sorted(
        {Fraction(mark) for mark in marks} | {Fraction(0)} | ({Fraction(1)} if name in tables.shares else set())
    )
    if name not in tables.shares:
        points = sorted({*points, *(point + 1 for point in points), *(point - 1 for point in points if point >= 1)})
        return [str(point) for point in points]
    between = [(one + other) / 2 for one, other in pairwise(points)]
    return [str(point) for point in sorted(points + between)]


def _declared(
    tables: Tables, entry: Entry, line: EntryLine, code: str, preference: str, facts: dict[str, str]
) -> Outcome:
    outcome = Outcome(preference=preference)
    value = line.value
    for row in rows_for(tables, entry, line, code, "dutiable_part"):
        if meets(row, facts, preference):
            value = _base(row.base, value, facts)
            break
    ordinary = _ordinary(tables, entry, line, code, preference, facts)
    owed: Fraction | None = None
    if ordinary is None or not ordinary.rate:
        outcome.gap = "no rate"
    else:
        owed = _charge(outcome, ordinary, ordinary.rate, value, line)
    _additional(tables, entry, line, code, preference, facts, value, owed, outcome)
    return outcome


def _charge(outcome: Outcome, row: Row, rate: str, base: Fraction, line: EntryLine) -> Fraction | None:
    """Add what a rate comes to; None where a quantity lacks."""
    try:
        owed = cents(amount(rate, base, line.quantities))
    except QuantityLacksError as error:
        outcome.gap = f"quantity {error}"
        return None
    outcome.charges.append((row.programme, rate, owed))
    return owed


def _ordinary(
    tables: Tables, entry: Entry, line: EntryLine, code: str, preference: str, facts: dict[str, str]
) -> Row | None:
    if preference:
        for row in rows_for(tables, entry, line, code, "preference"):
            if row.programme == preference and row.rate and meets(row, facts, preference):
                return row
    found = rows_for(tables, entry, line, code, "third_country_duty")
    return found[0] if found else None


def _base(base: str, value: Fraction, facts: dict[str, str]) -> Fraction:
    """The part of the value that a duty is charged on, to the cent."""
    if base == "":
        return value
    form, name = base.split(":")
    if name not in facts:
        raise UnknownFactError(name)
    stated = Fraction(facts[name])
    if form == "share":
        return cents(value * stated)
    if form == "rest":
        return cents(value * (1 - stated))
    if form == "amount":
        return cents(min(stated, value))
    return cents(max(value - stated, Fraction(0)))


def _additional(
    tables: Tables, entry: Entry, line: EntryLine, code: str, preference: str, facts: dict[str, str],
    value: Fraction, ordinary: Fraction | None, outcome: Outcome,
) -> None:  # fmt: skip
    headings: dict[str, list[Row]] = {}
    for row in sorted(
        rows_for(tables, entry, line, code, "additional_duty"), key=lambda row: (-len(row.code), row.rank)
    ):
        headings.setdefault(row.programme, []).append(row)
    exemptions: dict[str, list[Row]] = {}
    for row in rows_for(tables, entry, line, code, "exemption"):
        if row.programme in headings:
            exemptions.setdefault(row.programme, []).append(row)
    bases: dict[str, Fraction] = {}
    for programme in _in_order(headings, exemptions):
        heading = None
        for row in headings[programme]:
            if meets(row, facts, preference):
                heading = row
                break
        if heading is None or _exempt(exemptions.get(programme, []), facts, preference):
            continue
        if heading.mode == "unresolved":
            if programme not in facts:
                raise UnknownFactError(programme)
            if facts[programme] != "true":
                continue
        others = _displacers(exemptions.get(programme, []), facts, preference)
        left = value - sum((bases.get(other, Fraction(0)) for other in others), Fraction(0))
        for row in exemptions.get(programme, []):  # some free a part of the value only
            if row.base != "" and meets(row, facts, preference):
                left -= _base(row.base, value, facts)
        base = max(Fraction(0), min(_base(heading.base, value, facts), left))
        if left < value and base == 0:
            continue
        bases[programme] = base
        if not heading.rate:
            outcome.gap = f"rate of {programme}"
        elif heading.mode == "minimum_total":
            _top_up(outcome, heading, base, value, ordinary, line)
        else:
            _charge(outcome, heading, heading.rate, base, line)


def _top_up(
    outcome: Outcome, heading: Row, base: Fraction, value: Fraction, ordinary: Fraction | None, line: EntryLine
) -> None:
    """The ordinary duty is topped up to the minimum; on a part of the value its part of the ordinary duty counts."""
    try:
        minimum = cents(amount(heading.rate, base, line.quantities))
    except QuantityLacksError as error:
        outcome.gap = f"quantity {error}"
        return
    if ordinary is None:
        return
    counted = cents(ordinary * base / value) if value else Fraction(0)
    outcome.charges.append((heading.programme, heading.rate, max(minimum - counted, Fraction(0))))


def _exempt(exemptions: list[Row], facts: dict[str, str], preference: str) -> bool:
    for row in sorted(exemptions, key=lambda row: (row.rank, -len(row.code))):
        if "charged" not in row.conditions and row.base == "" and meets(row, facts, preference):
            return True
    return False


def _displacers(exemptions: list[Row], facts: dict[str, str], preference: str) -> set[str]:
    found: set[str] = set()
    for row in sorted(exemptions, key=lambda row: (row.rank, -len(row.code))):
        if "charged" in row.conditions and meets(row, facts, preference):
            found.update(row.conditions["charged"].split())
    return found


def _in_order(headings: dict[str, list[Row]], exemptions: dict[str, list[Row]]) -> list[str]:
    """Each programme after all those that may displace it."""
    done: list[str] = []
    waiting = sorted(headings)
    while waiting:
        for programme in waiting:
            before = set()
            for row in exemptions.get(programme, []):
                before.update(row.conditions.get("charged", "").split())
            if not any(other in waiting for other in before if other != programme):
                break
        else:
            raise SkippedError("programmes displace each other in a circle")
        done.append(programme)
        waiting.remove(programme)
    return done
