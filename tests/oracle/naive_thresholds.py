"""Whether a row of a country's facts holds for a consignment: values, transport, people, schemes and goods."""

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry
from tests.oracle.naive_facts import Row
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_worth import Worth, converted


@dataclass(frozen=True)
class Values:
    """The values that thresholds look at, in the destination's currency."""

    currency: str
    goods: Fraction
    customs: Fraction
    #: Price of one piece of each line.
    pieces: list[Fraction]
    #: What the goods of each line are worth.
    lines: list[Fraction]
    rates: dict[str, Fraction]

    @classmethod
    def of(cls, entry: ConsignmentEntry, worth: list[Worth], currency: str) -> "Values":
        pieces = [one.goods / line.pieces for line, one in zip(entry.lines, worth, strict=True)]
        lines = [one.goods for one in worth]
        customs = sum((one.customs for one in worth), Fraction(0))
        return cls(currency, sum(lines, Fraction(0)), customs, pieces, lines, entry.rates)

    def in_currency(self, amount: Fraction, currency: str) -> Fraction:
        return converted(amount, currency, self.currency, self.rates)


def holds(row: Row, entry: ConsignmentEntry, values: Values, payable: Fraction | None = None) -> bool:
    """`payable` is what a threshold by the amount of duty or tax looks at."""
    conditions = row.conditions
    modes = conditions.get("transport_modes", entry.mode).split()
    if entry.mode not in modes and not (entry.mode == "ems" and "post" in modes):
        return False
    if conditions.get("buyer", entry.buyer) != entry.buyer or conditions.get("purpose", entry.purpose) != entry.purpose:
        return False
    if "scheme" in conditions and conditions["scheme"] not in entry.schemes:
        return False
    if "ship_from" in conditions and entry.ship_from not in conditions["ship_from"].split():
        return False
    return _value_holds(row, values, payable) and not _left_out(row, entry)


def _value_holds(row: Row, values: Values, payable: Fraction | None) -> bool:
    conditions = row.conditions
    compared = {"goods": values.goods, "customs_value": values.customs, "duty": payable, "tax": payable}
    for name in ("value_at_most", "value_over"):
        if name not in conditions:
            continue
        limit = values.in_currency(Fraction(conditions[name]), conditions["value_currency"])
        if conditions["value_of"] == "item":
            within = [piece <= limit for piece in values.pieces]
            if any(within) and not all(within):
                raise SkippedError("some pieces are within the limit and some are not")
            value: Fraction | None = values.pieces[0]
        else:
            value = compared[conditions["value_of"]]
        if value is None or (value > limit if name == "value_at_most" else value <= limit):
            return False
    return True


def _left_out(row: Row, entry: ConsignmentEntry) -> bool:
    prefixes = tuple(row.conditions.get("not_goods", "").split())
    outside = [line.code.startswith(prefixes) for line in entry.lines] if prefixes else [False]
    if any(outside) and not all(outside):
        raise SkippedError("some goods are outside a threshold and some are not")
    return outside[0]


def firm(
    territory: Territory, entry: ConsignmentEntry, programme: str, values: Values, *, payable: Fraction | None
) -> bool:
    """Whether a relief of that name surely holds."""
    for row in territory.of_all_goods(programme, entry.on, entry.tax_territory):
        if row.mode != "unresolved" and holds(row, entry, values, payable) and origins_covered(territory, row, entry):
            return True
    return False


def doubtful(territory: Territory, entry: ConsignmentEntry, programme: str, values: Values) -> bool:
    """Whether one may hold, of which the sources do not agree."""
    for row in territory.of_all_goods(programme, entry.on, entry.tax_territory):
        if row.mode == "unresolved" and holds(row, entry, values) and origins_covered(territory, row, entry):
            return True
    return False


def origins_covered(territory: Territory, row: Row, entry: ConsignmentEntry) -> bool:
    return all(territory.covers(row, line.origin, entry.on) for line in entry.lines)
