"""What a quote costs, in the parts in which other providers tell it. Unknown is None, and never 0."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dutiful_shared.contract.money import apportion, minor_unit

_DUTY: Final = frozenset({"duty", "additional_duty"})
_TAX: Final = frozenset({"tax"})
_EXCISE: Final = frozenset({"excise"})
_FEES: Final = frozenset({"fee"})
#: What a carrier bears itself is charged to nobody.
_NOBODYS: Final = "carrier_cost"


@dataclass(frozen=True, slots=True)
class Amounts:
    """In the currency of the quote. `duty` holds additional duties too."""

    duty: Decimal | None
    tax: Decimal | None
    excise: Decimal | None
    fees: Decimal | None

    @property
    def total(self) -> Decimal | None:
        """All of it; None where a part is not known."""
        parts = (self.duty, self.tax, self.excise, self.fees)
        return None if None in parts else sum((one for one in parts if one is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """A line of the cart. `code` is the goods code that was applied."""

    id: str
    sku: str | None
    code: str | None
    calculable: bool
    goods: Decimal
    amounts: Amounts


def of_quote(quote: Mapping[str, Any]) -> Amounts:
    """The totals of a quote (`QuoteAnswer` as plain values)."""
    duty, additional = _money(quote["duty"]), _money(quote["additional_duty"])
    return Amounts(
        duty=None if duty is None or additional is None else duty + additional,
        tax=_money(quote["tax"]),
        excise=_money(quote["excise"]),
        fees=_money(quote["fees"]),
    )


def of_consignment(quote: Mapping[str, Any]) -> Amounts:
    """The charges that are of no line; unknown where a total of the quote is."""
    return _of(quote["charges"], quote["currency"], known=of_quote(quote).total is not None)


def of_lines(quote: Mapping[str, Any], skus: Mapping[str, str | None]) -> Iterator[LineAmounts]:
    """The lines of a quote, in their order.

    Goods are in the quote's currency: a quote tells what a line is worth in that of the destination, and the total of
    the goods is shared out by it.
    """
    worth = [Decimal(line["goods_value"]["amount"]) for line in quote["lines"]]
    step = minor_unit(quote["currency"])
    goods = apportion(Decimal(quote["goods_total"]["amount"]).quantize(step), worth, step)
    for line, own in zip(quote["lines"], goods, strict=True):
        yield LineAmounts(
            id=line["id"],
            sku=skus.get(line["id"]),
            code=line["tariff_code"],
            calculable=line["calculable"],
            goods=own,
            amounts=_of(line["charges"], quote["currency"], known=line["calculable"]),
        )


def _of(charges: Iterable[Mapping[str, Any]], currency: str, *, known: bool) -> Amounts:
    if not known:
        return Amounts(None, None, None, None)
    told = [one for one in charges if one["collected"] != _NOBODYS]

    def total(kinds: frozenset[str]) -> Decimal:
        amounts = (Decimal(one["amount"]["amount"]) for one in told if one["kind"] in kinds)
        return sum(amounts, Decimal(0)).quantize(minor_unit(currency))

    return Amounts(total(_DUTY), total(_TAX), total(_EXCISE), total(_FEES))


def _money(value: Mapping[str, Any] | None) -> Decimal | None:
    return None if value is None else Decimal(value["amount"])
