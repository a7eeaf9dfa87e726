"""Comparisons of stated facts, the facts themselves, and the bases that they measure."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.goods_facts import wrong_with


def holds(text: str, stated: str) -> bool:
    (comparison,) = comparisons(text)
    return comparison.holds(stated)


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        pytest.param("metal_weight_share<0.15", True, False, False, id="less"),
        pytest.param("metal_weight_share<=0.15", True, True, False, id="at most"),
        pytest.param("metal_weight_share>0.15", False, False, True, id="more"),
        pytest.param("metal_weight_share>=0.15", False, True, True, id="at least"),
        pytest.param("metal_weight_share=0.15", False, True, False, id="equal"),
        pytest.param("metal_weight_share!=0.15", True, False, True, id="unequal"),
    ],
)
def test_a_number_is_compared_on_both_sides_of_its_threshold(text: str, below: bool, at: bool, above: bool) -> None:
    assert [holds(text, stated) for stated in ("0.1499", "0.150", "0.1501")] == [below, at, above]


def test_a_bare_name_means_that_it_is_true() -> None:
    assert (holds("car_part", "true"), holds("car_part", "false")) == (True, False)


def test_a_fact_may_be_asked_to_be_otherwise() -> None:
    assert (holds("car_part!=true", "true"), holds("car_part!=true", "false")) == (False, True)


def test_several_comparisons_are_joined_by_and() -> None:
    assert [str(one) for one in comparisons("car_part and metal_weight_share<0.15")] == [
        "car_part",
        "metal_weight_share<0.15",
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("car_part", "true", id="yes"),
        pytest.param("car_part=false", "false", id="no"),
        pytest.param("car_part!=true", "false", id="not yes"),
        pytest.param("car_part!=false", "true", id="not no"),
        pytest.param("steel_share<0.15", "0.1499", id="below a share"),
        pytest.param("steel_share>0.15", "0.1501", id="above a share"),
        pytest.param("steel_share<=0.15", "0.15", id="at a share"),
        pytest.param("vehicle_age>25", "26", id="above a count"),
        pytest.param("vehicle_age<25", "24", id="below a count"),
    ],
)
def test_the_text_that_would_satisfy_a_comparison_does(text: str, answer: str) -> None:
    (comparison,) = comparisons(text)

    assert comparison.satisfied_by() == answer
    assert comparison.holds(answer)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("steel_share~1", "not a comparison", id="no operator"),
        pytest.param("steal_share<0.1", "not a fact", id="unknown fact"),
        pytest.param("car_part<true", "says nothing", id="order of a yes or no"),
        pytest.param("car_part=maybe", "neither", id="no answer"),
        pytest.param("steel_share<15", "no share", id="more than a whole"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        comparisons(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("steel_share", "0", id="share of nothing"),
        pytest.param("steel_share", "1", id="whole"),
        pytest.param("vehicle_age", "0", id="new"),
        pytest.param("vehicle_age", "30", id="old"),
        pytest.param("repair_value", "12.50", id="money"),
        pytest.param("repair_value", "0", id="no money"),
        pytest.param("car_part", "false", id="no"),
        pytest.param("article_of", "9903.88.69", id="a word"),
    ],
)
def test_a_usable_fact(name: str, text: str) -> None:
    assert wrong_with(name, text) is None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("steel_share", "1.01", "no share", id="more than a whole"),
        pytest.param("steel_share", "-0.1", "0 or more", id="negative"),
        pytest.param("steel_share", "NaN", "0 or more", id="not a number at all"),
        pytest.param("steel_share", "half", "not a plain decimal", id="a word for a number"),
        pytest.param("vehicle_age", "1.5", "whole number", id="half a year"),
        pytest.param("steel_share", "1e-1", "not a plain decimal", id="an exponent"),
        pytest.param("steel_share", "0_1", "not a plain decimal", id="digits in groups"),
        pytest.param("car_part", "yes", "neither", id="yes in other words"),
        pytest.param("colour", "red", "not a fact", id="a fact of no law"),
    ],
)
def test_an_unusable_fact_is_named(name: str, text: str, reason: str) -> None:
    assert reason in (wrong_with(name, text) or "")


@pytest.mark.parametrize(
    ("base", "stated", "expected"),
    [
        pytest.param("share:steel_share", "0.25", "50", id="a share"),
        pytest.param("rest:steel_share", "0.25", "150", id="what a share leaves"),
        pytest.param("amount:repair_value", "30", "30", id="an amount"),
        pytest.param("amount:repair_value", "300", "200", id="never more than the value"),
        pytest.param("less:us_components_value", "30", "170", id="less an amount"),
        pytest.param("less:us_components_value", "300", "0", id="never below zero"),
    ],
)
def test_a_base_of_goods_worth_200(base: str, stated: str, expected: str) -> None:
    form = DutyBase.of(base)

    assert form is not None
    assert form.amount(Decimal(200), stated) == Decimal(expected)


def test_no_base_is_the_customs_value() -> None:
    assert DutyBase.of("") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("steel_share", id="no form"),
        pytest.param("half:steel_share", id="unknown form"),
        pytest.param("share:repair_value", id="an amount as a share"),
        pytest.param("amount:steel_share", id="a share as an amount"),
        pytest.param("share:colour", id="unknown fact"),
    ],
)
def test_a_base_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base"):
        DutyBase.of(text)
