"""Messages of BigCommerce as small as a test needs them, in the shapes of its Tax and Shipping Provider APIs."""

import base64
from decimal import Decimal
from typing import Any

STORE = "st0rehash"
GERMANY = {"country_code": "DE", "postal_code": "10115", "city": "Berlin", "region_code": "BE"}
BRITAIN = {"country_code": "GB", "postal_code": "EC1A 1BB", "city": "London", "region_code": ""}
AMERICA = {"country_code": "US", "postal_code": "94107", "city": "San Francisco", "region_code": "CA"}
CHINA = {"country_code": "CN", "postal_code": "510000", "city": "Guangzhou", "region_code": "GD"}
VIETNAM = {"country_code": "VN", "postal_code": "700000", "city": "Ho Chi Minh", "region_code": ""}
#: What a call also holds of a person, and no quote needs.
PERSON = {"line1": "12 Secret Lane", "line2": "c/o Jane Doe", "company_name": "Doe Limited", "type": "RESIDENTIAL"}


def price(amount: Any, inclusive: bool = False) -> dict[str, Any]:
    return {"amount": amount, "tax_inclusive": inclusive}


def shirts(amount: Any = 40, **changes: Any) -> dict[str, Any]:
    """Two cotton shirts from China."""
    properties = {"hs_code": "6109.10", "country_of_origin": "CN", "customs_description": "T-shirts of cotton"}
    return {
        "id": "line-1",
        "item_code": "TEE-01",
        "item_reference": "TEE-01",
        "name": "T-shirt",
        "price": price(amount),
        "quantity": 2,
        "tax_class": {"code": "", "class_id": "0", "name": "Default Tax Class"},
        "tax_exempt": False,
        "tax_properties": [{"code": code, "value": value} for code, value in properties.items()],
        "type": "item",
        **changes,
    }


def wrapping(amount: Any, **changes: Any) -> dict[str, Any]:
    return {"id": "wrap-1", "name": "Wrapping", "price": price(amount), "quantity": 1, "type": "wrapping", **changes}


def carriage(kind: str, amount: Any, **changes: Any) -> dict[str, Any]:
    return {"id": f"{kind}-1", "item_code": "Courier", "name": kind, "price": price(amount), "type": kind, **changes}


def document(*items: dict[str, Any], to: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": "doc-1",
        "billing_address": PERSON | BRITAIN,
        "destination_address": PERSON | (to or GERMANY),
        "origin_address": CHINA,
        "shipping": carriage("shipping", 10),
        "handling": carriage("handling", 0),
        "items": list(items) or [shirts()],
        **changes,
    }


def cart(*documents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "3f0c857e-0000-443e-a89b-c3c4d8a29605",
        "currency_code": "EUR",
        "customer": {"customer_id": "7", "customer_group_id": "0", "taxability_code": ""},
        "transaction_date": "2026-11-20T03:17:37+00:00",
        "documents": list(documents) or [document()],
        **changes,
    }


def credentials(password: str, user: str = STORE, store: str = STORE) -> dict[str, str]:
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {token}", "X-Bc-Store-Hash": store, "Content-Type": "application/json"}


def priced_lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line of an answer that has a price."""
    found = []
    for one in answer["documents"]:
        for item in one["items"]:
            found += [item, *([item["wrapping"]] if "wrapping" in item else [])]
        found += [one["shipping"], one["handling"]]
    return found


def adds_up(answer: dict[str, Any]) -> Decimal:
    """Every line's amounts fit together; their sum with tax."""
    total = Decimal(0)
    for line in priced_lines(answer):
        price = {name: value if name == "sales_tax_summary" else Decimal(str(value)) for name, value in
                 line["price"].items()}  # fmt: skip
        parts = price["sales_tax_summary"]
        assert price["amount_inclusive"] == price["amount_exclusive"] + price["total_tax"]
        assert price["total_tax"] == sum((Decimal(str(part["amount"])) for part in parts), Decimal(0))
        assert price["tax_rate"] == sum((Decimal(str(part["rate"])) for part in parts), Decimal(0))
        total += price["amount_inclusive"]
    return total
