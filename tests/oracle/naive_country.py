"""Countries that are known by their facts: thresholds, courier regimes, tariff and taxes, each row as it is written.

Written from what the sources of the project say of each country and from the rows of the tables, not from the engine.
"""

from dataclasses import replace
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, Due, GoodsEntry, Verdict, Way
from tests.oracle.naive_country_tariff import tariff_ways
from tests.oracle.naive_europe import EXCISE
from tests.oracle.naive_facts import Row
from tests.oracle.naive_import_tax import tax_ways
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_tariff import Duty
from tests.oracle.naive_territory import Territory, read_territory
from tests.oracle.naive_thresholds import Values, firm, holds, origins_covered
from tests.oracle.naive_worth import Worth, half_up, shared, tax_of_sale, worths


def country(entry: ConsignmentEntry) -> Verdict:
    if any(line.code.startswith("27") for line in entry.lines):
        raise SkippedError("energy products")
    territory = read_territory(entry.jurisdiction)
    currency = territory.profile["currency"]
    worth = worths(entry, territory.profile.get("valuation_basis", "CIF"), currency, border_only=False)
    worth = _for_personal_use(territory, entry, worth, currency)
    values = Values.of(entry, worth, currency)
    duty = [_duties(territory, entry, number, worth, values) for number in range(len(entry.lines))]
    duty = _small_duties(territory, entry, values, duty)
    verdict = Verdict()
    for number in range(len(entry.lines)):
        ways = []
        for one, taxed in duty[number]:
            ways += _taxed(territory, entry, number, worth[number], values, one, taxed=taxed)
        verdict.lines.append(ways)
    _small_taxes(territory, entry, values, verdict)
    for apart in ("no tax known", "a levy apart"):
        for ways in verdict.lines:
            for way in ways:
                if way.gap == apart:
                    verdict.open_fees.append(apart)
                    way.gap = ""
    verdict.open_fees += _fees_of_couriers(territory, entry, values)
    return verdict


def _fees_of_couriers(territory: Territory, entry: ConsignmentEntry, values: Values) -> list[str]:
    """Fees whose amount is not known, which couriers pay for goods that come in under their regime."""
    found = []
    for row in territory.of_all_goods("courier_fee", entry.on, entry.tax_territory):
        for line in entry.lines:
            regime = _courier_rows(territory, entry, line, values)
            if regime and holds(row, entry, values) and territory.covers(row, line.origin, entry.on):
                found.append(row.programme)
    return found


def _for_personal_use(territory: Territory, entry: ConsignmentEntry, worth: list[Worth], currency: str) -> list[Worth]:
    """Japan values what a consumer buys at a share of the retail price abroad, without the way."""
    for row in territory.of_all_goods("personal_import", entry.on, entry.tax_territory):
        if entry.buyer == row.conditions["buyer"]:
            share = Fraction(row.rate.rstrip("%")) / 100
            return [
                Worth(
                    one.goods,
                    one.freight,
                    one.insurance,
                    half_up(one.goods * share, currency),
                    Fraction(0),
                    one.sale,
                    one.price,
                )
                for one in worth
            ]
    return worth


def _duties(
    territory: Territory, entry: ConsignmentEntry, number: int, worth: list[Worth], values: Values
) -> list[tuple[Duty, bool]]:  # fmt: skip
    """What duty may be, and whether tax is still due beside it."""
    line = entry.lines[number]
    if worth[number].goods == 0:
        return [(Duty("", gap="a price of zero"), True)]
    if firm(territory, entry, "duty_threshold", values, payable=None):
        return [(Duty(""), True)]
    rows = _courier_rows(territory, entry, line, values)
    if rows:
        return [
            (_courier(territory, row, entry, number, worth, values), "tax" not in row.conditions["replaces"])
            for row in rows
        ]
    return [
        (way, True)
        for one in tariff_ways(territory, entry, line, worth[number].customs)
        for way in _with_surtax(territory, entry, line, worth[number].customs, values, one)
    ]


def _with_surtax(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, customs: Fraction, values: Values, duty: Duty
) -> list[Duty]:
    """The duty, and where a surtax is on some goods of such a code, the duty with each of those too."""
    ways = [duty]
    for row in territory.for_goods("additional_duty", line.code, line.origin, entry.on):
        if row.mode == "unresolved":
            share = half_up(customs * Fraction(row.rate.rstrip("%")) / 100, values.currency)
            ways.append(replace(duty, programme=row.programme, amount=duty.amount + share))
    return ways


def _courier_rows(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, values: Values) -> list[Row]:
    """Of the regimes that hold: the longest code, then the first rank; several only where the facts leave it open."""
    found = []
    for row in territory.for_goods("flat_duty", line.code, line.origin, entry.on):
        if row.programme == "courier" and row.destination in ("", entry.tax_territory) and holds(row, entry, values):
            found.append(row)
    if not found:
        return []
    longest = [row for row in found if len(row.code) == len(found[0].code)]
    first = [row for row in longest if row.rank == min(row.rank for row in longest)]
    unresolved = [row for row in first if row.mode == "unresolved"]
    return unresolved or first[:1]


def _courier(
    territory: Territory, row: Row, entry: ConsignmentEntry, number: int, worth: list[Worth], values: Values
) -> Duty:
    """The regime's duty is on all goods of the consignment that it is for, and each line bears its part of it."""
    alike = [other for other, line in enumerate(entry.lines) if row in _courier_rows(territory, entry, line, values)]
    share, _, less = row.rate.partition(" - ")
    exact = Fraction(share.rstrip("%")) / 100 * sum((worth[other].customs for other in alike), Fraction(0))
    if less:
        amount, currency = less.split()
        exact -= values.in_currency(Fraction(amount), currency)
    whole = half_up(max(exact, Fraction(0)), values.currency)
    parts = shared(whole, [worth[other].customs for other in alike], values.currency)
    return Duty("courier", parts[alike.index(number)])


def _small_duties(
    territory: Territory, entry: ConsignmentEntry, values: Values, duty: list[list[tuple[Duty, bool]]]
) -> list[list[tuple[Duty, bool]]]:  # fmt: skip
    """Where so little duty is not collected."""
    if not any(row.conditions.get("value_of") == "duty" for row in _thresholds(territory, "duty_threshold")):
        return duty
    if any(len(ways) > 1 or ways[0][0].gap for ways in duty):
        raise SkippedError("a threshold by the duty, and the duty is not known")
    total = sum((ways[0][0].amount for ways in duty), Fraction(0))
    if firm(territory, entry, "duty_threshold", values, payable=total):
        return [[(Duty(""), True)] for _ in duty]
    return duty


def _small_taxes(territory: Territory, entry: ConsignmentEntry, values: Values, verdict: Verdict) -> None:
    for programme, charged in (("tax_threshold", "standard"), ("courier_threshold", "courier")):
        rows = [row for row in _thresholds(territory, programme) if row.conditions.get("value_of") == "tax"]
        if not rows:
            continue
        if any(len(ways) > 1 or ways[0].gap for ways in verdict.lines):
            raise SkippedError("a threshold by the tax, and the tax is not known")
        due = [due for ways in verdict.lines for due in ways[0].due if due.programme == charged]
        total = sum((one.amount for one in due), Fraction(0))
        if any(holds(row, entry, values, payable=total) for row in rows):
            for ways in verdict.lines:
                ways[0].due = [one for one in ways[0].due if one.programme != charged]


def _thresholds(territory: Territory, programme: str) -> list[Row]:
    return [row for row in territory.conditional if row.programme == programme]


def _taxed(
    territory: Territory, entry: ConsignmentEntry, number: int, worth: Worth, values: Values, duty: Duty,
    *, taxed: bool,
) -> list[Way]:  # fmt: skip
    follows = "checkout" if entry.incoterm == "DDP" else "delivery"
    known = Way([Due(duty.programme, duty.amount, follows)], duty.gap)
    line = entry.lines[number]
    if line.code.startswith(EXCISE) or territory.for_goods("excise", line.code, line.origin, entry.on):
        known.gap = known.gap or "excise"
    supply = [
        row
        for row in territory.of_all_goods("supply", entry.on, entry.tax_territory, "vat")
        if holds(row, entry, values) and origins_covered(territory, row, entry)
    ]
    if supply:
        rate = Fraction(supply[0].rate.rstrip("%")) / 100
        goods_alone = supply[0].conditions.get("base") == "goods"
        tax = tax_of_sale(entry, worth, rate, values.currency, goods_alone=goods_alone)
        known.due.append(Due("supply", tax, "checkout"))
        return [known]
    if not taxed or firm(territory, entry, "tax_threshold", values, payable=None):
        return [known]
    found = []
    for taxes, gap in tax_ways(territory, entry, number, worth, values, duty.amount):
        found.append(Way([*known.due, *(Due(name, amount, follows) for name, amount in taxes)], known.gap or gap))
    return found
