"""Carts for measurements: thousands of different ones from one seed, over the lanes and goods of ordinary shops."""

from __future__ import annotations

import json
import random
from typing import Any, Final

#: Enough that no cache of whole answers or bodies could help.
MOST_CARTS: Final = 10_000
#: Where the goods go, with the cart's currency, and how often.
_LANES: Final = (
    ({"country": "US", "region": "CA", "postal_code": "94107"}, "USD", 5),
    ({"country": "DE", "postal_code": "10115"}, "EUR", 2),
    ({"country": "GB", "postal_code": "EC1A 1BB"}, "GBP", 2),
    ({"country": "CA", "region": "ON"}, "CAD", 1),
)
#: Goods by destination: codes as its shops know them, with what a piece costs (whole units) and weighs (grams).
_GOODS: Final = {
    "US": (
        ("6109100012", 8, 45, 200),
        ("6110202069", 20, 120, 450),
        ("6203424511", 25, 140, 650),
        ("4202219000", 80, 400, 900),
        ("6403999065", 60, 220, 1_100),
        ("6404119020", 40, 180, 900),
        ("8517130000", 150, 900, 350),
        ("8518302000", 20, 300, 250),
        ("9503000073", 8, 90, 500),
        ("7117909000", 5, 80, 60),
        ("4901990070", 8, 60, 400),
        ("3304995000", 6, 90, 150),
        ("6302600020", 10, 70, 600),
        ("6911103710", 15, 120, 1_800),
    ),
    "": (
        ("610910", 8, 45, 200),
        ("611020", 20, 120, 450),
        ("620462", 25, 140, 600),
        ("420221", 80, 400, 900),
        ("851713", 150, 900, 350),
        ("610462", 20, 90, 500),
        ("420292", 15, 120, 700),
        ("640411", 40, 180, 900),
        ("490199", 8, 60, 400),
        ("330499", 6, 90, 150),
        ("630260", 10, 70, 600),
    ),
}
_ORIGINS: Final = ("CN", "VN", "IN", "TH", "JP", "KR", "TW", "ID", "BD", "MY")
_SERVICES: Final = ("express", "express", "post")


def seeded_carts(seed: int, *, lines: int, carts: int = MOST_CARTS) -> list[bytes]:
    """So many different carts as JSON; the same seed gives the same ones."""
    chance = random.Random(seed)
    found: dict[bytes, None] = {}
    while len(found) < carts:
        found[json.dumps(_cart(chance, lines)).encode()] = None
    return list(found)


def _cart(chance: random.Random, lines: int) -> dict[str, Any]:
    place, currency, _ = chance.choices(_LANES, [often for _, _, often in _LANES])[0]
    origin = chance.choice(_ORIGINS)
    return {
        "ship_from": {"country": origin},
        "ship_to": place,
        "currency": currency,
        "incoterm": "DDP",
        "transport_mode": chance.choice(_SERVICES),
        "import_date": "2026-11-20",
        "shipping": f"{chance.randint(500, 3_000) / 100:.2f}",
        "lines": [_line(chance, str(number), place["country"], origin) for number in range(1, lines + 1)],
    }


def _line(chance: random.Random, number: str, country: str, origin: str) -> dict[str, Any]:
    code, low, high, grams = chance.choice(_GOODS.get(country, _GOODS[""]))
    quantity = chance.randint(1, 4)
    system = {"code_system": country} if country in _GOODS else {}
    return {
        "id": number,
        "hs_code": code,
        **system,
        "origin": origin,
        "quantity": quantity,
        "unit_price": f"{chance.randint(low * 100, high * 100) / 100:.2f}",
        "net_weight_kg": f"{quantity * grams / 1000:.3f}",
    }
