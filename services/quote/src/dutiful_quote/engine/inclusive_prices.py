"""Prices that already contain duty or tax: the value on which, with its own duty and tax, makes up the price.

The unknown is each line's price before charges. It is found by proportional iteration: the price before charges is
scaled by what the charges of the last round leave room for. With ad valorem charges this ends after a step or two;
near a threshold there may be no such price at all, which the caller is told.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_shared.contract.charge import Charge, ChargeKind
from dutiful_shared.contract.money import minor_unit

_ROUNDS: Final = 60
_DUTY: Final = frozenset({ChargeKind.DUTY, ChargeKind.ADDITIONAL_DUTY, ChargeKind.EXCISE})


class NoSuchPriceError(ValueError):
    """No price before charges leads to the price that was given (a threshold lies in between)."""


def included_kinds(consignment: Consignment) -> frozenset[ChargeKind]:
    """The kinds of charge that the consignment's prices already contain."""
    kinds: frozenset[ChargeKind] = frozenset()
    if "duty" in consignment.prices_include:
        kinds |= _DUTY
    if "destination_tax" in consignment.prices_include:
        kinds |= {ChargeKind.TAX}
    return kinds


def without_home_tax(consignment: Consignment) -> Consignment:
    """The consignment at export prices: the tax of the country of sale is taken out, as exports are free of it."""
    if "home_tax" not in consignment.prices_include or not consignment.home_tax_rate:
        return consignment
    step = minor_unit(consignment.currency)
    divisor = 1 + consignment.home_tax_rate

    def net(amount: Decimal) -> Decimal:
        return (amount / divisor).quantize(step, rounding=ROUND_HALF_UP)

    lines = tuple(replace(line, value=net(line.value)) for line in consignment.lines)
    return replace(consignment, lines=lines, discount=net(consignment.discount))


def solve(consignment: Consignment, assess: Callable[[Consignment], Assessment]) -> tuple[Consignment, Assessment]:
    """The consignment at prices before the charges that they include, and its assessment.

    Raises:
        NoSuchPriceError: no price before charges leads to the given one.
    """
    consignment = without_home_tax(consignment)
    kinds = included_kinds(consignment)
    if not kinds:
        return consignment, assess(consignment)
    step = minor_unit(consignment.currency)
    wanted = [line.value for line in consignment.lines]
    prices = list(wanted)
    for _ in range(_ROUNDS):
        trial = _at(consignment, prices, step)
        assessed = assess(trial)
        if any(not line.calculable for line in assessed.lines):
            return trial, assessed
        reached = [
            line.value + charged for line, charged in zip(trial.lines, _charged(trial, assessed, kinds), strict=True)
        ]
        gap = sum(reached, Decimal(0)) - sum(wanted, Decimal(0))
        if abs(gap) <= step * len(prices):
            return trial, assessed
        prices = [
            price * want / got if got else price for price, want, got in zip(prices, wanted, reached, strict=True)
        ]
    raise NoSuchPriceError("no price before duty and tax leads to the prices given; a threshold lies in between")


def _at(consignment: Consignment, prices: list[Decimal], step: Decimal) -> Consignment:
    lines = tuple(
        replace(line, value=price.quantize(step, rounding=ROUND_HALF_UP))
        for line, price in zip(consignment.lines, prices, strict=True)
    )
    return replace(consignment, lines=lines)


def _charged(consignment: Consignment, assessed: Assessment, kinds: frozenset[ChargeKind]) -> list[Decimal]:
    def total(charges: tuple[Charge, ...]) -> Decimal:
        return sum((charge.amount.amount for charge in charges if charge.kind in kinds), Decimal(0))

    shared = total(assessed.charges)
    goods = sum((line.value for line in consignment.lines), Decimal(0))
    return [
        total(line.charges) + (shared * bought.value / goods if goods else Decimal(0))
        for line, bought in zip(assessed.lines, consignment.lines, strict=True)
    ]
