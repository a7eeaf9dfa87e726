"""What an adjustment changed, charge by charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dutiful_quote.orders.content import OrderContent

#: Line (None for the consignment's), kind and programme: what one charge is called in both quotes.
_Place = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True)
class ChargeDifference:
    """`before` or `after` is None where there is no such charge."""

    line: str | None
    kind: str
    programme: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """After less before; a charge that is not there counts as 0."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


def charge_differences(before: OrderContent, after: OrderContent) -> tuple[ChargeDifference, ...]:
    """The charges whose amounts differ; several of one programme on one line count together."""
    old, new = _sums(before), _sums(after)
    names = {**_names(before), **_names(after)}
    return tuple(
        ChargeDifference(*place, names[place], old.get(place), new.get(place))
        for place in names
        if old.get(place) != new.get(place)
    )


def total_difference(before: OrderContent, after: OrderContent, name: str) -> Decimal | None:
    """By how much a total rose; None where it is not known before or after."""
    old, new = before.totals[name], after.totals[name]
    return None if old is None or new is None else new - old


def _sums(content: OrderContent) -> Mapping[_Place, Decimal]:
    sums: dict[_Place, Decimal] = {}
    for charge in content.charges:
        place = (charge.line, charge.kind, charge.programme)
        sums[place] = sums.get(place, Decimal(0)) + charge.amount
    return sums


def _names(content: OrderContent) -> Mapping[_Place, str]:
    return {(charge.line, charge.kind, charge.programme): charge.name for charge in content.charges}
