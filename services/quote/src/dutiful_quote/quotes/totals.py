"""Totals of an assessed order: sums of charges by kind, and what the shopper pays when under DDP and under DAP."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment, Restriction, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.valuation import net_goods
from dutiful_shared.contract.charge import Charge, ChargeKind, Collected
from dutiful_shared.contract.money import minor_unit

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AssessedConsignment:
    """A consignment as it was assessed (at prices before included charges), with its result."""

    consignment: Consignment
    assessment: Assessment
    exchange: Exchange

    @property
    def charges(self) -> tuple[Charge, ...]:
        return self.assessment.all_charges()

    @property
    def complete(self) -> bool:
        return all(line.calculable for line in self.assessment.lines) and not self.assessment.spreads


@dataclass(frozen=True, slots=True)
class OptionTotals:
    """What the shopper pays in the cart's currency if the order goes DDP or DAP."""

    landed_cost: Decimal
    due_at_checkout: Decimal
    due_on_delivery: Decimal
    self_accounted: Decimal


def blocking(parts: Iterable[AssessedConsignment]) -> tuple[Restriction, ...]:
    """The controls that keep goods of the order out: with one of them no price brings the order to the shopper."""
    return tuple(found for part in parts for found in part.assessment.blocked)


def goods_net(parts: Iterable[AssessedConsignment]) -> Decimal:
    """What the shopper pays for the goods after discounts, without what the prices included."""
    return sum((value for part in parts for value in net_goods(part.consignment)), _ZERO)


def carriage(parts: Iterable[AssessedConsignment]) -> Decimal:
    return sum((part.consignment.shipping for part in parts), _ZERO)


def insurance(parts: Iterable[AssessedConsignment]) -> Decimal:
    return sum((part.consignment.insurance for part in parts), _ZERO)


def by_kind(parts: Iterable[AssessedConsignment], kind: ChargeKind) -> Decimal:
    """Sum of the charges of one kind that somebody other than the carrier bears."""
    return sum(
        (
            charge.amount.amount
            for part in parts
            for charge in part.charges
            if charge.kind is kind and charge.collected is not Collected.CARRIER_COST
        ),
        _ZERO,
    )


def option(parts: Sequence[AssessedConsignment], ddp: bool) -> OptionTotals:
    """Totals of one way of delivery. Taxes of the sale are due at checkout either way."""
    before = goods_net(parts) + carriage(parts) + insurance(parts)
    sums = {Collected.CHECKOUT: before, Collected.DELIVERY: _ZERO, Collected.SELF_ACCOUNTED: _ZERO}
    for part in parts:
        for charge in part.charges:
            when = collected(charge, ddp)
            if when in sums:
                sums[when] += charge.amount.amount
    return OptionTotals(
        sum(sums.values(), _ZERO), sums[Collected.CHECKOUT], sums[Collected.DELIVERY], sums[Collected.SELF_ACCOUNTED]
    )


def collected(charge: Charge, ddp: bool) -> Collected:
    """When a charge is taken under DDP or DAP."""
    if not charge.follows_incoterm:
        return charge.collected
    return Collected.CHECKOUT if ddp else Collected.DELIVERY


def estimate(parts: Sequence[AssessedConsignment]) -> Spread:
    """The range of the landed cost in the cart's currency: what is known, plus the ranges of what is not."""
    known = option(parts, ddp=True).landed_cost
    low, likely, high = known, known, known
    result = Spread(low, likely, high)
    for part in parts:
        for spread in _spreads(part.assessment):
            result += in_cart_currency(spread, part)
    return result


def in_cart_currency(spread: Spread, part: AssessedConsignment) -> Spread:
    currency = part.consignment.currency

    def back(amount: Decimal | None) -> Decimal | None:
        if amount is None:
            return None
        return part.exchange.back(amount, currency).quantize(minor_unit(currency), rounding=ROUND_HALF_UP)

    return Spread(back(spread.low) or _ZERO, back(spread.likely), back(spread.high))


def _spreads(assessment: Assessment) -> Iterable[Spread]:
    yield from (line.spread for line in assessment.lines if line.spread is not None)
    yield from assessment.spreads
