"""Whether a claim to preference is what the agreement with the origin asks: proof, exporter, value and transport."""

from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_facts import Row
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_worth import converted, half_up, shared


def accepts(row: Row, proof: str) -> bool:
    """A declaration of the exporter on the invoice is one proof under two names; a row that names none takes any."""
    named = row.conditions.get("proof") or row.conditions.get("proofs")
    if named is None:
        return True
    return proof in named.replace("invoice-declaration", "origin-declaration").split("|")


def claim_holds(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry) -> bool:
    """Where no agreement with the origin is known, the claim is taken as it is made."""
    found = []
    for row in territory.by_code.get("", []):
        if row.kind == "agreement" and row.first <= entry.on <= row.last:
            if territory.covers(row, line.origin, entry.on):
                found.append(row)
    if not found:
        return True
    return any(_holds(territory, entry, line, row) for row in found)


def _holds(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, row: Row) -> bool:
    conditions = row.conditions
    if not accepts(row, line.proof):
        return False
    if conditions.get("exporter") == "registered" and not line.exporter_known:
        return False
    currency = "GBP" if entry.jurisdiction == "XI" else territory.profile["currency"]
    if "value_at_most" in conditions:
        limit = converted(Fraction(conditions["value_at_most"]), conditions["value_currency"], currency, entry.rates)
        if _claimed(entry, currency) > limit:
            return False
    if "direct_transport" in conditions:
        if line.direct is not None:
            return line.direct
        return entry.ship_from == line.origin or territory.covers(row, entry.ship_from, entry.on)
    return True


def _claimed(entry: ConsignmentEntry, currency: str) -> Fraction:
    """What all goods are worth for which a preference is claimed."""
    paid = [line.value for line in entry.lines]
    off = shared(entry.discount, paid, entry.currency)
    total = Fraction(0)
    for line, value, part in zip(entry.lines, paid, off, strict=True):
        if line.claims:
            total += half_up(converted(max(value - part, Fraction(0)), entry.currency, currency, entry.rates), currency)
    return total
