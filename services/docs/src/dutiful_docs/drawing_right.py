"""What a special drawing right of the International Monetary Fund is worth, as the operator says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

_ENTRY: Final = re.compile(r"\s*([A-Z]{3})\s*=\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*")


@dataclass(frozen=True, slots=True)
class DrawingRight:
    """`values` are units of each currency for one special drawing right, on the day `on`."""

    values: Mapping[str, Decimal]
    on: date


def read_values(text: str) -> dict[str, Decimal]:
    """Values written as `USD=1.25,EUR=1.5`.

    Raises:
        ValueError: they are not, one is zero, or a currency stands there twice.
    """
    values: dict[str, Decimal] = {}
    for part in filter(str.strip, text.split(",")):
        entry = _ENTRY.fullmatch(part)
        if entry is None or not (value := Decimal(entry[2])) or entry[1] in values:
            raise ValueError(f"{part.strip()!r} is not a currency and its value, once, such as USD=1.25")
        values[entry[1]] = value
    return values
