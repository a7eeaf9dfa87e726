"""The carts of the benchmark: so many and so different that no cache of answers could help."""

import json
from decimal import Decimal

from dutiful_shared.contract.quote_request import QuoteRequest
from loadtests.carts import MOST_CARTS, seeded_carts


def test_ten_thousand_carts_are_different_and_valid() -> None:
    carts = seeded_carts(1, lines=3)

    assert len(set(carts)) == len(carts) == MOST_CARTS == 10_000
    assert {len(QuoteRequest.model_validate_json(cart).lines) for cart in carts[:200]} == {3}


def test_one_seed_gives_the_same_carts() -> None:
    assert seeded_carts(7, lines=3, carts=20) == seeded_carts(7, lines=3, carts=20)
    assert seeded_carts(7, lines=3, carts=20) != seeded_carts(8, lines=3, carts=20)


def test_amounts_are_written_exactly() -> None:
    (cart,) = seeded_carts(7, lines=3, carts=1)
    prices = [line["unit_price"] for line in json.loads(cart)["lines"]]

    assert all(isinstance(price, str) and Decimal(price) > 0 for price in prices)
