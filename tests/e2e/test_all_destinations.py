"""One ten-line cart to every destination of the facts: an answer each time, and one that holds together."""

from decimal import Decimal
from typing import Any, Final

import httpx2
import pytest

from dutiful_shared.contract.quote_answer import QuoteAnswer

#: Goods of a general shop, for USD 390 in all: description, code, pieces, price of one, weight of the line in kg.
GOODS: Final = (
    ("cotton T-shirt", "610910", 3, "15.00", "0.60"),
    ("leather handbag", "420221", 1, "80.00", "0.90"),
    ("leather shoes", "640399", 1, "60.00", "1.10"),
    ("smartphone", "851713", 1, "90.00", "0.20"),
    ("doll", "950300", 2, "12.00", "0.50"),
    ("face cream", "330499", 2, "9.00", "0.25"),
    ("book", "490199", 1, "14.00", "0.40"),
    ("green tea", "090210", 2, "6.50", "0.20"),
    ("imitation necklace", "711719", 1, "16.00", "0.05"),
    ("cotton bed linen", "630221", 1, "30.00", "1.50"),
)
CART: Final[dict[str, Any]] = {
    "ship_from": {"country": "CN"},
    "currency": "USD",
    "incoterm": "DDP",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "shipping": "25.00",
    "lines": [
        {"id": str(number), "description": name, "hs_code": code, "origin": "CN", "quantity": pieces,
         "unit_price": price, "net_weight_kg": weight}
        for number, (name, code, pieces, price, weight) in enumerate(GOODS, start=1)
    ],
}  # fmt: skip

_ROWS: Final = (
    "AE AR AT AU BD BE BG BH BR CA CH CL CN CO CY CZ DE DK DO EC EE EG ES FI FR GB GH GR HR HU ID IE IL IN IS IT JO JP",
    "KE KR KW KZ LI LK LT LU LV MA MT MX MY NG NL NO NZ OM PE PH PK PL PT QA RO RS RU SA SE SG SI SK TH TR TW UA US VN",
    "ZA HK",
)
COUNTRIES: Final = tuple(" ".join(_ROWS).split())


def cart_to(country: str) -> dict[str, Any]:
    return {**CART, "ship_to": {"country": country}}


async def answered(api: httpx2.AsyncClient, country: str) -> dict[str, Any]:
    response = await api.post("/v1/quotes", json=cart_to(country))
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_the_cart_goes_to_78_destinations() -> None:
    assert len(set(COUNTRIES)) == 78


@pytest.mark.parametrize("country", COUNTRIES)
async def test_a_destination_answers_in_the_contracts_shape(country: str, quote_api: httpx2.AsyncClient) -> None:
    answer = QuoteAnswer.model_validate(await answered(quote_api, country))

    assert len(answer.lines) == len(CART["lines"])


@pytest.mark.parametrize("country", COUNTRIES)
async def test_an_unknown_amount_is_asked_for_and_has_a_range(country: str, quote_api: httpx2.AsyncClient) -> None:
    answer = await answered(quote_api, country)

    if answer["status"] == "partial":
        assert [found for found in answer["missing"] if found["affects"] == "amount"]
        assert Decimal(answer["estimate"]["min"]) >= Decimal("415.00")
    elif answer["status"] != "no_import":
        assert Decimal(answer["landed_cost"]["amount"]) >= Decimal("415.00")
