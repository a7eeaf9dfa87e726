"""Webhooks of Shopify, from the door to what they do."""

import asyncio
import time
from typing import Any

import httpx2
import pytest

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, SecretName, Shop
from tests.builders.shopify import (
    PERSONAL,
    TEE,
    compliance,
    encoded,
    inventory_item,
    order,
    product,
    signature,
    variant,
)
from tests.e2e.shopify.conftest import SECRET
from tests.e2e.shopify.events import handled, rows, tell


@pytest.mark.parametrize("family", ["x-shopify", "shopify"])
async def test_an_event_of_either_family_of_headers_is_stored(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, family: str
) -> None:
    started = time.monotonic()
    assert (await tell(door, shop, "products/update", product(), family=family)).status_code == 200
    assert time.monotonic() - started < 1
    assert await handled(rooms, shop) == ["done"]


@pytest.mark.parametrize("topic", ["orders/create", "customers/redact", "shop/redact", "customers/data_request"])
async def test_a_wrong_signature_is_refused_and_nothing_is_stored(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, topic: str
) -> None:
    assert (await tell(door, shop, topic, order(), secret=b"another")).status_code == 401
    assert await handled(rooms, shop) == []


async def test_the_secret_before_the_last_change_still_signs(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await rooms.register.set_secrets(shop.merchant_id, shop.id, {SecretName.CLIENT_SECRET: b"shpss_new"})
    await rooms.directory.refresh()

    assert (await tell(door, shop, "products/update", product(), secret=SECRET)).status_code == 200
    assert (await tell(door, shop, "products/update", product(), secret=b"shpss_new")).status_code == 200


async def test_a_body_that_was_written_anew_is_refused(door: httpx2.AsyncClient, shop: Shop) -> None:
    body = encoded(product())
    headers = {"x-shopify-shop-domain": shop.external_id, "x-shopify-hmac-sha256": signature(SECRET, body)}

    answer = await door.post("/channels/shopify/webhooks", content=body.replace(b",", b", "), headers=headers)

    assert answer.status_code == 401


async def test_an_event_that_comes_often_and_at_once_is_taken_once(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    answers = await asyncio.gather(*(tell(door, shop, "products/update", product(), event_id="e1") for _ in range(12)))

    assert {answer.status_code for answer in answers} == {200}
    assert await handled(rooms, shop) == ["done"]


async def test_products_that_one_action_changed_are_all_taken(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    for product_id in (8_100_000_000_001, 8_100_000_000_002):
        await tell(door, shop, "products/update", product(id=product_id, variants=[]), event_id="e1")

    assert await handled(rooms, shop) == ["done", "done"]


async def test_products_and_inventory_items_fill_the_mirror_in_any_order(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    new = variant(77_000_000_000_001, sku="CAP-01", inventory_item_id=3_300_000_000_077, grams=90)
    item = inventory_item(id=3_300_000_000_077, sku="CAP-01", harmonized_system_code="6505.00")
    await tell(door, shop, "inventory_items/update", item)
    await tell(door, shop, "products/create", product(id=8_100_000_000_077, variants=[new]))
    assert await handled(rooms, shop) == ["done", "done"]

    found = (await rooms.mirror.find(shop.id, ["77000000000001"])).of("77000000000001", None)

    assert found is not None
    assert (found.hs_code("US"), found.hs_code("DE"), found.origin, found.sku) == (
        "6109100012",
        "650500",
        "CN",
        "CAP-01",
    )
    assert found.weight_grams == 90


async def test_ids_beyond_binary_floats_stay_what_they_are(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await tell(door, shop, "products/update", product())
    await handled(rooms, shop)

    assert (await rooms.mirror.find(shop.id, [str(TEE)])).of(str(TEE), None) is not None


async def test_a_deleted_product_leaves_the_mirror(door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop) -> None:
    cap = variant(77_000_000_000_002, sku="CAP-02")
    await tell(door, shop, "products/create", product(id=8_100_000_000_078, variants=[cap]))
    await handled(rooms, shop)
    await tell(door, shop, "products/delete", {"id": 8_100_000_000_078})
    await handled(rooms, shop)

    assert (await rooms.mirror.find(shop.id, ["77000000000002"])).of("77000000000002", None) is None


async def test_a_product_without_most_of_its_fields_is_taken(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    bare = {"id": 8_100_000_000_079, "variants": [{"id": 77_000_000_000_003, "sku": None}]}

    await tell(door, shop, "products/update", bare)

    assert await handled(rooms, shop) == ["done"]


async def test_a_parcel_is_kept_without_what_leads_to_the_person(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    parcel = {
        "id": 4_400_000_000_001,
        "order_id": 7_700_000_000_000_000_009,
        "status": "success",
        "tracking_company": "DHL",
        "tracking_numbers": ["JD01", "JD02"],
        "email": "delacroix@example.net",
        "destination": {"name": "Marguerite Delacroix"},
        "updated_at": "2026-11-29T09:00:00-05:00",
    }
    await tell(door, shop, "fulfillments/create", parcel)
    await handled(rooms, shop)

    (kept,) = await rows(rooms, "SELECT * FROM quote.shop_fulfilment WHERE shop_id = :shop", shop)
    assert (kept.order_id, kept.status, kept.carrier, kept.parcels) == ("7700000000000000009", "success", "DHL", 2)
    assert not [one for one in (*PERSONAL, "JD01") if one in str(kept)]


async def test_a_shop_whose_app_was_taken_out_has_no_token_and_no_rates(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await rooms.register.set_secrets(shop.merchant_id, shop.id, {SecretName.ACCESS_TOKEN: b"shpat_1"})
    await tell(door, shop, "app/uninstalled", {"id": 954_000_001, "domain": shop.external_id})
    await handled(rooms, shop)
    await rooms.directory.refresh()

    known = rooms.directory.by_id(shop.id, Platform.SHOPIFY)
    assert known is not None
    assert (known.installed, known.secret(SecretName.ACCESS_TOKEN, rooms.now())) == (False, None)
    assert (await door.post(f"/channels/shopify/{shop.external_id}/rates", content=b"{}")).status_code == 404


async def test_what_is_held_of_a_customer_is_collected(door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop) -> None:
    await tell(door, shop, "orders/create", order())
    await handled(rooms, shop)
    asked = compliance(shop.external_id, orders_requested=[7_700_000_000_000_000_001], data_request={"id": 31})
    assert (await tell(door, shop, "customers/data_request", asked)).status_code == 200
    await handled(rooms, shop)

    (done,) = await privacy(rooms, shop)
    assert (done.kind, done.subject, done.orders) == ("data_request", "61000000000001", ["7700000000000000001"])
    assert [one["order_id"] for one in done.collected["comparisons"]] == ["7700000000000000001"]
    assert [one["topic"] for one in done.collected["events"]] == ["orders/create", "customers/data_request"]
    assert not [one for one in PERSONAL if one in str(done)]


async def test_a_customer_is_erased_with_every_body_that_names_them(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await tell(door, shop, "orders/create", order())
    await tell(door, shop, "orders/create", order(7_700_000_000_000_000_002))
    await handled(rooms, shop)
    await tell(
        door, shop, "customers/redact", compliance(shop.external_id, orders_to_redact=[7_700_000_000_000_000_001])
    )
    await handled(rooms, shop)

    (done,) = await privacy(rooms, shop)
    assert (done.kind, done.erased["comparisons"]) == ("customer_redact", 1)
    held = await rows(rooms, "SELECT body FROM quote.inbox WHERE shop_id = :shop", shop)
    assert [row.body for row in held] == [None, None, None]
    orders = await rows(rooms, "SELECT order_id FROM quote.order_comparison WHERE shop_id = :shop", shop)
    assert [row.order_id for row in orders] == ["7700000000000000002"]


async def test_a_shop_is_erased_even_after_its_app_was_taken_out(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await tell(door, shop, "orders/create", order())
    await tell(door, shop, "app/uninstalled", {"id": 954_000_001})
    await handled(rooms, shop)
    erasing = {"shop_id": 954_000_001, "shop_domain": shop.external_id}
    assert (await tell(door, shop, "shop/redact", erasing)).status_code == 200
    await handled(rooms, shop)

    (done,) = await privacy(rooms, shop)
    assert done.kind == "shop_redact"
    for table in ("order_comparison", "shop_variant", "shop_customs", "shop_offer", "shop_fulfilment", "shop_secret"):
        assert await rows(rooms, f"SELECT 1 FROM quote.{table} WHERE shop_id = :shop", shop) == [], table
    held = await rows(rooms, "SELECT body FROM quote.inbox WHERE shop_id = :shop AND body IS NOT NULL", shop)
    assert held == []


async def test_an_event_that_is_no_order_goes_to_the_dead_letters(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    await tell(door, shop, "orders/create", ["Marguerite Delacroix"])

    assert await handled(rooms, shop) == ["dead"]
    (dead,) = await rows(rooms, "SELECT error FROM quote.inbox WHERE shop_id = :shop", shop)
    assert "Marguerite" not in dead.error


async def privacy(rooms: ShopRooms, shop: Shop) -> list[Any]:
    return await rows(rooms, "SELECT * FROM quote.privacy_request WHERE shop_id = :shop", shop)
