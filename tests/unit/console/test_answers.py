"""By which field a question is answered, and what is made of what was typed there."""

import pytest

from dutiful_quote.console.answers import AnswerField, answer_form, registered, share_of
from dutiful_shared.contract.finding_answers import MissingAnswer


def question(fact: str, pointer: str, text: str = "What is it?") -> MissingAnswer:
    return MissingAnswer(id="m1", line="1", affects="amount", fact=fact, question=text, pointer=pointer, spread=None)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (question("car_part", "/lines/0/facts/car_part"), AnswerField.YES_NO),
        (question("direct_transport", "/lines/0/preference/direct_transport"), AnswerField.YES_NO),
        (question("steel_share", "/lines/2/facts/steel_share"), AnswerField.PERCENT),
        (question("vehicle_age", "/lines/0/facts/vehicle_age"), AnswerField.TEXT),
        (question("tax_threshold", "/seller/registrations"), AnswerField.REGISTRATION),
        (question("quantity KGM", "/lines/0/net_weight_kg"), AnswerField.TEXT),
    ],
    ids=lambda one: one.fact if isinstance(one, MissingAnswer) else None,
)
def test_a_question_is_answered_by_a_field_of_its_kind(asked: MissingAnswer, field: AnswerField) -> None:
    assert answer_form(asked).field is field


def test_a_part_of_the_country_is_chosen_from_those_whose_tax_differs() -> None:
    asked = question("region", "/ship_to/region", "To which part of CA do the goods go (AB, BC, MB)? Its tax differs.")
    assert answer_form(asked).choices == ["AB", "BC", "MB"]


def test_codes_that_the_question_names_are_offered_once() -> None:
    text = "Which national line of 640399 is it? The duty differs: 6403990510, 6403991100: 8%; 6403990510: 5%."
    assert answer_form(question("hs_code", "/lines/0/hs_code", text)).choices == ["6403990510", "6403991100"]


@pytest.mark.parametrize(("typed", "share"), [("35", "0.35"), ("0.5", "0.005"), ("100", "1"), ("0", "0"), ("x", "x")])
def test_per_cent_become_a_share(typed: str, share: str) -> None:
    assert share_of(typed) == share


def test_a_registration_takes_the_place_of_one_in_the_same_scheme() -> None:
    cart = {"seller": {"registrations": [{"scheme": "IOSS", "number": "a"}, {"scheme": "GB_VAT", "number": "b"}]}}
    assert registered(cart, "IOSS", "c") == [{"scheme": "GB_VAT", "number": "b"}, {"scheme": "IOSS", "number": "c"}]


def test_a_cart_without_a_seller_has_one_then() -> None:
    assert registered({}, "VOEC", "2000001") == [{"scheme": "VOEC", "number": "2000001"}]
