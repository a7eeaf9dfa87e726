"""Northern Ireland, for goods from outside the Union: EU or UK duty by the risk, and UK VAT.

Duty is that of the Union, with its rules on gifts and its preferences, unless the goods are not at risk of going on to
it: an authorised trader brings them in (UK Internal Market Scheme), they stay in the United Kingdom, they are not
processed by a business of a large turnover, and the two duties differ by at most 3 % of the customs value. What comes
from Great Britain and is not at risk owes nothing, and its VAT is the seller's; since May 2025 parcels to consumers by
an authorised carrier are not at risk either.
"""

from datetime import date
from fractions import Fraction

from tests.oracle.naive_britain import BOOKS
from tests.oracle.naive_consignment import ConsignmentEntry, Due, GoodsEntry, Verdict, Way
from tests.oracle.naive_europe import EXCISE, GIFT_LIMIT, ITEM_FROM, ITEM_TO, PERFUME, flat_gift, private_gift
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_tariff import Duty, duties
from tests.oracle.naive_territory import read_territory
from tests.oracle.naive_worth import Worth, half_up, tax_of_sale, worths

EU_LIMIT, UK_LIMIT, UK_GIFT_LIMIT = 150, 135, 39
VAT = Fraction(20, 100)
NEAR = Fraction(3, 100)
#: Parcels to consumers by carriers of the UK Carrier Scheme.
PARCELS_FROM = date(2025, 5, 1)


def northern_ireland(entry: ConsignmentEntry) -> Verdict:
    if any(line.code.startswith("27") for line in entry.lines):
        raise SkippedError("energy products")
    worth = worths(entry, "CIF", "GBP", border_only=True)
    goods = sum((one.goods for one in worth), Fraction(0))
    verdict = Verdict()
    for line, one in zip(entry.lines, worth, strict=True):
        if one.goods == 0:
            found = [Duty("", gap="a price of zero")]
        else:
            found = _duties(entry, line, one, goods)
        verdict.lines.append([_way(entry, line, one, goods, duty) for duty in found])
    return verdict


def _duties(entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction) -> list[Duty]:
    euro = entry.rates["EUR"]
    at_home = entry.ship_from == "GB"
    dear = line.code.startswith(EXCISE + PERFUME)
    gift = private_gift(entry)
    if gift and goods <= GIFT_LIMIT * euro and not dear:
        return [Duty("")]
    if entry.on < ITEM_FROM and goods <= EU_LIMIT * euro and not dear:
        return [Duty("")]
    eu = _of_the_union(entry, line, worth, goods)
    if ITEM_FROM <= entry.on <= ITEM_TO and goods <= EU_LIMIT * euro and entry.buyer == "consumer":
        if entry.seller == "business":
            if at_home and _not_at_risk(entry, line) == [True]:
                return [Duty("")]  # else the open fact, or what follows, lies between the same ends
            # Nobody says whether the item duty reaches Northern Ireland.
            return [Duty(""), Duty("item", half_up(3 * euro, "GBP"), rate="3 EUR"), *eu]
    uk = [Duty("")] if at_home else duties(read_territory("GB"), entry, line, worth.customs)
    if goods <= UK_LIMIT and not any(one.code.startswith(EXCISE) for one in entry.lines):
        uk = [Duty("")]  # the relief of the UK goes with its duty
    if len({one.rate for one in eu}) > 1 or len({one.rate for one in uk}) > 1:
        raise SkippedError("a short code with several rates")
    found = []
    for one in eu:
        if one.amount == 0 and not one.gap:
            found.append(one)
            continue
        for other in uk:
            for not_at_risk in _not_at_risk(entry, line):
                if not not_at_risk:
                    found.append(one)
                elif at_home:
                    found.append(other)
                elif one.gap or other.gap:
                    found += [one, other]
                else:
                    found.append(other if abs(one.exact - other.exact) <= NEAR * worth.customs else one)
    return found


def _of_the_union(entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction) -> list[Duty]:
    territory, euro = read_territory("EU"), entry.rates["EUR"]
    value = worth.customs / euro
    flat = flat_gift(territory, entry, line, value, goods / euro, euro) if private_gift(entry) else None
    return [flat] if flat else duties(territory, entry, line, value, in_pounds=euro)


def _not_at_risk(entry: ConsignmentEntry, line: GoodsEntry) -> list[bool]:
    """All that it may be, by what is stated."""
    if entry.ship_from == "GB" and entry.buyer == "consumer" and entry.on >= PARCELS_FROM:
        if line.facts.get("uk_carrier_parcel") == "true":
            return [True]
        unsaid = "uk_carrier_parcel" not in line.facts and line.facts.get("final_use_in_uk") != "false"
        if unsaid and "UKIMS" not in entry.schemes:
            return [False, True]
    if "UKIMS" not in entry.schemes:
        return [False]
    stays = _answers(line, "final_use_in_uk")
    processed = _answers(line, "commercial_processing")
    if entry.buyer == "consumer" and "commercial_processing" not in line.facts:
        processed = [False]
    small = _answers(line, "small_turnover")
    return sorted({stay and (not process or little) for stay in stays for process in processed for little in small})


def _answers(line: GoodsEntry, fact: str) -> list[bool]:
    return [line.facts[fact] == "true"] if fact in line.facts else [True, False]


def _way(entry: ConsignmentEntry, line: GoodsEntry, worth: Worth, goods: Fraction, duty: Duty) -> Way:
    follows = "checkout" if entry.incoterm == "DDP" else "delivery"
    way = Way([Due(duty.programme, duty.amount, follows)], duty.gap, duty.rate)
    if line.code.startswith(EXCISE):
        way.gap = way.gap or "excise"
    if entry.ship_from == "GB" or line.code.startswith(BOOKS):
        return way
    small = goods <= UK_LIMIT and not any(one.code.startswith(EXCISE) for one in entry.lines)
    if private_gift(entry) and small and goods <= UK_GIFT_LIMIT:
        return way
    if small and entry.seller == "business":
        when = "self_accounted" if entry.buyer == "business" and entry.buyer_registered else "checkout"
        way.due.append(Due("supply_vat", tax_of_sale(entry, worth, VAT, "GBP"), when))
    else:  # private persons sell nothing for which a return is made
        base = worth.customs + duty.amount + worth.onward
        way.due.append(Due("import_vat", half_up(base * VAT, "GBP"), follows))
    return way
