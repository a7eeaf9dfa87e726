"""Great Britain, as plainly as it can be said: GBP 135, gifts, tariff and preferences, VAT at the sale or at import.

Written from the guidance, as the sources of the project tell of it, and from the rows of the tables, not from the
engine.
"""

from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, Due, GoodsEntry, Verdict, Way
from tests.oracle.naive_europe import EXCISE, private_gift
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_tariff import Duty, duties
from tests.oracle.naive_territory import read_territory
from tests.oracle.naive_worth import Worth, half_up, tax_of_sale, worths

LIMIT, GIFT_LIMIT = 135, 39
VAT = Fraction(20, 100)
#: Value Added Tax Act 1994, Sch. 8, Group 3: the headings that hold nothing but printed matter at the zero rate.
BOOKS = ("4901", "4902", "4903", "4904", "490520")


def britain(entry: ConsignmentEntry) -> Verdict:
    if any(line.code.startswith("27") for line in entry.lines):
        raise SkippedError("energy products")
    territory = read_territory("GB")
    worth = worths(entry, "CIF", "GBP", border_only=True)
    goods = sum((one.goods for one in worth), Fraction(0))
    #: A consignment that holds excise goods has no part in the rules up to GBP 135.
    small = goods <= LIMIT and not any(line.code.startswith(EXCISE) for line in entry.lines)
    verdict = Verdict()
    for line, one in zip(entry.lines, worth, strict=True):
        if one.goods == 0:
            found = [Duty("", gap="a price of zero")]
        elif small:
            found = [Duty("")]
        else:
            for code in territory.lines_below(line.code) or [line.code]:
                if territory.for_goods("additional_duty", code, line.origin, entry.on):
                    raise SkippedError("additional duties")
            found = duties(territory, entry, line, one.customs)
        verdict.lines.append([_way(entry, line, one, goods, duty, small=small) for duty in found])
    return verdict


def _way(entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction, duty: Duty, *, small: bool) -> Way:
    follows = "checkout" if entry.incoterm == "DDP" else "delivery"
    way = Way([Due(duty.programme, duty.amount, follows)], duty.gap, duty.rate)
    if line.code.startswith(EXCISE):
        way.gap = way.gap or "excise"
    gift = private_gift(entry)
    if line.code.startswith(BOOKS):
        return way
    if small and not gift:
        when = "self_accounted" if entry.buyer == "business" and entry.buyer_registered else "checkout"
        way.due.append(Due("supply_vat", tax_of_sale(entry, worth, VAT, "GBP"), when))
    elif not (gift and goods <= GIFT_LIMIT and small):
        base = worth.customs + duty.amount + worth.onward
        way.due.append(Due("import_vat", half_up(base * VAT, "GBP"), follows))
    return way
