"""What callers of the checkout mix send."""

from __future__ import annotations

import random
from collections import Counter

from dutiful_shared.contract.quote_request import QuoteRequest
from loadtests.checkout_carts import Carts
from loadtests.goods import Assortment, Choice, Good
from loadtests.plans import mix

HOT = tuple(Good(f"H{n}", {"HS": f"61{n:04d}", "GB": f"61{n:04d}0000"}) for n in range(400))
COLD = tuple(Good(f"C{n}", {"HS": f"62{n:04d}", "GB": f"62{n:04d}0000"}) for n in range(2_000))


def choice(cold_share: float) -> Choice:
    return Choice(Assortment(HOT, COLD), random.Random(1), exponent=mix()["zipf_exponent"], cold_share=cold_share)


def test_popularity_falls_with_the_rank_as_a_power_law() -> None:
    drawn, one = Counter[str](), choice(0)
    for _ in range(40_000):
        drawn[one.popular().sku] += 1

    for rank in (2, 4, 8):
        expected = rank ** mix()["zipf_exponent"]
        assert 0.8 * expected < drawn["H0"] / drawn[f"H{rank - 1}"] < 1.25 * expected


def test_cold_goods_come_as_often_as_they_shall_and_none_twice() -> None:
    one = choice(mix()["cold_share"])
    found = [good.sku for _ in range(20_000) if (good := one.cold()) is not None]

    assert 0.8 < len(found) / 20_000 / mix()["cold_share"] < 1.2
    assert len(set(found)) == len(found)


def test_what_was_written_for_the_users_is_what_they_read() -> None:
    assert Assortment.from_plain(Assortment(HOT, COLD).plain()) == Assortment(HOT, COLD)


def test_plain_carts_are_valid_and_all_different() -> None:
    carts = Carts(choice(0.5), random.Random(2))
    bodies = [carts.plain() for _ in range(300)]

    assert all(QuoteRequest.model_validate(body) for body in bodies)
    assert len({str(body) for body in bodies}) == len(bodies)


def test_a_cold_code_goes_to_the_country_whose_code_it_is() -> None:
    carts = Carts(choice(1.0), random.Random(2))
    for _ in range(50):
        body = carts.plain()
        assert (body["ship_to"]["country"], body["lines"][0]["code_system"]) == ("GB", "GB")
