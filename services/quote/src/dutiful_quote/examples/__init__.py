"""Carts to try the service with; `dutiful quote --example NAME` sends one."""

import json
from importlib.resources import files
from typing import Any

#: Name -> what it shows.
EXAMPLES = {
    "t-shirts-to-us": "Two cotton T-shirts from China to the United States, by express courier.",
    "shoes-to-germany": "Leather shoes from Viet Nam to Germany, below EUR 150: the EUR 3 item duty.",
    "shoes-to-germany-above-150": "The same shoes above EUR 150: the ordinary tariff.",
    "handbag-to-britain": "A leather handbag from India to Great Britain at GBP 120: VAT at the point of sale.",
    "handbag-to-britain-above-135": "A handbag at GBP 400: duty and import VAT.",
    "smartphone-to-japan": "A smartphone from China to Japan.",
    "mixed-cart-to-switzerland": "A mixed cart to a country without a full schedule: partly calculable.",
}


def example(name: str) -> dict[str, Any]:
    """The cart of that name as JSON values.

    Raises:
        KeyError: there is no such example.
    """
    if name not in EXAMPLES:
        raise KeyError(name)
    cart: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return cart
