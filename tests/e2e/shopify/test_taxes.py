"""The call of Shopify's tax platform."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dutiful_quote.shops.shop import Shop
from tests.builders.shopify import MUG, TEE, encoded, signature
from tests.builders.shopify_schemas import valid
from tests.e2e.shopify.conftest import SECRET
from tests.e2e.shopify.test_official_samples import sample


def cart(*lines: dict[str, Any], **group: Any) -> dict[str, Any]:
    def place(country: str, zip_code: str) -> dict[str, Any]:
        return {"address1": "14 rue des Lilas", "city": None, "zip": zip_code, "country_code": country}

    delivery = {
        "id": "g1",
        "selected_delivery_option": {"total_amount": {"amount": "12.50", "currency_code": "USD"}},
        "origin_address": place("CN", "518000"),
        "delivery_address": place("US", "94107"),
        "cart_lines": list(lines) or [line()],
        **group,
    }
    return {
        "idempotent_key": "k1",
        "request": {"tax_included": False, "currency_code": "USD"},
        "cart": {"buyer_identity": {"customer": {"id": "61000000000001"}}, "delivery_groups": [delivery]},
    }


def line(variant_id: int = TEE, sku: str = "TEE-01", **changes: Any) -> dict[str, Any]:
    return {
        "id": f"line-{variant_id}",
        "quantity": 2,
        "cost": {"amount_per_quantity": {"amount": "19.99", "currency_code": "USD"}},
        "discount_allocations": [],
        "merchandise": {"id": str(variant_id), "sku": sku, "requires_shipping": True},
        **changes,
    }


async def ask(door: httpx2.AsyncClient, shop: Shop, payload: Any, secret: bytes = SECRET) -> httpx2.Response:
    body = encoded(payload)
    headers = {"content-type": "application/json", "x-shopify-hmac-sha256": signature(secret, body)}
    return await door.post(f"/channels/shopify/{shop.id}/taxes", content=body, headers=headers)


async def taxes(door: httpx2.AsyncClient, shop: Shop, payload: Any) -> dict[str, Any]:
    answer = await ask(door, shop, payload)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = valid(answer.json(), "taxes")
    return found


async def test_duties_and_fees_come_back_line_by_line(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await taxes(door, shop, cart())

    assert (found["idempotent_key"], found["currency"], found["errors"]) == ("k1", "USD", [])
    (group,) = found["delivery_group_taxes"]
    on_goods = [one for one in group["tax_lines"] if one["line_id"] == f"line-{TEE}"]
    assert on_goods
    assert sum(Decimal(one["amount"]["amount"]) for one in on_goods) > 0
    assert {one["tax_id"] for one in group["tax_lines"]} == {one["id"] for one in found["taxes"]}


async def test_what_cannot_be_computed_is_an_error_and_no_tax_of_zero(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await taxes(door, shop, cart(line(), line(MUG, "MUG-01")))

    assert [one["code"] for one in found["errors"]] == ["NOT_CALCULABLE"]
    assert found["taxes"] == []


async def test_a_group_without_places_is_bad_data(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await taxes(door, shop, cart(origin_address=None))

    assert [one["code"] for one in found["errors"]] == ["BAD_DATA"]


async def test_a_call_that_is_not_signed_is_refused(door: httpx2.AsyncClient, shop: Shop) -> None:
    assert (await ask(door, shop, cart(), b"another")).status_code == 401


@pytest.mark.official
async def test_the_sample_call_is_answered_in_its_shape(
    door: httpx2.AsyncClient, shop: Shop, official_files: Path
) -> None:
    found = await taxes(door, shop, sample(official_files, "tax_platform_calculation_request"))

    assert found["idempotent_key"] == "<idempotent_key>"
    valid(sample(official_files, "tax_platform_calculation_error_response"), "taxes")
