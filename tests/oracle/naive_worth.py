"""Prices to customs values, in whole minor units: discount, freight and insurance shared out by largest remainder."""

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry

#: Currencies without decimals, and those with three; the others have two.
_NO_DECIMALS = {"JPY", "KRW", "CLP", "ISK", "VND", "UGX", "XAF", "XOF", "XPF", "PYG"}
_THREE_DECIMALS = {"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"}


@dataclass(frozen=True)
class Worth:
    """One line, in the destination's currency. `goods` is the intrinsic value."""

    goods: Fraction
    freight: Fraction
    insurance: Fraction
    customs: Fraction
    onward: Fraction
    #: Goods, freight and insurance in the cart's currency.
    sale: Fraction
    #: The goods alone in the cart's currency.
    price: Fraction


def units_of(currency: str) -> int:
    """How many of its smallest units are one of the currency."""
    if currency in _NO_DECIMALS:
        return 1
    return 1000 if currency in _THREE_DECIMALS else 100


def half_up(exact: Fraction, currency: str) -> Fraction:
    """To the smallest unit of the currency."""
    many = units_of(currency)
    return Fraction((exact * many + Fraction(1, 2)).__floor__(), many)


def shared(whole: Fraction, weights: list[Fraction], currency: str) -> list[Fraction]:
    """The whole in parts by weight, each a number of smallest units; what is left over goes to those who lost most."""
    many = units_of(currency)
    to_give = int(whole * many)
    if sum(weights) == 0:
        weights = [Fraction(1) for _ in weights]
    exact = [to_give * weight / sum(weights) for weight in weights]
    given = [part.__floor__() for part in exact]
    while sum(given) < to_give:
        worst = 0
        for number in range(len(given)):
            if exact[number] - given[number] > exact[worst] - given[worst]:
                worst = number
        given[worst] += 1
    return [Fraction(part, many) for part in given]


def worths(entry: ConsignmentEntry, basis: str, currency: str, *, border_only: bool) -> list[Worth]:
    """What each line is worth to a customs that values FOB or CIF.

    Args:
        border_only: of the freight only the stated share to the border counts, but by post all of it.
    """
    paid = [line.value for line in entry.lines]
    off = shared(entry.discount, paid, entry.currency)
    goods = [max(value - part, Fraction(0)) for value, part in zip(paid, off, strict=True)]
    freight = shared(entry.shipping, goods, entry.currency)
    insurance = shared(entry.insurance, goods, entry.currency)
    counted = entry.shipping
    if border_only and entry.to_border is not None and entry.mode not in ("post", "ems"):
        counted = half_up(entry.shipping * entry.to_border, entry.currency)
    to_border = shared(counted, goods, entry.currency)
    found = []
    for number, price in enumerate(goods):
        inside = to_border[number] + insurance[number] if basis == "CIF" else Fraction(0)
        outside = freight[number] - to_border[number] if basis == "CIF" else freight[number]
        found.append(
            Worth(
                *(
                    half_up(converted(amount, entry.currency, currency, entry.rates), currency)
                    for amount in (price, freight[number], insurance[number], price + inside, outside)
                ),
                price + freight[number] + insurance[number],
                price,
            )
        )
    return found


def tax_of_sale(
    entry: ConsignmentEntry, worth: Worth, rate: Fraction, currency: str, *, goods_alone: bool = False
) -> Fraction:
    """A tax that stands on the invoice of the sale: in the cart's currency, and only then converted."""
    charged = half_up((worth.price if goods_alone else worth.sale) * rate, entry.currency)
    return half_up(converted(charged, entry.currency, currency, entry.rates), currency)


def converted(amount: Fraction, of: str, into: str, rates: dict[str, Fraction]) -> Fraction:
    """`rates` say what one unit of a currency is in `into`."""
    return amount if of == into else amount * rates[of]
