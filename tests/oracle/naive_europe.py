"""The European Union, as plainly as it can be said: low values by date, gifts, the tariff, VAT, parcel fees.

Written from the regulations, as the sources of the project tell of them, and from the rows of the tables, not from the
engine.
"""

from datetime import date
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, Due, GoodsEntry, Verdict, Way
from tests.oracle.naive_expressions import Measured, amount
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_tariff import Duty, claimable, duties
from tests.oracle.naive_territory import Territory, read_territory
from tests.oracle.naive_worth import Worth, half_up, tax_of_sale, worths

#: Alcohol and tobacco: excise is due, and how much is not in the tables.
EXCISE = ("2203", "2204", "2205", "2206", "2207", "2208", "2401", "2402", "2403", "2404")
TOBACCO = ("2401", "2402", "2403", "2404")
PERFUME = ("3303",)
ITEM_FROM, ITEM_TO = date(2026, 7, 1), date(2028, 7, 1)
LIMIT, GIFT_LIMIT, FLAT_LIMIT = 150, 45, 700


def europe(entry: ConsignmentEntry) -> Verdict:
    territory = read_territory("EU")
    if any(line.code.startswith("27") for line in entry.lines):
        raise SkippedError("energy products")
    worth = worths(entry, "CIF", "EUR", border_only=True)
    goods = sum((one.goods for one in worth), Fraction(0))
    ioss = _one_stop_shop(territory, entry, goods)
    verdict = Verdict()
    numbers = _items(territory, entry, ioss=ioss)
    for number, line in enumerate(entry.lines):
        preferred = [_preferred(territory, entry, one, ioss=ioss) for one in entry.lines]
        alike = [other for other, name in enumerate(numbers) if name == numbers[number] and not preferred[other]]
        first = number in alike[:1]
        found = _duties(territory, entry, line, worth[number], goods, ioss=ioss, first=first)
        verdict.lines.append([_way(territory, entry, line, worth[number], goods, duty, ioss=ioss) for duty in found])
    _fees(territory, entry, goods, len(set(numbers)), verdict)
    _small_amounts(entry, verdict, ioss=ioss)
    return verdict


def private_gift(entry: ConsignmentEntry) -> bool:
    """Only from one private person to another; what a shop sends to a present's receiver is a sale."""
    return entry.purpose == "gift" and entry.seller == "consumer" and entry.buyer == "consumer"


def _distance_sale(entry: ConsignmentEntry) -> bool:
    return entry.seller == "business" and entry.buyer == "consumer"


def _one_stop_shop(territory: Territory, entry: ConsignmentEntry, goods: Fraction) -> bool:
    if "IOSS" not in entry.schemes or not _distance_sale(entry) or goods > LIMIT:
        return False
    if any(line.code.startswith(EXCISE) for line in entry.lines):
        return False
    return entry.tax_territory in territory.profile["tax_area"].split()


def _preferred(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, *, ioss: bool) -> bool:
    """A preference takes the item duty's place on a full declaration, and if the VAT is not collected by IOSS."""
    return line.claims and not ioss and bool(claimable(territory, entry, line, line.code))


def _items(territory: Territory, entry: ConsignmentEntry, *, ioss: bool) -> list[tuple[str, str, str]]:
    """Classification, origin and description of each line: six digits, but all of them on a full declaration."""
    full = False
    for line in entry.lines:
        if line.code.startswith(EXCISE):
            full = True
        if _preferred(territory, entry, line, ioss=ioss):
            full = True
    digits = 10 if full else 6
    found = [(line.code[:digits], line.origin, line.facts.get("customs_description", "")) for line in entry.lines]
    for one in found:
        for other in found:
            if one != other and one[1:] == other[1:] and (one[0].startswith(other[0])):
                raise SkippedError("codes too short to count items")
    if full and any(len(code) < 10 and sum(other[0] == code for other in found) > 1 for code, _, _ in found):
        raise SkippedError("codes too short to count items")
    return found


def _duties(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction,
    *, ioss: bool, first: bool,
) -> list[Duty]:  # fmt: skip
    if worth.goods == 0:
        return [Duty("", gap="a price of zero")]
    dear = line.code.startswith(EXCISE + PERFUME)
    if private_gift(entry):
        if goods <= GIFT_LIMIT and not dear:
            return [Duty("")]
        if entry.on < ITEM_FROM and goods <= LIMIT and not dear:
            return [Duty("")]
        flat = flat_gift(territory, entry, line, worth.customs, goods)
        if flat:
            return [flat]
    elif entry.on < ITEM_FROM:
        if goods <= LIMIT and not dear:
            return [Duty("")]
    elif entry.on <= ITEM_TO and goods <= LIMIT and _distance_sale(entry):
        if not _preferred(territory, entry, line, ioss=ioss):
            return [Duty("low_value_item", Fraction(3 if first else 0))]
    return duties(territory, entry, line, worth.customs)


def flat_gift(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, value: Fraction, goods: Fraction,
    in_pounds: Fraction = Fraction(1),
) -> Duty | None:  # fmt: skip
    """A private gift's flat duty, or the tariff where that is free; None where the tariff is due as on other goods.

    `value` and `goods` are in euros, `in_pounds` as for `duties`. Who claims a preference asks for the tariff.
    """
    asked = line.claims and any(row.rate for row in claimable(territory, entry, line, line.code))
    if goods > FLAT_LIMIT or asked or line.code.startswith(TOBACCO):
        return None
    found = duties(territory, entry, line, value, in_pounds)
    if len({one.free for one in found}) > 1:
        raise SkippedError("a gift whose short code is free in part")
    exact = value * in_pounds * Fraction(25, 1000)
    return found[0] if found[0].free else Duty("gift_flat_rate", half_up(exact, "EUR"), exact=exact)


def _way(
    territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction, duty: Duty,
    *, ioss: bool,
) -> Way:  # fmt: skip
    follows = "checkout" if entry.incoterm == "DDP" else "delivery"
    way = Way([Due(duty.programme, duty.amount, follows)], duty.gap, duty.rate)
    if line.code.startswith(EXCISE):
        way.gap = way.gap or "excise"
    rows = territory.of_all_goods("standard", entry.on, entry.tax_territory, "vat")
    rows = [row for row in rows if row.destination == entry.tax_territory]
    if not rows:
        return way
    of_goods = territory.for_goods("vat", line.code, line.origin, entry.on)
    rows = [row for row in of_goods if row.code and row.destination == entry.tax_territory] or rows  # books
    name = rows[0].programme
    if ioss:
        rate = amount(rows[0].rate, entry.on, Measured(Fraction(1), 0, None, None, None))
        way.due.append(Due(name, tax_of_sale(entry, worth, rate, "EUR"), "checkout"))
        return way
    if private_gift(entry) and goods <= GIFT_LIMIT and not line.code.startswith(EXCISE + PERFUME):
        return way
    base, when = worth.customs + duty.amount + worth.onward, follows
    tax = amount(rows[0].rate, entry.on, Measured(base, 0, None, None, None))
    way.due.append(Due(name, half_up(tax, "EUR"), when))
    return way


def _fees(territory: Territory, entry: ConsignmentEntry, goods: Fraction, items: int, verdict: Verdict) -> None:
    follows = "checkout" if entry.incoterm == "DDP" else "delivery"
    rows = territory.of_all_goods("local_tax", entry.on, entry.tax_territory)
    verdict.open_fees += [row.programme for row in rows if row.destination == entry.tax_territory]
    taxed = [row for row in territory.rows if row.programme == "standard" and row.destination == entry.tax_territory]
    free = private_gift(entry) and goods <= GIFT_LIMIT
    free = free and not any(line.code.startswith(EXCISE + PERFUME) for line in entry.lines)
    if taxed and not free and not any(row.first <= entry.on <= row.last for row in taxed):
        verdict.open_fees.append("standard")  # there is a rate, and it is not known for the day
    for row in territory.of_all_goods("national_parcel_fee", entry.on, entry.tax_territory):
        if goods > Fraction(row.conditions["value_at_most"]) or entry.buyer != row.conditions.get("buyer", entry.buyer):
            continue
        number, currency = row.rate.split()
        each = Fraction(number) * (1 if currency == "EUR" else entry.rates[currency])
        many = items if row.conditions["per"] == "item" else 1
        when = "checkout" if entry.tax_territory == "RO" else follows  # Romania takes it from the supplier
        verdict.fees.append(Due(row.programme, half_up(each * many, "EUR"), when))


def _small_amounts(entry: ConsignmentEntry, verdict: Verdict, *, ioss: bool) -> None:
    """Germany does not collect less than EUR 1 at the border; the tax of a sale is not collected there."""
    if entry.tax_territory != "DE" or any(len(ways) > 1 or ways[0].gap for ways in verdict.lines):
        return
    at_border = [
        due for ways in verdict.lines for due in ways[0].due if not (ioss and due.programme in ("standard", "reduced"))
    ]
    if sum((due.amount for due in at_border), Fraction(0)) < 1:
        for ways in verdict.lines:
            ways[0].due = [due for due in ways[0].due if due not in at_border]
