"""What the checkout is told to ask the buyer for, and what the importer and the parcels change, over HTTP."""

from typing import Any

import httpx2
import pytest


def cart(to: str, **changes: Any) -> dict[str, Any]:
    line = {"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "20.00"}
    whole = {"ship_from": {"country": "CN"}, "ship_to": {"country": to}, "currency": "USD", "lines": [line]}
    return {**whole, "import_date": "2026-11-20", **changes}


async def asked_for(api: httpx2.AsyncClient, plain: dict[str, Any]) -> list[dict[str, Any]] | None:
    answer = await api.post("/v1/quotes", json=plain)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] | None = answer.json()["buyer_data_required"]
    return found


async def numbers(api: httpx2.AsyncClient, plain: dict[str, Any]) -> list[list[str]]:
    return [[one["type"] for one in item["any_of"]] for item in await asked_for(api, plain) or ()]


async def test_a_consumer_in_brazil_is_asked_for_the_cpf(quote_api: httpx2.AsyncClient) -> None:
    (item,) = await asked_for(quote_api, cart("BR")) or ()

    assert item["any_of"][0]["type"] == "BR_CPF"
    assert item["any_of"][0]["pattern"] == "^(?:[0-9]{11})$"
    assert (item["buyer"], item["role"], item["pointer"]) == ("consumer", "recipient", "/buyer/tax_ids")
    assert item["source"]["standing"] == "operator"
    assert not item["given"]


async def test_what_the_request_has_is_given(quote_api: httpx2.AsyncClient) -> None:
    buyer = {"tax_ids": [{"type": "BR_CPF", "number": "390.533.447-05"}]}

    (item,) = await asked_for(quote_api, cart("BR", buyer=buyer)) or ()

    assert item["given"]


async def test_a_kind_of_number_that_is_not_known_is_told_with_the_one_that_was_meant(
    quote_api: httpx2.AsyncClient,
) -> None:
    buyer = {"tax_ids": [{"type": "BR_CFP", "number": "390.533.447-05"}]}

    answer = (await quote_api.post("/v1/quotes", json=cart("BR", buyer=buyer))).json()

    (told,) = (one["text"] for one in answer["assumptions"] if one["pointer"] == "/buyer/tax_ids/0/type")
    assert told == "'BR_CFP' is no kind of number that is known here, so it is passed over; did you mean BR_CPF?"
    assert not answer["buyer_data_required"][0]["given"]


@pytest.mark.parametrize(
    ("to", "buyer", "wanted"),
    [
        ("BR", "business", [["BR_CNPJ"]]),
        ("KR", "consumer", [["KR_PCCC"]]),
        ("MX", "consumer", [["MX_RFC", "MX_CURP", "PASSPORT"]]),
        ("TR", "consumer", [["TR_TCKN", "PASSPORT"]]),
        ("AR", "consumer", [["AR_CUIT", "PASSPORT"]]),
        ("CA", "business", [["CA_BN"]]),
        ("IC", "consumer", [["ES_NIF"]]),
        ("DE", "business", [["EORI"]]),
        ("GB", "business", [["EORI"]]),
    ],
)
async def test_each_destination_asks_its_own(
    quote_api: httpx2.AsyncClient, to: str, buyer: str, wanted: list[list[str]]
) -> None:
    assert await numbers(quote_api, cart(to, buyer={"type": buyer})) == wanted


@pytest.mark.parametrize("to", ["JP", "DE"])
async def test_where_no_source_says_anything_nothing_is_said(quote_api: httpx2.AsyncClient, to: str) -> None:
    assert await asked_for(quote_api, cart(to)) is None


async def test_where_nothing_is_imported_nothing_is_asked_for(quote_api: httpx2.AsyncClient) -> None:
    assert await asked_for(quote_api, cart("BR", ship_from={"country": "BR"})) == []


async def test_a_number_of_the_importer_is_not_asked_of_a_buyer_who_is_none(quote_api: httpx2.AsyncClient) -> None:
    business = {"type": "business"}

    assert await numbers(quote_api, cart("DE", buyer=business, importer_of_record="buyer")) == [["EORI"]]
    assert await asked_for(quote_api, cart("DE", buyer=business, importer_of_record="seller")) is None


@pytest.mark.parametrize(
    ("price", "asked"), [pytest.param("2500.00", False, id="at the limit"), pytest.param("2500.01", True, id="above")]
)
async def test_a_formal_entry_is_what_asks_in_the_united_states(
    quote_api: httpx2.AsyncClient, price: str, asked: bool
) -> None:
    line = {"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": price}

    assert bool(await asked_for(quote_api, cart("US", lines=[line]))) is asked


@pytest.mark.parametrize(("mode", "asked"), [("express", True), ("post", False)])
async def test_a_rule_on_couriers_does_not_ask_of_the_post(
    quote_api: httpx2.AsyncClient, mode: str, asked: bool
) -> None:
    assert bool(await asked_for(quote_api, cart("IN", transport_mode=mode))) is asked


async def test_a_rule_does_not_ask_before_it_began(quote_api: httpx2.AsyncClient) -> None:
    assert await asked_for(quote_api, cart("ID", import_date="2021-07-31")) is None


@pytest.mark.parametrize(
    ("to", "parcels", "times"),
    [
        pytest.param("RO", 0, 1, id="none stated is one"),
        pytest.param("RO", 3, 3, id="each parcel to Romania"),
        pytest.param("IT", 3, 1, id="once for the consignment to Italy"),
    ],
)
async def test_a_fee_on_parcels_counts_them(quote_api: httpx2.AsyncClient, to: str, parcels: int, times: int) -> None:
    part = {"id": "a", "ship_from": {"country": "CN"}, "parcels": [{"weight": "0.2 kg"}] * parcels}
    line = {"id": "1", "consignment": "a", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "20.00"}

    answer = (await quote_api.post("/v1/quotes", json=cart(to, consignments=[part], lines=[line]))).json()

    (charged,) = [one for one in answer["charges"] if one["programme"] == "national_parcel_fee"]
    assert charged["formula"]["number"] == times
    assert ("parcels" in {one["fact"] for one in answer["assumptions"]}) is (to == "RO" and parcels > 1)
