"""Payloads in the shapes that Shopify sends, with values of our own, persons included: nothing of those may stay."""

import base64
import hashlib
import hmac
from typing import Any

import orjson

#: What must never be found in what is kept: names, streets, numbers and addresses of people.
PERSONAL = (
    "Marguerite",
    "Delacroix",
    "delacroix@example.net",
    "+33 6 00 00 00 01",
    "14 rue des Lilas",
    "Appartement 9",
    "Lilas Conseil",
    "203.0.113.77",
)
TEE = 9_007_199_254_740_993  # beyond what a binary float can hold
MUG = 44_810_000_000_017


def address(country: str = "US", **changes: Any) -> dict[str, Any]:
    """An address as rate callbacks have it."""
    return {
        "country": country,
        "postal_code": "94107",
        "province": "CA",
        "city": "San Francisco",
        "name": "Marguerite Delacroix",
        "address1": "14 rue des Lilas",
        "address2": "Appartement 9",
        "address3": None,
        "phone": "+33 6 00 00 00 01",
        "fax": None,
        "email": "delacroix@example.net",
        "address_type": None,
        "company_name": "Lilas Conseil",
        **changes,
    }


def warehouse(country: str = "CN", **changes: Any) -> dict[str, Any]:
    return address(country, postal_code="518000", province="GD", city="Shenzhen", name=None, phone=None) | changes


def item(variant_id: int = TEE, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Cotton tee",
        "sku": "TEE-01",
        "quantity": 2,
        "grams": 200,
        "price": 1999,
        "vendor": "Loom",
        "requires_shipping": True,
        "taxable": True,
        "fulfillment_service": "manual",
        "properties": None,
        "product_id": 8_100_000_000_001,
        "variant_id": variant_id,
        **changes,
    }


def rate_request(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of a rate callback."""
    return {
        "rate": {
            "origin": warehouse(),
            "destination": address(),
            "items": list(items) or [item()],
            "currency": "USD",
            "locale": "en",
            "order_totals": {"subtotal_price": "3998", "total_price": "3998", "discount_amount": "0"},
            "customer": {"id": 61_000_000_000_001, "tags": ["VIP"]},
            **changes,
        }
    }


def signature(secret: bytes, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()


def money_set(amount: str, currency: str = "USD") -> dict[str, Any]:
    one = {"amount": amount, "currency_code": currency}
    return {"shop_money": one, "presentment_money": one}


def order(order_id: int = 7_700_000_000_000_000_001, **changes: Any) -> dict[str, Any]:
    """An order with one line of two tees, and a person who ordered it."""
    person = {
        "first_name": "Marguerite",
        "last_name": "Delacroix",
        "name": "Marguerite Delacroix",
        "address1": "14 rue des Lilas",
        "address2": "Appartement 9",
        "company": "Lilas Conseil",
        "phone": "+33 6 00 00 00 01",
        "city": "San Francisco",
        "zip": "94107",
        "province_code": "CA",
        "country_code": "US",
    }
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "browser_ip": "203.0.113.77",
        "cancelled_at": None,
        "contact_email": "delacroix@example.net",
        "created_at": "2026-11-29T08:00:00-05:00",
        "updated_at": "2026-11-29T08:00:00-05:00",
        "currency": "USD",
        "presentment_currency": "USD",
        "current_total_duties_set": None,
        "original_total_duties_set": None,
        "customer": {"id": 61_000_000_000_001, "email": "delacroix@example.net", "first_name": "Marguerite"},
        "email": "delacroix@example.net",
        "note_attributes": [],
        "phone": "+33 6 00 00 00 01",
        "shipping_address": person,
        "billing_address": person,
        "shipping_lines": [shipping_line()],
        "taxes_included": False,
        "line_items": [order_line()],
        "test": True,
        **changes,
    }


def order_line(**changes: Any) -> dict[str, Any]:
    return {
        "id": 9_900_000_000_001,
        "variant_id": TEE,
        "product_id": 8_100_000_000_001,
        "sku": "TEE-01",
        "name": "Cotton tee",
        "quantity": 2,
        "price": "19.99",
        "grams": 200,
        "requires_shipping": True,
        "duties": [],
        "discount_allocations": [],
        **changes,
    }


def shipping_line(code: str = "dhl-express-ddp", price: str = "12.50", **changes: Any) -> dict[str, Any]:
    return {
        "id": 5_500_000_000_001,
        "code": code,
        "source": "Dutiful",
        "title": "DHL Express (Duties and taxes included)",
        "carrier_identifier": "650f1a14fa979ec5c74d063e968411d4",
        "price": price,
        "price_set": money_set(price),
        "discounted_price_set": money_set(price),
        **changes,
    }


def refund(order_id: int = 7_700_000_000_000_000_001, **changes: Any) -> dict[str, Any]:
    """One of the two tees comes back."""
    return {
        "id": 8_800_000_000_001,
        "order_id": order_id,
        "created_at": "2026-11-29T10:00:00-05:00",
        "note": "Marguerite Delacroix called",
        "duties": [],
        "total_duties_set": money_set("0.00"),
        "refund_line_items": [
            {"id": 1, "quantity": 1, "line_item_id": 9_900_000_000_001, "subtotal": 19.99, "line_item": order_line()}
        ],
        **changes,
    }


def product(**changes: Any) -> dict[str, Any]:
    return {
        "id": 8_100_000_000_001,
        "title": "Cotton tee",
        "status": "active",
        "vendor": "Loom",
        "product_type": "Shirts",
        "updated_at": "2026-11-28T14:30:00-05:00",
        "variants": [variant()],
        **changes,
    }


def variant(variant_id: int = TEE, **changes: Any) -> dict[str, Any]:
    return {
        "id": variant_id,
        "title": "Large",
        "price": "19.99",
        "sku": "TEE-01",
        "inventory_item_id": 3_300_000_000_001,
        "grams": 200,
        "updated_at": "2026-11-28T14:30:00-05:00",
        **changes,
    }


def inventory_item(**changes: Any) -> dict[str, Any]:
    return {
        "id": 3_300_000_000_001,
        "sku": "TEE-01",
        "updated_at": "2026-11-28T15:00:00-05:00",
        "cost": "6.00",
        "country_code_of_origin": "CN",
        "harmonized_system_code": "6109.10",
        "country_harmonized_system_codes": [
            {"harmonized_system_code": "6109.10.00.12", "country_code": "US"},
        ],
        "province_code_of_origin": None,
        **changes,
    }


def compliance(shop: str, **changes: Any) -> dict[str, Any]:
    """The common part of the three compliance topics."""
    return {
        "shop_id": 954_000_001,
        "shop_domain": shop,
        "customer": {"id": 61_000_000_000_001, "email": "delacroix@example.net", "phone": "+33 6 00 00 00 01"},
        **changes,
    }


def encoded(payload: Any) -> bytes:
    return orjson.dumps(payload)
