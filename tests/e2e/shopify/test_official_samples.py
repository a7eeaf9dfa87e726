"""The platform's own sample payloads, read where they are kept, through the real doors."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from tests.builders.shipping import TABLE
from tests.e2e.shopify.conftest import Settle
from tests.e2e.shopify.events import handled, tell
from tests.e2e.shopify.test_rates import rates

pytestmark = pytest.mark.official

EVENTS = {
    "cart_update_webhook": "carts/update",
    "compliance_customers_data_request": "customers/data_request",
    "compliance_customers_redact": "customers/redact",
    "compliance_shop_redact": "shop/redact",
    "webhook_checkouts_create": "checkouts/create",
    "webhook_checkouts_delete": "checkouts/delete",
    "webhook_fulfillments_update": "fulfillments/update",
    "webhook_orders_canned_sample": "orders/create",
    "webhook_products_update_minimal": "products/update",
}


def sample(official_files: Path, name: str) -> Any:
    folder = official_files.parent / "contracts" / "samples" / "shopify"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["carrier_service_rate_request", "carrier_service_rate_request_legacy"])
async def test_a_sample_cart_is_answered(
    door: httpx2.AsyncClient, shop: Shop, settle: Settle, official_files: Path, name: str
) -> None:
    zones = [{"code": "world", "destinations": [{"country": "*"}]}]
    prices = [{"zone": "world", "bands": [{"price": "9.00"}]}]
    await settle(table={**TABLE, "zones": zones, "services": [{**TABLE["services"][0], "prices": prices}]})

    assert list(await rates(door, shop, sample(official_files, name))) == ["dhl-express"]


@pytest.mark.parametrize(("name", "topic"), list(EVENTS.items()))
async def test_a_sample_event_is_handled(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, official_files: Path, name: str, topic: str
) -> None:
    assert (await tell(door, shop, topic, sample(official_files, name))).status_code == 200
    assert await handled(rooms, shop) == ["done"]


@pytest.mark.parametrize(
    ("name", "part", "topic"),
    [
        ("inventory_item_with_hs_codes", "inventory_item", "inventory_items/update"),
        ("refund_with_duties_fields", "refund", "refunds/create"),
    ],
)
async def test_a_sample_that_is_wrapped_in_its_name_is_handled(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, official_files: Path, name: str, part: str, topic: str
) -> None:
    assert (await tell(door, shop, topic, sample(official_files, name)[part])).status_code == 200
    assert await handled(rooms, shop) == ["done"]


async def test_the_sample_of_duties_is_found_in_an_order(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, official_files: Path
) -> None:
    fragment = sample(official_files, "order_fragment_duties")
    whole = {"id": 450_789_469, "currency": "CAD", "presentment_currency": "EUR", **fragment}
    await tell(door, shop, "orders/create", whole)
    await handled(rooms, shop)

    from tests.e2e.shopify.events import rows

    (found,) = await rows(rooms, "SELECT * FROM quote.order_comparison WHERE shop_id = :shop", shop)
    assert (str(found.duties_charged), found.currency) == ("115.841", "EUR")
