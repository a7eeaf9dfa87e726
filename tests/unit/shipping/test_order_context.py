"""Requests of one cart that a platform sends origin by origin."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dutiful_quote.shipping.order_context import WINDOW, OrderContexts, OriginPart, context_key
from dutiful_shared.contract.cart_parties import Place

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PARIS = Place(country="FR", postal_code="75001", city="Paris")


def part(origin: str, after: timedelta = timedelta(), value: str = "10.00") -> OriginPart:
    return OriginPart(origin, Decimal(value), NOW + after)


def test_one_origin_alone_says_nothing() -> None:
    context = OrderContexts().join("k", part("CN"))

    assert (context.apart, context.assumptions()) == (False, ())


def test_a_second_origin_of_the_same_cart_says_that_the_parts_were_valued_apart() -> None:
    contexts = OrderContexts()
    contexts.join("k", part("CN"))

    (said,) = contexts.join("k", part("US", timedelta(seconds=1))).assumptions()

    assert (said.fact, said.value) == ("order_context", "2")


def test_the_same_origin_again_takes_the_place_of_its_part() -> None:
    contexts = OrderContexts()
    contexts.join("k", part("CN", value="10.00"))

    context = contexts.join("k", part("CN", timedelta(seconds=5), "12.00"))

    assert [one.goods_value for one in context.parts] == [Decimal("12.00")]


def test_a_part_from_before_the_window_is_forgotten() -> None:
    contexts = OrderContexts()
    contexts.join("k", part("CN"))

    assert not contexts.join("k", part("US", WINDOW + timedelta(seconds=1))).apart


def test_other_carts_do_not_meet() -> None:
    contexts = OrderContexts()
    contexts.join("one", part("CN"))

    assert not contexts.join("other", part("US")).apart


def test_memory_is_bounded() -> None:
    contexts = OrderContexts(most=2)
    for key in "abc":
        contexts.join(key, part("CN"))

    assert len(contexts) == 2
    assert not contexts.join("a", part("US")).apart


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(context_key("shop", PARIS.model_copy(update={"postal_code": "750 01"}), "EUR"), True, id="blanks"),
        pytest.param(context_key("shop", PARIS.model_copy(update={"city": "PARIS"}), "EUR"), True, id="capitals"),
        pytest.param(context_key("other", PARIS, "EUR"), False, id="another shop"),
        pytest.param(context_key("shop", PARIS, "USD"), False, id="another currency"),
        pytest.param(context_key("shop", PARIS, "EUR", "cart-1"), False, id="another cart"),
        pytest.param(
            context_key("shop", PARIS.model_copy(update={"postal_code": "75002"}), "EUR"), False, id="next door"
        ),
    ],
)
def test_the_key_is_the_shop_the_destination_the_currency_and_the_cart(other: str, same: bool) -> None:
    assert (context_key("shop", PARIS, "EUR") == other) is same
