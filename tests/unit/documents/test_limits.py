"""Forms are refused for goods that they are not for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dutiful_docs.documents.exchange import Exchange
from dutiful_docs.documents.limits import DrawingRightOn, check_limits
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.drawing_right import DrawingRight, read_values
from dutiful_shared.contract.charge_answer import ExchangeRateAnswer
from tests.builders.papers import OF_KIND, order, paper, request

LAMP = order()["lines"][2]
DAY = date(2026, 11, 29)
#: Invented, so that 300 are worth 450 dollars.
RIGHT = DrawingRight({"USD": Decimal("1.5")}, DAY)


def h7(price: str) -> dict[str, Any]:
    line = {**LAMP, "quantity": 1, "unit_price": price}
    return {"order": order(currency="EUR", lines=[line]), "goods": [], "packages": []}


def cn22(weight: str) -> dict[str, Any]:
    return {**OF_KIND["cn22"], "packages": [{**request()["packages"][0], "gross_weight_kg": weight, "contents": []}]}


def worth(price: str, currency: str = "USD") -> dict[str, Any]:
    line = {**LAMP, "quantity": 1, "unit_price": price}
    return {**cn22("1"), "order": order(currency=currency, lines=[line]), "goods": []}


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        pytest.param("eu_h7", h7("150.00"), id="H7 of 150 euro"),
        pytest.param("cn22", cn22("2"), id="CN 22 of 2 kg"),
        pytest.param("cn22", worth("450.00"), id="CN 22 of 300 drawing rights"),
        pytest.param("cn23", {}, id="CN 23 above them"),
    ],
)
def test_at_its_limit_a_form_may_be_used(kind: str, changes: dict[str, Any]) -> None:
    check_limits(paper(kind, **changes), DrawingRightOn(DAY, RIGHT))


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        pytest.param("eu_h7", h7("150.01"), "150 euro", id="H7 of a cent more"),
        pytest.param("cn22", cn22("2.001"), "use CN 23", id="CN 22 of a gram more"),
        pytest.param("cn22", worth("450.01"), "300 SDR", id="CN 22 of a cent more"),
    ],
)
def test_above_its_limit_it_may_not(kind: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NotStatedError, match=said) as refused:
        check_limits(paper(kind, **changes), DrawingRightOn(DAY, RIGHT))
    assert refused.value.pointer == "/kind"


@pytest.mark.parametrize(
    ("kind", "changes", "drawing_right", "limit"),
    [
        pytest.param("cn22", worth("9000"), DrawingRightOn(DAY), "300 SDR", id="nobody said what one is worth"),
        pytest.param("cn22", worth("9000", "GBP"), DrawingRightOn(DAY, RIGHT), "300 SDR", id="nor in that currency"),
        pytest.param("cn22", worth("9000"), DrawingRightOn(DAY + timedelta(32), RIGHT), "300 SDR", id="but long ago"),
        pytest.param("eu_h7", {}, DrawingRightOn(DAY), "150 EUR", id="goods of H7 in dollars"),
    ],
)
def test_a_limit_that_cannot_be_checked_is_said(
    kind: str, changes: dict[str, Any], drawing_right: DrawingRightOn, limit: str
) -> None:
    assert [one.limit for one in check_limits(paper(kind, **changes), drawing_right)] == [limit]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        pytest.param("cn22", worth("450.00"), id="CN 22"),
        pytest.param("eu_h7", h7("150.00"), id="H7 in euro"),
        pytest.param("cn23", {}, id="CN 23, which has none"),
    ],
)
def test_a_limit_that_was_kept_is_not_mentioned(kind: str, changes: dict[str, Any]) -> None:
    assert check_limits(paper(kind, **changes), DrawingRightOn(DAY + timedelta(31), RIGHT)) == ()


def rate(of: str, into: str, value: str) -> Exchange:
    said = ExchangeRateAnswer(
        from_currency=of, to_currency=into, rate=value, source="invented", as_of=DAY, valid_to=None
    )
    return Exchange(rates=(said,))


@pytest.mark.parametrize(
    ("kind", "price", "exchange", "kept"),
    [
        pytest.param("eu_h7", "180", Exchange({"EUR": Decimal("150.00")}), True, id="H7 by the quote's own value"),
        pytest.param("eu_h7", "180", Exchange({"EUR": Decimal("150.01")}), False, id="H7 above it"),
        pytest.param("eu_h7", "200", rate("USD", "EUR", "0.75"), True, id="H7 by a rate of the quote"),
        pytest.param("eu_h7", "200.02", rate("USD", "EUR", "0.75"), False, id="H7 above it by a rate"),
        pytest.param("eu_h7", "300", rate("EUR", "USD", "2"), True, id="H7 by a rate the other way"),
        pytest.param("eu_h7", "300.02", rate("EUR", "USD", "2"), False, id="H7 above it by that"),
        pytest.param("cn22", "900.00", rate("GBP", "USD", "0.5"), True, id="CN 22 in a currency with a value"),
        pytest.param("cn22", "900.02", rate("GBP", "USD", "0.5"), False, id="CN 22 above it"),
    ],
)
def test_what_the_quote_says_the_goods_are_worth_is_held_against_a_limit(
    kind: str, price: str, exchange: Exchange, kept: bool
) -> None:
    asked = paper(kind, **worth(price, "GBP" if kind == "cn22" else "USD"))
    if kept:
        assert check_limits(asked, DrawingRightOn(DAY, RIGHT), exchange) == ()
    else:
        with pytest.raises(NotStatedError, match="by the quote"):
            check_limits(asked, DrawingRightOn(DAY, RIGHT), exchange)


def test_a_currency_that_the_quote_does_not_know_leaves_a_limit_unchecked() -> None:
    assert check_limits(paper("eu_h7", **worth("9000")), DrawingRightOn(DAY), rate("USD", "SEK", "10")) != ()


@pytest.mark.parametrize("text", ["USD", "USD=0", "USD=1,USD=2", "usd=1", "USD=-1", "USD=1e3", "USD=1;EUR=2"])
def test_values_of_a_drawing_right_that_say_nothing_certain_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a currency and its value"):
        read_values(text)


def test_values_of_a_drawing_right_are_read_by_currency() -> None:
    assert read_values(" USD=1.25, EUR=1.5 ,") == {"USD": Decimal("1.25"), "EUR": Decimal("1.5")}
