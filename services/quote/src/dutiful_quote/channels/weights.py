"""Weights as shops' platforms write them."""

from decimal import Decimal
from typing import Final

#: International yard and pound agreement of 1959: 1 lb is 0.45359237 kg, 16 oz are 1 lb.
GRAMS: Final = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}


def grams_in(weight: Decimal, unit: str) -> Decimal:
    """`weight` in grams, to the milligram. `unit` is a key of `GRAMS`."""
    return round(weight * GRAMS[unit], 3)
