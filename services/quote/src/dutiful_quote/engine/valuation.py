"""From what the shopper pays to the customs value.

Two bases are in use. FOB countries (United States, 19 CFR 152.103(a)(5); Canada, Australia, South Africa ...) leave the
international freight and insurance out of the value; CIF countries (EU, UCC Art. 71(1)(e); United Kingdom, Japan ...)
count both up to the place of entry. Both start from the price actually paid, after discounts known at the sale.

Of the freight of a CIF value only the part to the border counts. Where the merchant states which share that is, a
territory whose profile says `freight_to_border` counts that share; postal charges count in full whatever is stated.

Shared amounts (shipping, insurance, an order discount) are apportioned over the lines by value, by largest remainder,
so that the parts always sum to the whole. Prices that include carriage or insurance are relieved of it first.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.goods import Consignment
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.value_class import value_class

#: Profile entry, `yes` where a CIF value counts the freight to the border only.
FREIGHT_TO_BORDER: Final = "freight_to_border"


@value_class
class ValuedLine:
    """One line valued in the destination's currency, but for `sale` and `price`.

    `goods` is the price paid for the goods alone (intrinsic value); `freight` and `insurance` are the line's shares;
    `customs_value` is what ad valorem duty is charged on, and `onward_freight` the freight that is not in it.
    `sale` is all that the shopper pays for the line before duty and tax, and `price` what of it the goods cost, both in
    the cart's currency.
    """

    goods: Decimal
    freight: Decimal
    insurance: Decimal
    customs_value: Decimal
    onward_freight: Decimal = Decimal(0)
    sale: Decimal = Decimal(0)
    price: Decimal = Decimal(0)


@value_class
class Valuation:
    """`paid` is what the goods cost in all, in the destination's currency, not rounded: limits of law look at it."""

    basis: str
    lines: tuple[ValuedLine, ...]
    paid: Decimal

    @property
    def goods(self) -> Decimal:
        """The intrinsic value of the consignment."""
        return sum((line.goods for line in self.lines), Decimal(0))

    @property
    def customs_value(self) -> Decimal:
        """The sum of the lines' customs values, in the destination's currency."""
        return sum((line.customs_value for line in self.lines), Decimal(0))


def net_goods(consignment: Consignment) -> list[Decimal]:
    """Price of each line's goods in the cart's currency: after discounts, without included carriage and insurance.

    Duties and taxes that the prices include are not taken out here: they depend on the assessment itself (see
    `inclusive_prices`).
    """
    step = minor_unit(consignment.currency)
    gross = [line.value.quantize(step, rounding=ROUND_HALF_UP) for line in consignment.lines]
    taken = consignment.discount
    if "freight" in consignment.prices_include:
        taken += consignment.shipping
    if "insurance" in consignment.prices_include:
        taken += consignment.insurance
    if not taken:
        return gross
    parts = _apportioned(taken, gross, step)
    return [max(value - part, Decimal(0)) for value, part in zip(gross, parts, strict=True)]


def counted_freight_share(consignment: Consignment, profile: Mapping[str, str]) -> Decimal:
    """The share of the freight that a CIF value counts: all of it, unless the law and the merchant say otherwise."""
    stated = consignment.freight_share_to_border
    if stated is None or consignment.by_post or profile.get(FREIGHT_TO_BORDER) != "yes":
        return Decimal(1)
    return stated


def value(consignment: Consignment, basis: str, exchange: Exchange, freight_share: Decimal = Decimal(1)) -> Valuation:
    """The customs value of each line in the destination's currency, rounded to its minor unit.

    Args:
        basis: FOB or CIF.
        exchange: must hold a rate for the cart's currency.
        freight_share: how much of the freight a CIF value counts (see `counted_freight_share`).
    """
    step = minor_unit(consignment.currency)
    goods = net_goods(consignment)
    freight = _apportioned(consignment.shipping, goods, step)
    counted = None
    if basis == "CIF":
        counted = freight if freight_share == 1 else _apportioned(consignment.shipping * freight_share, goods, step)
    insurance = _apportioned(consignment.insurance, goods, step)

    cart, place = consignment.currency, minor_unit(exchange.currency)

    rate = None if cart == exchange.currency else exchange.rates[cart].rate

    def converted(amount: Decimal) -> Decimal:
        return (amount if rate is None else amount * rate).quantize(place, ROUND_HALF_UP)

    lines = []
    parts = zip(goods, freight, insurance, freight if counted is None else counted, strict=True)
    for price, carried, insured, to_border in parts:
        there, way, premium = converted(price), converted(carried), converted(insured)
        if counted is None:
            customs_value, onward = there, way
        else:
            customs_value, onward = converted(price + to_border + insured), converted(carried - to_border)
        lines.append(ValuedLine(there, way, premium, customs_value, onward, price + carried + insured, price))
    paid = sum(goods, Decimal(0))
    return Valuation(basis, tuple(lines), paid if rate is None else paid * rate)


def _apportioned(amount: Decimal, goods: list[Decimal], step: Decimal) -> list[Decimal]:
    if not amount:
        return [Decimal(0)] * len(goods)
    return apportion(amount.quantize(step, rounding=ROUND_HALF_UP), goods, step)
