"""What a person reads who has sent a cart that cannot be quoted."""

from typing import Any

import httpx2
import pytest

LINE: dict[str, Any] = {"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "20.00"}
CART: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "US"},
    "currency": "USD",
    "lines": [LINE],
}


async def fault_of(api: httpx2.AsyncClient, plain: dict[str, Any]) -> dict[str, Any]:
    answer = await api.post("/v1/quotes", json=plain)
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    return dict(fault)


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        pytest.param(
            {"lines": [{**LINE, "hs_code": "61"}]},
            "/lines/0/hs_code",
            "must be a goods code of 4, 6, 8, 9 or 10 digits; dots and blanks between pairs are fine, such as "
            '6109.10.00.12; got "61"',
            id="a pattern",
        ),
        pytest.param(
            {"import_date": "20/11/2026"},
            "/import_date",
            'must be a day of the calendar written as YYYY-MM-DD, such as 2026-11-20; got "20/11/2026"',
            id="a day in another writing",
        ),
        pytest.param(
            {"import_date": "2026-02-30"},
            "/import_date",
            'must be a day of the calendar written as YYYY-MM-DD, such as 2026-11-20; got "2026-02-30"',
            id="a day that there is not",
        ),
        pytest.param(
            {"lines": [{**LINE, "unit_price": "1,50"}]},
            "/lines/0/unit_price",
            'must be a plain decimal number of 0 or more, such as 12.50; got "1,50"',
            id="a decimal",
        ),
        pytest.param(
            {"transport_mode": "plane"},
            "/transport_mode",
            'must be one of express, post, ems, air, sea, road, rail; got "plane"',
            id="an enumeration",
        ),
        pytest.param({"currency": None}, "/currency", "must be a text; got null", id="null"),
        pytest.param(
            {"lines": [{name: LINE[name] for name in ("id", "quantity", "unit_price")} | {"hscode": "610910"}]},
            "/lines/0/hscode",
            "is not a known field; did you mean hs_code?",
            id="a misspelt field",
        ),
        pytest.param(
            {"ship_to": {"country": "US", "postalCode": "94107"}},
            "/ship_to/postalCode",
            "is not a known field; did you mean postal_code?",
            id="a field of another convention",
        ),
        pytest.param(
            {"ship_to": {"country": "US", "region": "QQ"}},
            "/ship_to/region",
            "'QQ' is no part of US in ISO 3166-2, such as AK (Alaska)",
            id="a region",
        ),
        pytest.param(
            {"ship_to": {"country": "DE", "postal_code": "ABC"}},
            "/ship_to/postal_code",
            "'ABC' is neither a postal code of DE nor the beginning of one, such as 26133",
            id="a postal code",
        ),
    ],
)
async def test_a_fault_says_what_would_be_right(
    quote_api: httpx2.AsyncClient, change: dict[str, Any], pointer: str, detail: str
) -> None:
    fault = await fault_of(quote_api, {**CART, **change})

    assert (fault["pointer"], fault["detail"]) == (pointer, detail)


async def test_a_missing_field_is_named(quote_api: httpx2.AsyncClient) -> None:
    fault = await fault_of(quote_api, {name: value for name, value in CART.items() if name != "currency"})

    assert (fault["pointer"], fault["detail"]) == ("/currency", "is required")


async def test_a_text_that_is_too_long_says_how_long_it_may_be(quote_api: httpx2.AsyncClient) -> None:
    fault = await fault_of(quote_api, {**CART, "lines": [{**LINE, "description": "x" * 256}]})

    assert fault["detail"].startswith("must have at most 255 characters; got")


async def test_a_cart_of_a_batch_is_refused_alike(quote_api: httpx2.AsyncClient) -> None:
    cart = {**CART, "ship_to": {"country": "US", "region": "QQ"}}

    answer = (await quote_api.post("/v1/quotes/batch", json=[cart, CART])).json()

    assert [one["status"] for one in answer["results"]] == [422, 200]
    assert answer["results"][0]["problem"]["errors"][0]["code"] == "unknown_place"


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        pytest.param(
            {"ship_to": {"country": "US", "region": "QQ", "postal_code": "ABCDE"}},
            ["/ship_to/region", "/ship_to/postal_code"],
            id="an address",
        ),
        pytest.param(
            {"lines": [{**LINE, "hs_code": "610999"}, LINE | {"id": "2"}, {**LINE, "id": "3", "hs_code": "999999"}]},
            ["/lines/0/hs_code", "/lines/2/hs_code"],
            id="codes",
        ),
        pytest.param(
            {"lines": [{**LINE, "facts": {"steel_shar": "0.4", "colour": "red"}}]},
            ["/lines/0/facts/steel_shar", "/lines/0/facts/colour"],
            id="facts",
        ),
        pytest.param(
            {
                "seller": {"registrations": [{"scheme": "VOEC", "number": "1"}]},
                "buyer": {"tax_ids": [{"type": "BR_CPF", "number": "1"}]},
            },
            ["/seller/registrations/0/number", "/buyer/tax_ids/0/number"],
            id="numbers",
        ),
    ],
)
async def test_what_is_wrong_in_several_places_is_told_in_one_answer(
    change: dict[str, Any], pointers: list[str], quote_api: httpx2.AsyncClient
) -> None:
    answer = await quote_api.post("/v1/quotes", json={**CART, **change})

    assert [fault["pointer"] for fault in answer.json()["errors"]] == pointers
