"""Shop platforms at checkout, and a storm of webhooks that nobody has signed. Locust runs it; see `callbacks`.

DUTIFUL_LOAD_SHOPIFY names the shop, DUTIFUL_LOAD_STORE and DUTIFUL_LOAD_PASSWORD the BigCommerce store and its tax
password, DUTIFUL_LOAD_SEED the seed of the carts. No two carts are alike, so that none is answered from memory.
"""

from __future__ import annotations

import base64
import os
import random
from typing import Any

from locust import FastHttpUser, between, constant_throughput, task

#: Country and postal code of the shoppers; each is a lane of its own.
PLACES = (("US", "94107"), ("GB", "EC1A 1BB"), ("DE", "10115"), ("FR", "75002"), ("CA", "K1M 1M4"), ("JP", "100-0001"))


class _Platform(FastHttpUser):
    abstract = True
    wait_time = between(0.01, 0.05)

    def on_start(self) -> None:
        self.chance = random.Random(f"{os.environ['DUTIFUL_LOAD_SEED']}{type(self).__name__}")

    def place(self) -> tuple[str, str]:
        return self.chance.choice(PLACES)


class ShopifyCheckout(_Platform):
    """Asks for rates of a cart."""

    @task
    def rates(self) -> None:
        country, postal_code = self.place()
        item = {
            "name": "Cotton tee", "sku": "TEE-01", "quantity": self.chance.randint(1, 9), "grams": 200,
            "price": self.chance.randint(900, 4_000), "requires_shipping": True, "variant_id": 1, "product_id": 1,
        }  # fmt: skip
        body = {
            "rate": {
                "origin": {"country": "CN", "postal_code": "518000", "province": "GD", "city": "Shenzhen"},
                "destination": {"country": country, "postal_code": postal_code},
                "items": [item],
                "currency": "USD",
                "locale": "en",
            }
        }
        path = f"/channels/shopify/{os.environ['DUTIFUL_LOAD_SHOPIFY']}/rates"
        with self.client.post(path, json=body, name="shopify rates", catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}: {answer.text[:300]}")
            elif not answer.json()["rates"]:
                answer.failure("no rates")


class BigCommerceCheckout(_Platform):
    """Asks for the taxes of a cart."""

    @task
    def estimate(self) -> None:
        country, postal_code = self.place()
        store = os.environ["DUTIFUL_LOAD_STORE"]
        token = base64.b64encode(f"{store}:{os.environ['DUTIFUL_LOAD_PASSWORD']}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "X-Bc-Store-Hash": store}
        body = {
            "id": f"{self.chance.getrandbits(64):x}",
            "currency_code": "USD",
            "customer": {"customer_id": "7"},
            "transaction_date": "2026-11-20T03:17:37+00:00",
            "documents": [self._document(country, postal_code)],
        }
        path = "/channels/bigcommerce/tax/estimate"
        with self.client.post(
            path, json=body, headers=headers, name="bigcommerce estimate", catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}: {answer.text[:300]}")

    def _document(self, country: str, postal_code: str) -> dict[str, Any]:
        price = {"amount": self.chance.randint(900, 9_000) / 100, "tax_inclusive": False}
        item = {
            "id": "1",
            "item_reference": "TEE-01",
            "name": "Cotton tee",
            "price": price,
            "quantity": 2,
            "type": "item",
        }

        def carriage(kind: str, amount: int) -> dict[str, Any]:
            return {"id": kind, "name": kind, "price": {"amount": amount, "tax_inclusive": False}, "type": kind}

        return {
            "id": "1",
            "destination_address": {"country_code": country, "postal_code": postal_code},
            "origin_address": {"country_code": "CN", "postal_code": "518000"},
            "shipping": carriage("shipping", 12),
            "handling": carriage("handling", 0),
            "items": [item],
        }


class Storm(FastHttpUser):
    """Webhooks with a wrong signature, at a steady rate."""

    wait_time = constant_throughput(50)
    host = os.environ.get("DUTIFUL_LOAD_WEBHOOKS", "")

    @task
    def malformed(self) -> None:
        headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": os.environ["DUTIFUL_LOAD_SHOPIFY"],
                   "X-Shopify-Hmac-Sha256": "bm90IHNpZ25lZA==", "X-Shopify-Event-Id": "1"}  # fmt: skip
        path = "/channels/shopify/webhooks"
        with self.client.post(path, data=b"{", headers=headers, name="storm", catch_response=True) as answer:
            if answer.status_code == 401:
                answer.success()
            else:
                answer.failure(f"{answer.status_code}")
