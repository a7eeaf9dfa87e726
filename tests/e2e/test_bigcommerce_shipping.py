"""BigCommerce's rate calls against the whole service."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.merchant import MerchantProfile
from tests.builders.bigcommerce_schemas import CHECK_ANSWER, RATE_ANSWER, valid
from tests.e2e.bigcommerce_shop import SHIPPING, Store, a_store

TABLE = {
    "code": "main",
    "currency": "EUR",
    "zones": [{"code": "world", "destinations": [{"country": "DE"}, {"country": "GB"}]}],
    "services": [
        {
            "code": "air",
            "name": "Air courier",
            "carrier": "DHL",
            "transit_days": {"min": 2, "max": 4},
            "prices": [{"zone": "world", "bands": [{"up_to": "5", "price": "12.00"}]}],
        }
    ],
}
RATED = MerchantProfile.model_validate({"rate_tables": [TABLE]})


def rate(store: Store, **changes: Any) -> dict[str, Any]:
    options = {
        "origin": {"zip": "510000", "city": "Guangzhou", "state_iso2": "GD", "country_iso2": "CN"},
        "destination": {"street_1": "12 Secret Lane", "zip": "10115", "city": "Berlin", "country_iso2": "DE"},
        "items": [item()],
        "customer": {"customer_groups": [], "customer_id": 6},
        "store_id": store.name,
        "request_context": {"reference_values": [{"name": "cart_id", "value": "8"}]},
        **changes,
    }
    return {"base_options": options, "connection_options": {"key": store.password}, "rate_options": []}


def item(**changes: Any) -> dict[str, Any]:
    fields = {"hs_code": "610910", "country_of_origin": "CN"}
    return {
        "sku": "TEE-01",
        "variant_id": "1",
        "product_id": "1",
        "name": "T-shirt",
        "length": {"units": "cm", "value": 30},
        "weight": {"units": "oz", "value": 7},
        "discounted_price": {"currency": "EUR", "amount": "20"},
        "declared_value": {"currency": "EUR", "amount": "25"},
        "quantity": 2,
        "attributes": [
            {"key": key, "value": value, "resource_type": "product", "attribute_type": "metafield"}
            for key, value in fields.items()
        ],
        **changes,
    }


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app, RATED) as found:
        yield found


async def rates(store: Store, **changes: Any) -> dict[str, Any]:
    response: httpx2.Response = await store.door.post(f"{SHIPPING}/rate", json=rate(store, **changes))
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = orjson.loads(response.content)
    valid(answer, RATE_ANSWER)
    return answer


def quotes_in(answer: dict[str, Any]) -> dict[str, Decimal]:
    return {
        quote["code"]: Decimal(str(quote["cost"]["amount"]))
        for carrier in answer["carrier_quotes"]
        for quote in carrier["quotes"]
    }


async def test_each_service_is_offered_with_duties_paid_and_unpaid(store: Store) -> None:
    answer = await rates(store)

    (quote,) = await store.quotes()
    (service,) = quote["options"]["services"]
    assert quotes_in(answer) == {
        "air-ddp": Decimal(service["ddp"]["due_at_checkout"]["amount"]) - 40,
        "air-dap": Decimal("12.00"),
    }
    assert answer["quote_id"] == quote["id"]
    (carrier,) = answer["carrier_quotes"]
    assert (carrier["carrier_info"]["code"], carrier["quotes"][0]["transit_time"]["duration"]) == ("DHL", 4)


async def test_where_we_compute_the_tax_too_no_duty_is_in_the_price(quote_app: FastAPI) -> None:
    async with a_store(quote_app, RATED, ShopSettings(charges_in_shipping=False)) as store:
        assert quotes_in(await rates(store)) == {"air-ddp": Decimal(12), "air-dap": Decimal(12)}


async def test_a_shop_that_collects_duties_itself_is_told_of_carriage_alone(quote_app: FastAPI) -> None:
    async with a_store(quote_app, RATED, ShopSettings(collects_duties_natively=True)) as store:
        assert quotes_in(await rates(store)) == {"air": Decimal(12)}


async def test_goods_sold_dap_are_not_offered_with_duties_paid(quote_app: FastAPI) -> None:
    profile = RATED.model_copy(update={"incoterms": {"DE": Incoterm.DAP}})
    async with a_store(quote_app, profile) as store:
        assert set(quotes_in(await rates(store))) == {"air-dap"}


async def test_a_delivery_within_the_country_has_no_ways_of_paying_duty(store: Store) -> None:
    answer = await rates(store, origin={"country_iso2": "DE", "zip": "20095"})

    assert quotes_in(answer) == {"air": Decimal(12)}


async def test_a_postcode_cut_to_three_characters_is_taken(store: Store) -> None:
    answer = await rates(store, destination={"zip": "EC1", "country_iso2": "GB"})

    assert "air-ddp" in quotes_in(answer)


async def test_a_postcode_that_the_country_cannot_have_stops_no_shopper(store: Store) -> None:
    answer = await rates(store, destination={"zip": "ABC", "country_iso2": "DE"})

    assert "air-ddp" in quotes_in(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": {"country_iso2": "BR"}},
        {"destination": {"zip": "10115"}},
        {"items": []},
        {"items": [item(discounted_price={"currency": "XXX", "amount": 1})]},
        {"items": [item(weight={"units": "kg", "value": 1})]},
    ],
    ids=["not served", "no country", "no goods", "no currency", "unknown weight"],
)
async def test_where_nothing_is_offered_a_message_says_so(store: Store, changes: dict[str, Any]) -> None:
    answer = await rates(store, **changes)

    assert answer["carrier_quotes"] == []
    assert answer["messages"]


async def test_amounts_may_be_numbers(store: Store) -> None:
    numbers = [item(discounted_price={"currency": "EUR", "amount": 20})]

    assert quotes_in(await rates(store, items=numbers)) == quotes_in(await rates(store))


async def test_a_call_with_another_key_is_refused(store: Store) -> None:
    asked = rate(store) | {"connection_options": {"key": "guessed"}}

    assert (await store.door.post(f"{SHIPPING}/rate", json=asked)).status_code == 401


@pytest.mark.parametrize("right", [True, False])
async def test_the_connection_is_checked_by_its_key(store: Store, right: bool) -> None:
    options = {"key": store.password if right else "guessed"}
    asked = {"store_id": store.name, "connection_options": options}

    answer = (await store.door.post(f"{SHIPPING}/check_connection", json=asked)).json()

    valid(answer, CHECK_ANSWER)
    assert answer["valid"] is right
    assert [message["type"] for message in answer["messages"]] == ([] if right else ["ERROR"])


async def test_no_street_is_kept(store: Store) -> None:
    await rates(store)

    assert "Secret Lane" not in await store.recorded()


async def test_what_is_no_rate_request_is_answered_with_an_error_message(store: Store) -> None:
    answer = (await store.door.post(f"{SHIPPING}/rate", content=b"[")).json()

    valid(answer, RATE_ANSWER)
    assert [message["type"] for message in answer["messages"]] == ["ERROR"]
