"""What `dutiful` prints while the house is up."""

import json
from typing import Any

import pytest

from dutiful_local.prepare import dutiful_program
from tests.builders.running_house import House

pytestmark = pytest.mark.e2e
LINE: dict[str, Any] = {"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 2, "unit_price": "19.99"}


def quoted(house: House, **changes: Any) -> str:
    cart = {"ship_from": {"country": "CN"}, "ship_to": {"country": "BR"}, "currency": "USD", "lines": [LINE], **changes}
    return " ".join(house.run([dutiful_program(), "quote", "-"], json.dumps(cart)).split())


def test_what_customs_asks_the_buyer_for_is_printed_until_it_is_given(house: House) -> None:
    buyer = {"tax_ids": [{"type": "BR_CPF", "number": "123.456.789-09"}]}
    assert ["Asked of the buyer" in quoted(house), "Asked of the buyer" in quoted(house, buyer=buyer)] == [True, False]


def test_an_id_of_a_measure_is_printed_as_it_stands(house: House) -> None:
    assert "US:CL:" in house.dutiful("tariff", "show", "US", "6101200010", "--origin", "CL")
