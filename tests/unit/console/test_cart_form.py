"""The form of a cart, from the browser to the contract and back."""

import pytest

from dutiful_quote.console.cart_form import form_of, sent_form
from dutiful_quote.console.landed_cost import EXAMPLES
from dutiful_quote.console.pages import local_path
from dutiful_quote.console.pointers import AtPointerError, is_number_at, put_at
from dutiful_quote.console.typed import read_number
from dutiful_quote.examples import example
from dutiful_shared.contract.quote_request import QuoteRequest

SENT = [
    ("from_country", "CN"),
    ("to_country", "US"),
    ("currency", "USD"),
    ("incoterm", ""),
    ("line-0-hs_code", "6109100012"),
    ("line-0-quantity", "2"),
    ("line-0-unit_price", " 19.99 "),
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_goes_through_the_form_unchanged(name: str) -> None:
    cart, _ = form_of(example(name), keep=True).read()
    assert cart == QuoteRequest.model_validate({**example(name), "advice": True})


def test_empty_fields_state_nothing() -> None:
    cart = sent_form(SENT, {}).cart()
    assert "incoterm" not in cart
    assert cart["lines"][0]["unit_price"] == "19.99"


@pytest.mark.parametrize(("code", "system"), [("6109100012", "US"), ("6109.10", "HS")], ids=["national", "six digits"])
def test_a_long_code_is_one_of_the_destination(code: str, system: str) -> None:
    assert sent_form([*SENT, ("line-0-hs_code", code)], {}).cart()["lines"][0]["code_system"] == system


def test_what_the_form_has_no_field_for_stays() -> None:
    base = {"seller": {"marketplace": True}, "lines": [{"id": "1", "facts": {"metal": "none"}}]}
    cart = sent_form(SENT, base).cart()
    assert cart["seller"] == base["seller"]
    assert cart["lines"][0]["facts"] == {"metal": "none"}


def test_faults_point_to_their_field() -> None:
    cart, faults = sent_form([*SENT, ("line-0-quantity", "none")], {}).read()
    assert cart is None
    assert [fault.pointer for fault in faults] == ["/lines/0/quantity"]


@pytest.mark.parametrize(
    ("sign", "typed", "read"),
    [
        (",", "19,99", "19.99"),
        (",", "1,234", "1.234"),
        (",", "0.420", "0.420"),
        (",", "1234.567", "1234.567"),
        (",", "1.234", None),
        (",", "1.234,5", None),
        (",", "1,2,3", None),
        (".", "1.234", "1.234"),
        (".", "1,234", None),
        (".", "1 234", None),
        (".", "1'234.50", None),
        (".", "many", "many"),
        (",", "-1,5", "-1,5"),
        (".", "", ""),
        (".", "١٢", "١٢"),
    ],
)
def test_a_number_is_read_by_the_language_s_sign_or_not_at_all(sign: str, typed: str, read: str | None) -> None:
    assert read_number(typed, sign) == read


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_goes_through_a_form_with_commas_unchanged(name: str) -> None:
    form = form_of(example(name), keep=True, sign=",")
    assert not any("." in line.get("unit_price", "") for line in form.lines)
    assert form.read()[0] == QuoteRequest.model_validate({**example(name), "advice": True})


def test_a_new_line_gets_an_id_of_its_own() -> None:
    form = sent_form(SENT, {}).with_line().without_line(0).with_line()
    assert sorted(line["id"] for line in form.lines) == ["1", "2"]


def test_an_answer_is_put_where_its_question_points() -> None:
    cart = {"lines": [{"id": "1"}]}
    put_at(cart, "/lines/0/facts/steel_share", "0.2")
    assert cart == {"lines": [{"id": "1", "facts": {"steel_share": "0.2"}}]}


@pytest.mark.parametrize(
    ("pointer", "number"),
    [
        ("/lines/0/net_weight_kg", True),
        ("/lines/0/quantities/LTR", True),
        ("/lines/0/facts/steel_share", True),
        ("/shipping", True),
        ("/lines/0/hs_code", False),
        ("/ship_to/postal_code", False),
        ("", False),
    ],
)
def test_an_answer_is_a_number_where_its_field_holds_one(pointer: str, number: bool) -> None:
    assert is_number_at(pointer) is number


@pytest.mark.parametrize("pointer", ["", "lines", "/lines/7/origin", "/lines/0"])
def test_a_pointer_to_no_field_is_refused(pointer: str) -> None:
    with pytest.raises(AtPointerError):
        put_at({"lines": [{"id": "1"}]}, pointer, "x")


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("/console/tariff?q=tea", "/console/tariff?q=tea"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\n/evil", "/"),
    ],
)
def test_nobody_is_led_elsewhere(wish: str, path: str) -> None:
    assert local_path(wish) == path
