"""Ordinary and preferential duty of one line, over every code that it may have; for tariffs in the European manner."""

from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.naive_claims import accepts as _accepts
from tests.oracle.naive_claims import claim_holds
from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_expressions import Measured, NoSeasonError, RecipeUnknownError, amount, is_nil
from tests.oracle.naive_facts import Row
from tests.oracle.naive_rates import QuantityLacksError, SkippedError
from tests.oracle.naive_recipes import parts_of, recipes, stated
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_worth import half_up

MOST_CODES = 120
_ONE = Fraction(1)


@dataclass(frozen=True)
class Duty:
    """What the tariff may come to; `gap` says what is lacking, and then the amount is nothing to go by."""

    programme: str
    amount: Fraction = Fraction(0)
    gap: str = ""
    #: Whether the rate of the day is nothing, whatever the goods are worth.
    free: bool = False
    #: As the tariff writes it.
    rate: str = ""
    #: The amount before it is rounded.
    exact: Fraction = Fraction(0)


def duties(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, value: Fraction, in_pounds: Fraction = _ONE
) -> list[Duty]:
    """One for every code that the line may have and every recipe; a claimed preference takes the tariff's place.

    `in_pounds` is what one unit of the tariff's currency is in that of the amounts, where they differ.
    """
    codes = territory.lines_below(line.code) or [line.code]
    if len(codes) > MOST_CODES:
        raise SkippedError("too many codes")
    found: list[Duty] = []
    for code in codes:
        rows = territory.for_goods("third_country_duty", code, line.origin, entry.on)
        rows = [row for row in rows if "statement" not in row.conditions]  # no entry makes one
        ordinary = _of_rows(territory, entry, line, value, rows[:1], in_pounds)
        claimed = claimable(territory, entry, line, code) if line.claims else []
        if not claimed:
            found += ordinary
            continue
        rated = [row for row in claimed if row.rate]
        ways = [way for row in rated for way in _of_rows(territory, entry, line, value, [row], in_pounds)]
        ways = [way for way in ways if way.gap != "season"]
        if ways:
            found.append(min(ways, key=lambda way: (way.gap != "", way.amount)))
        elif rated:
            found += ordinary  # a preference for other months
        else:
            found += [Duty("preference"), *ordinary]  # between nothing and the ordinary duty
    return found


def claimable(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, code: str) -> list[Row]:
    """Preferences for the goods and their origin, if the claim is what the agreement asks for."""
    if not line.proof or not claim_holds(territory, entry, line):
        return []
    found = territory.for_goods("preference", code, line.origin, entry.on)
    found += _agreed_without_rates(territory, entry, line, code) if not found else []
    return [row for row in found if _accepts(row, line.proof)]


def _agreed_without_rates(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, code: str) -> list[Row]:
    """An agreement with the origin gives some rate, where no preferences at all are known for the goods."""
    for other, rows in territory.by_code.items():
        if other and (code.startswith(other) or other.startswith(line.code)):
            if any(row.kind == "preference" for row in rows):
                return []
    agreements = territory.for_goods("agreement", "", line.origin, entry.on)
    return [replace(agreements[0], rate="", conditions={})] if agreements else []


def _of_rows(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, value: Fraction, rows: list[Row],
    in_pounds: Fraction,
) -> list[Duty]:  # fmt: skip
    if not rows or not rows[0].rate:
        return [Duty("", gap="no rate")]
    known = stated(recipes(territory.name), line.facts) if recipes(territory.name) else None
    try:
        return [_by(rows[0], entry, line, value, known or {}, in_pounds)]
    except RecipeUnknownError:
        every = sorted({tuple(row[4:]) for row in recipes(territory.name).values()})
        ends = [every[0], every[-1], every[len(every) // 2], max(every, key=sum)]
        parts = [parts_of([Fraction(0)] * 4 + list(end)) for end in ends]
        return [_by(rows[0], entry, line, value, one, in_pounds) for one in parts]


def _by(
    row: Row, entry: ConsignmentEntry, line: GoodsEntry, value: Fraction, parts: dict[str, Fraction],
    in_pounds: Fraction,
) -> Duty:  # fmt: skip
    currency = "EUR" if "EUR" in row.rate or "€" in row.rate else "GBP"
    measured = Measured(value, line.pieces, line.kilograms, line.litres, line.strength, parts)
    try:
        exact = amount(row.rate, entry.on, measured)
    except QuantityLacksError as error:
        return Duty(row.programme, gap=f"quantity {error}")
    except NoSeasonError:
        return Duty(row.programme, gap="season")
    return Duty(
        row.programme,
        half_up(exact * in_pounds, currency),
        free=is_nil(row.rate, entry.on),
        rate=row.rate,
        exact=exact * in_pounds,
    )
