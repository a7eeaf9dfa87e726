"""How a price that a shopper sees is rounded: by the merchant's step, never finer than the currency."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from dutiful_shared.contract.merchant import Rounding
from dutiful_shared.contract.money import minor_unit

_MODES: Final = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


def shown_price(amount: Decimal, currency: str, rounding: Rounding) -> Decimal:
    """`amount` as a multiple of the step, at the currency's precision. Never apply it to an amount of law."""
    unit = minor_unit(currency)
    step = max(rounding.step, unit)
    steps = (amount / step).to_integral_value(rounding=_MODES[rounding.direction])
    return (steps * step).quantize(unit, rounding=_MODES[rounding.direction])
