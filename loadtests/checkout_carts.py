"""Carts of the checkout mix, in the shape of each caller. No two are alike: prices and quantities are drawn."""

from __future__ import annotations

import random
from typing import Any, Final

from loadtests.goods import Choice, Good

#: Country, region, postal code and currency of the shoppers, and how often; each country is a lane of its own.
PLACES: Final = (
    ("US", "CA", "94107", "USD", 5),
    ("GB", "", "EC1A 1BB", "GBP", 2),
    ("DE", "BE", "10115", "EUR", 2),
    ("CA", "ON", "K1M 1M4", "CAD", 1),
)
_BRITAIN: Final = PLACES[1]
_MOST_LINES: Final = 4
_WEIGHTS: Final = [place[-1] for place in PLACES]
Place = tuple[str, str, str, str, int]


class Carts:
    """Draws carts. A cart with a cold good goes to Great Britain, whose tariff the cold codes are of."""

    def __init__(self, choice: Choice, chance: random.Random) -> None:
        self._choice = choice
        self._chance = chance

    def plain(self) -> dict[str, Any]:
        """The body of `POST /v1/quotes`, of a caller who states everything."""
        (country, region, postal_code, currency, _), goods = self._drawn()
        place = {"country": country, "postal_code": postal_code, **({"region": region} if region else {})}
        lines = [self._line(str(n), good, country) for n, good in enumerate(goods, 1)]
        return {
            "ship_from": {"country": "CN"},
            "ship_to": place,
            "currency": currency,
            "incoterm": "DDP",
            "transport_mode": "express",
            "shipping": self._price(500, 3_000),
            "lines": lines,
        }

    def shopify_rates(self) -> dict[str, Any]:
        """The body of a CarrierService callback; prices in hundredths."""
        (country, region, postal_code, _, _), goods = self._drawn()
        items = [
            {"name": good.sku, "sku": good.sku, "quantity": self._pieces(), "grams": 300, "requires_shipping": True,
             "price": self._chance.randint(900, 9_000), "variant_id": n, "product_id": n}
            for n, good in enumerate(goods, 1)
        ]  # fmt: skip
        return {
            "rate": {
                "origin": {"country": "CN", "postal_code": "518000", "province": "GD", "city": "Shenzhen"},
                "destination": {"country": country, "postal_code": postal_code, "province": region},
                "items": items,
                "currency": "USD",
                "locale": "en",
            }
        }

    def shopify_order(self, number: int) -> dict[str, Any]:
        """The body of `orders/create`, of an order that was sent some other way than by our rates."""
        (country, region, postal_code, _, _), goods = self._drawn()
        items = [
            {"id": n, "variant_id": n, "product_id": n, "sku": good.sku, "quantity": self._pieces(), "grams": 300,
             "price": self._price(900, 9_000), "requires_shipping": True}
            for n, good in enumerate(goods, 1)
        ]  # fmt: skip
        return {
            "id": number,
            "created_at": "2026-11-29T08:00:00-05:00",
            "updated_at": "2026-11-29T08:00:00-05:00",
            "currency": "USD",
            "presentment_currency": "USD",
            "shipping_address": {"country_code": country, "province_code": region, "zip": postal_code},
            "shipping_lines": [],
            "line_items": items,
        }

    def bigcommerce_tax(self) -> dict[str, Any]:
        """The body of a Tax Provider's estimate."""
        (country, _, postal_code, _, _), goods = self._drawn()

        def price(amount: float) -> dict[str, Any]:
            return {"amount": amount, "tax_inclusive": False}

        items = [
            {"id": str(n), "item_reference": good.sku, "name": good.sku, "quantity": self._pieces(), "type": "item",
             "price": price(self._chance.randint(900, 9_000) / 100)}
            for n, good in enumerate(goods, 1)
        ]  # fmt: skip
        document = {
            "id": "1",
            "destination_address": {"country_code": country, "postal_code": postal_code},
            "origin_address": {"country_code": "CN", "postal_code": "518000"},
            "shipping": {"id": "shipping", "name": "shipping", "price": price(12), "type": "shipping"},
            "handling": {"id": "handling", "name": "handling", "price": price(0), "type": "handling"},
            "items": items,
        }
        return {
            "id": f"{self._chance.getrandbits(64):x}",
            "currency_code": "USD",
            "customer": {"customer_id": "7"},
            "transaction_date": "2026-11-20T03:17:37+00:00",
            "documents": [document],
        }

    def bigcommerce_rates(self, store: str, password: str) -> dict[str, Any]:
        """The body of a Shipping Provider's rate call, with the key that the merchant typed in."""
        (country, region, postal_code, _, _), goods = self._drawn()
        items = [
            {"sku": good.sku, "variant_id": str(n), "product_id": str(n), "name": good.sku, "quantity": self._pieces(),
             "weight": {"units": "g", "value": 300},
             "declared_value": {"currency": "USD", "amount": self._price(900, 9_000)}}
            for n, good in enumerate(goods, 1)
        ]  # fmt: skip
        options = {
            "origin": {"zip": "518000", "city": "Shenzhen", "state_iso2": "GD", "country_iso2": "CN"},
            "destination": {"zip": postal_code, "state_iso2": region, "country_iso2": country},
            "items": items,
            "store_id": store,
        }
        return {"base_options": options, "connection_options": {"key": password}, "rate_options": []}

    def _drawn(self) -> tuple[Place, list[Good]]:
        goods = [self._choice.popular() for _ in range(self._chance.randint(1, _MOST_LINES))]
        cold = self._choice.cold()
        if cold is not None:
            return _BRITAIN, [cold, *goods[1:]]
        return self._chance.choices(PLACES, _WEIGHTS)[0], goods

    def _line(self, number: str, good: Good, country: str) -> dict[str, Any]:
        system = country if country in good.codes else "HS"
        return {
            "id": number,
            "hs_code": good.codes[system],
            "code_system": system,
            "origin": "CN",
            "quantity": self._pieces(),
            "unit_price": self._price(900, 9_000),
            "net_weight_kg": "0.30",
        }

    def _pieces(self) -> int:
        return self._chance.randint(1, 4)

    def _price(self, least: int, most: int) -> str:
        return f"{self._chance.randint(least, most) / 100:.2f}"
