"""Fees of the Union and of its member states, and amounts too small to collect."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import Fixed
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import MeasureKind
from tests.builders.european_union import eu_law, goods, notes, relief, to_germany
from tests.builders.tariff import amounts, measure, percent


def test_the_unions_fee_is_not_charged_and_its_amount_is_shown() -> None:
    assessment = to_germany(*goods(("610910", "20.00", "CN"), ("610910", "20.00", "IN")))

    assert "union_handling_fee" not in dict(amounts(assessment))
    assert any("2 EUR an item, here 4 EUR in all" in text for text in assessment.not_included)


@pytest.mark.parametrize(
    ("value", "fee"),
    [pytest.param("50.00", "4.00", id="small"), pytest.param("500.00", "4.00", id="large")],
)
def test_the_switch_charges_the_unions_fee_for_each_item(value: str, fee: str) -> None:
    on = measure(MeasureKind.FEE, "union_handling_fee", Fixed(Decimal(2), "EUR"), conditions={"per": "item"})
    rules = eu_law(on, without=("union_handling_fee",))

    assessment = to_germany(*goods(("610910", value, "CN"), ("610910", value, "IN")), rules=rules)

    assert dict(amounts(assessment))["union_handling_fee"] == fee


def national(destination: str, rate: Fixed, per: str, **changes: object) -> Assessment:
    fee = measure(MeasureKind.FEE, "national_parcel_fee", rate, destination=destination, conditions={"per": per})
    vat = measure(MeasureKind.VAT, "standard", percent("20"), destination=destination)
    rules = eu_law(fee, vat, destination=destination)
    return to_germany(*goods(("610910", "20.00", "CN"), ("490199", "20.00", "CN")), rules=rules, **changes)


@pytest.mark.parametrize(("per", "fee"), [("item", "4.00"), ("parcel", "2.00")])
def test_a_member_states_fee_is_charged_by_item_or_parcel(per: str, fee: str) -> None:
    assert dict(amounts(national("FR", Fixed(Decimal(2), "EUR"), per)))["national_parcel_fee"] == fee


def test_a_fee_that_may_have_ended_says_so() -> None:
    assert "not confirmed" in notes(national("FR", Fixed(Decimal(2), "EUR"), "item"))["national_parcel_fee"]


def test_a_fee_in_a_currency_without_a_rate_is_asked_for() -> None:
    assessment = national("RO", Fixed(Decimal(25), "RON"), "parcel")

    assert "national_parcel_fee" in {found.fact for found in assessment.missing}


def test_charges_that_are_too_small_to_collect_fall_away() -> None:
    waiver = relief("small_amount", conditions={"value_at_most": "0.99", "value_currency": "EUR", "value_of": "duty"})
    rules = eu_law(waiver, without=("low_value_item",))

    assessment = to_germany(*goods(("490199", "5.20", "CN")), rules=rules, shipping=Decimal(0))

    assert (amounts(assessment), assessment.reliefs[-1].kind) == ([], "small_amount")
