"""Prices that already contain duty or tax."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.inclusive_prices import NoSuchPriceError, solve, without_home_tax
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

CIF = {"currency": "USD", "valuation_basis": "CIF", "tax_base": "customs_value duty"}
PLAIN = law([duty("610910", percent("10")), measure(MeasureKind.VAT, "standard", percent("20"))], profile=CIF)
CLIFF = law(
    [
        duty("610910", percent("50")),
        measure(MeasureKind.VAT, "standard", percent("20")),
        measure(
            MeasureKind.RELIEF,
            "duty_threshold",
            conditions={"value_at_most": "100", "value_currency": "USD", "value_of": "goods"},
        ),
    ],
    profile=CIF,
)


def solved(cart: Consignment, rules: Law) -> tuple[Consignment, Assessment]:
    return solve(cart, lambda trial: assess(trial, rules, exchange()))


@pytest.mark.parametrize(
    ("included", "price"),
    [
        pytest.param({"duty"}, "100.00", id="duty"),
        pytest.param({"destination_tax"}, "90.91", id="tax, which falls on the duty too"),
        pytest.param({"duty", "destination_tax"}, "83.33", id="both"),
    ],
)
def test_the_price_before_charges_is_solved_out(included: set[str], price: str) -> None:
    gross = {"100.00": "110.00", "90.91": "110.91", "83.33": "110.00"}[price]
    cart, _ = solved(consignment(line(value=gross), prices_include=frozenset(included)), PLAIN)

    assert abs(cart.lines[0].value - Decimal(price)) <= Decimal("0.01")


def test_price_and_charges_make_up_the_price_again() -> None:
    cart = consignment(
        line(value="59.90"), line(value="12.35", id="2"), prices_include=frozenset({"duty", "destination_tax"})
    )

    before, assessment = solved(cart, PLAIN)

    total = sum(row.value for row in before.lines) + sum(c.amount.amount for c in assessment.all_charges())
    assert abs(total - Decimal("72.25")) <= Decimal("0.02")


def test_a_price_inside_a_cliff_is_refused_and_not_approximated() -> None:
    cart = consignment(line(value="125.00"), prices_include=frozenset({"duty"}))

    with pytest.raises(NoSuchPriceError):
        solved(cart, CLIFF)


def test_home_tax_is_taken_out_of_the_export_price() -> None:
    cart = consignment(line(value="119.00"), prices_include=frozenset({"home_tax"}), home_tax_rate=Decimal("0.19"))

    assert without_home_tax(cart).lines[0].value == Decimal("100.00")


def test_one_line_that_cannot_be_computed_ends_the_search() -> None:
    rules = law([duty("610910", percent("10"))], codes=["610910", "640399"], profile=CIF)
    cart = consignment(
        line(value="110.00"),
        line("640399", value="50.00", id="2", index=1),
        prices_include=frozenset({"duty"}),
    )

    before, assessment = solved(cart, rules)

    assert [row.value for row in before.lines] == [Decimal("110.00"), Decimal("50.00")]
    assert [row.calculable for row in assessment.lines] == [True, False]
