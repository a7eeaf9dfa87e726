"""Shipments over HTTP: told once, seen by their merchant alone."""

from typing import Any

import httpx2
import pytest

from tests.integration.dossier.told import dossier, shipment, told

pytestmark = pytest.mark.integration


async def test_a_shipment_is_found_as_it_was_told(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)

    assert await dossier(shop, made["id"]) == made
    assert (made["lane"], made["expected_from"], made["clearance"]["milestone"]) == ("US-FR", "request", None)


async def test_under_one_key_there_is_one_shipment(shop: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "shipment-1001-a"}
    first = await shop.post("/v1/shipments", json=shipment(), headers=key)
    again = await shop.post("/v1/shipments", json=shipment(), headers=key)

    assert first.json()["id"] == again.json()["id"]
    assert len((await shop.get("/v1/shipments")).json()["shipments"]) == 1


async def test_a_parcel_is_of_one_shipment(shop: httpx2.AsyncClient) -> None:
    await told(shop)
    second = await shop.post("/v1/shipments", json=shipment(parcels=[{"tracking_number": "1234 567-890"}]))

    assert (second.status_code, second.json()["code"]) == (409, "conflict")


async def test_two_merchants_may_name_the_same_parcel(shop: httpx2.AsyncClient, other_shop: httpx2.AsyncClient) -> None:
    mine, theirs = await told(shop), await told(other_shop)

    assert mine["id"] != theirs["id"]


async def test_another_merchant_sees_nothing_of_it(shop: httpx2.AsyncClient, other_shop: httpx2.AsyncClient) -> None:
    made = await told(shop)

    assert (await other_shop.get(f"/v1/shipments/{made['id']}")).status_code == 404
    assert (await other_shop.get("/v1/shipments")).json()["shipments"] == []


async def test_pages_hold_every_shipment_once(shop: httpx2.AsyncClient) -> None:
    made = [(await told(shop, parcels=[{"tracking_number": f"PARCEL{i}"}]))["id"] for i in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while cursor is not None or not seen:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await shop.get("/v1/shipments", params=params)).json()
        seen += [one["id"] for one in page["shipments"]]
        cursor = page["next"]

    assert sorted(seen) == sorted(made)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"parcels": []}, "/parcels", id="no parcel"),
        pytest.param({"ship_to": "Frankreich"}, "/ship_to", id="a country by name"),
        pytest.param(
            {"parcels": [{"tracking_number": "AAAA-1"}, {"tracking_number": "AAAA1"}]},
            "/parcels/1/tracking_number",
            id="one parcel written in two ways",
        ),
        pytest.param(
            {"expected": [{"kind": "duty", "amount": "1", "currency": "EUR", "line": "9"}]},
            "/expected/0/line",
            id="a charge of a line that is not there",
        ),
        pytest.param(
            {"limits": {"temperature_min_c": 8, "temperature_max_c": 2}}, "/limits/temperature_max_c", id="limits"
        ),
    ],
)
async def test_a_bad_field_is_named(shop: httpx2.AsyncClient, changes: dict[str, Any], pointer: str) -> None:
    refused = await shop.post("/v1/shipments", json=shipment(**changes))

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
