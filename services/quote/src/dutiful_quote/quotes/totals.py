"""Totals of an assessed order: sums of charges by kind, and what the shopper pays when under DDP and under DAP."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment, Restriction, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.valuation import net_goods
from dutiful_shared.contract.charge import Charge, ChargeKind, Collected
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.value_class import value_class

_ZERO = Decimal(0)


@value_class
class AssessedConsignment:
    """A consignment as it was assessed (at prices before included charges), with its result."""

    consignment: Consignment
    assessment: Assessment
    exchange: Exchange
    #: What the carrier of a service asks, beside what the law does.
    carrier_charges: tuple[Charge, ...] = ()
    #: All charges, and the price of the goods after discounts: every total asks for them.
    charges: tuple[Charge, ...] = field(init=False, repr=False, compare=False)
    goods_net: Decimal = field(init=False, repr=False, compare=False)
    #: Whether every amount is known.
    complete: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "charges", (*self.assessment.all_charges(), *self.carrier_charges))
        object.__setattr__(self, "goods_net", sum(net_goods(self.consignment), _ZERO))
        known = all(line.calculable for line in self.assessment.lines) and not self.assessment.spreads
        object.__setattr__(self, "complete", known)


@value_class
class OptionTotals:
    """What the shopper pays in the cart's currency if the order goes DDP or DAP."""

    landed_cost: Decimal
    due_at_checkout: Decimal
    due_on_delivery: Decimal
    self_accounted: Decimal


def blocking(parts: Iterable[AssessedConsignment]) -> tuple[Restriction, ...]:
    """The controls that keep goods of the order out: with one of them no price brings the order to the shopper."""
    return tuple(found for part in parts for found in part.assessment.blocked)


def goods_net(parts: Sequence[AssessedConsignment]) -> Decimal:
    """What the shopper pays for the goods after discounts, without what the prices included; in the cart's currency."""
    return _sum([part.goods_net for part in parts])


def carriage(parts: Sequence[AssessedConsignment]) -> Decimal:
    """What the shopper pays for shipping, in the cart's currency."""
    return _sum([part.consignment.shipping for part in parts])


def insurance(parts: Sequence[AssessedConsignment]) -> Decimal:
    """What the shopper pays for insuring the goods on their way, in the cart's currency."""
    return _sum([part.consignment.insurance for part in parts])


def customs_value(parts: Sequence[AssessedConsignment], currency: str) -> Decimal:
    """The customs values, each brought from its destination's currency into `currency` at the rate of customs; exact.

    Raises:
        KeyError: a destination has no rate of `currency`.
    """
    return _sum([part.exchange.back(part.assessment.customs_value, currency) for part in parts])


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    return amounts[0] if len(amounts) == 1 else sum(amounts, _ZERO)


def by_kind(parts: Iterable[AssessedConsignment]) -> dict[ChargeKind, Decimal]:
    """Sums of the charges of each kind that somebody other than the carrier bears."""
    sums = dict.fromkeys(ChargeKind, _ZERO)
    for part in parts:
        for charge in part.charges:
            terms = charge.terms
            if terms.collected is not Collected.CARRIER_COST:
                sums[terms.kind] += charge.amount.amount
    return sums


def option(parts: Sequence[AssessedConsignment], ddp: bool) -> OptionTotals:
    """Totals of one way of delivery. Taxes of the sale are due at checkout either way."""
    checkout = goods_net(parts) + carriage(parts) + insurance(parts)
    delivery = self_accounted = _ZERO
    way, import_charges = ("ddp", Collected.CHECKOUT) if ddp else ("dap", Collected.DELIVERY)
    for part in parts:
        for charge in part.charges:
            terms = charge.terms
            if way not in terms.applies_to:
                continue
            when = import_charges if terms.follows_incoterm else terms.collected
            if when is Collected.CHECKOUT:
                checkout += charge.amount.amount
            elif when is Collected.DELIVERY:
                delivery += charge.amount.amount
            elif when is Collected.SELF_ACCOUNTED:
                self_accounted += charge.amount.amount
    return OptionTotals(checkout + delivery + self_accounted, checkout, delivery, self_accounted)


def estimate(parts: Sequence[AssessedConsignment]) -> Spread:
    """The range of the landed cost in the cart's currency: what is known, plus the ranges of what is not."""
    known = option(parts, ddp=True).landed_cost
    low, likely, high = known, known, known
    result = Spread(low, likely, high)
    for part in parts:
        for spread in _spreads(part.assessment):
            result += in_cart_currency(spread, part)
    return result


def highest(parts: Sequence[AssessedConsignment], fee: Decimal = _ZERO) -> OptionTotals | None:
    """Totals of delivery with duties paid at the upper end of what is not known; None where it has none.

    Args:
        fee: what is asked on top at checkout for the part that is not known, in the cart's currency.
    """
    if any(not line.calculable and line.spread is None for part in parts for line in part.assessment.lines):
        return None
    high = estimate(parts).high
    if high is None:
        return None
    known = option(parts, ddp=True)
    unknown = high - known.landed_cost + fee
    return OptionTotals(
        known.landed_cost + unknown, known.due_at_checkout + unknown, known.due_on_delivery, known.self_accounted
    )


def highest_unknown(part: AssessedConsignment) -> Decimal | None:
    """The upper end of what is not known of one consignment, in the cart's currency."""
    result = Spread(_ZERO, _ZERO, _ZERO)
    for spread in _spreads(part.assessment):
        result += in_cart_currency(spread, part)
    return result.high


def in_cart_currency(spread: Spread, part: AssessedConsignment) -> Spread:
    """A spread of the territory's currency in the cart's, rounded to its minor unit; an open end stays open."""
    currency = part.consignment.currency

    def back(amount: Decimal | None) -> Decimal | None:
        if amount is None:
            return None
        return part.exchange.back(amount, currency).quantize(minor_unit(currency), rounding=ROUND_HALF_UP)

    return Spread(back(spread.low) or _ZERO, back(spread.likely), back(spread.high))


def _spreads(assessment: Assessment) -> Iterable[Spread]:
    yield from (line.spread for line in assessment.lines if line.spread is not None)
    yield from assessment.spreads
