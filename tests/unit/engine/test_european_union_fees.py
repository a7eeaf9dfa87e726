"""Fees on parcels at their edges: when, for how many, who owes them, and what is too small to collect."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import Fixed
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_shared.contract.charge import Charge, Collected, Payer
from dutiful_shared.contract.incoterm import Incoterm
from tests.builders.european_union import eu_law, goods, notes, relief, to_germany
from tests.builders.tariff import amounts, measure, percent

TWO = Fixed(Decimal(2), "EUR")
UNION_FEE = measure(MeasureKind.FEE, "union_handling_fee", TWO, conditions={"per": "item"})


def parcel_fee(destination: str, **conditions: str) -> Measure:
    return measure(
        MeasureKind.FEE, "national_parcel_fee", TWO, destination=destination, conditions={"per": "item", **conditions}
    )


def to_state(destination: str, *lines: GoodsLine, on: date = date(2026, 10, 31), **changes: object) -> Assessment:
    vat = measure(MeasureKind.VAT, "standard", percent("20"), destination=destination)
    owed = {"owed_by": "seller"} if destination == "RO" else {}
    rules = eu_law(parcel_fee(destination, **owed), vat, destination=destination, on=on)
    return to_germany(*(lines or goods(("610910", "20.00", "CN"))), rules=rules, **changes)


def fee_of(assessment: Assessment) -> Charge:
    (fee,) = assessment.charges
    return fee


@pytest.mark.parametrize(
    ("day", "doubted"),
    [
        pytest.param(date(2026, 10, 31), False, id="the day before"),
        pytest.param(date(2026, 11, 1), True, id="the day on which the Union's fee was expected"),
    ],
)
def test_from_when_a_fee_may_have_ended(day: date, doubted: bool) -> None:
    assert any(note.fact == "national_parcel_fee" for note in to_state("FR", on=day).assumptions) is doubted


@pytest.mark.parametrize(
    ("destination", "collected", "payer"),
    [
        pytest.param("RO", Collected.CHECKOUT, Payer.SELLER, id="the seller owes it in Romania"),
        pytest.param("FR", Collected.DELIVERY, Payer.BUYER, id="elsewhere it follows the Incoterm"),
    ],
)
def test_who_owes_a_fee_delivered_at_place(destination: str, collected: Collected, payer: Payer) -> None:
    fee = fee_of(to_state(destination, incoterm=Incoterm.DAP))

    assert (fee.collected, fee.payer) == (collected, payer)


def test_the_unions_fee_follows_the_incoterm_in_romania_too() -> None:
    vat = measure(MeasureKind.VAT, "standard", percent("21"), destination="RO")
    rules = eu_law(UNION_FEE, vat, without=("union_handling_fee",), destination="RO")

    assert fee_of(to_germany(*goods(("610910", "20.00", "CN")), rules=rules)).follows_incoterm


def test_a_fee_has_no_base_and_shows_how_often_it_is_due() -> None:
    fee = fee_of(to_state("FR", *goods(("610910", "20.00", "CN"), ("490199", "20.00", "CN"))))

    assert (fee.base, fee.formula["number"], fee.formula["unrounded"]) == (None, 2, "4")


@pytest.mark.parametrize(
    ("codes", "fee"),
    [
        pytest.param(("610910", ""), "4.00", id="a line without a code is an item of its own"),
        pytest.param(("610910", "", ""), "6.00", id="and another one"),
        pytest.param(("2204210600", "2204210700"), "4.00", id="excise goods by ten digits"),
    ],
)
def test_how_many_items_a_fee_counts(codes: tuple[str, ...], fee: str) -> None:
    assessment = to_state("FR", *goods(*((code, "10.00", "CN") for code in codes)))

    assert str(fee_of(assessment).assessed.amount) == fee


def preferred(value: str, **changes: object) -> Assessment:
    proven = {"claims_preference": True, "preference_proof": "origin declaration", **changes}
    rules = eu_law(UNION_FEE, without=("union_handling_fee",))
    lines = goods(("640399", value, "VN"), **proven) + goods(("6403999690", value, "VN"), **proven)
    return to_germany(*lines, rules=rules)


@pytest.mark.parametrize("value", [pytest.param("20.00", id="small"), pytest.param("200.00", id="large")])
def test_a_full_declaration_counts_by_all_digits(value: str) -> None:
    assert str(fee_of(preferred(value)).assessed.amount) == "2.00"  # one declarable code below the six digits


def test_two_codes_of_one_subheading_are_two_lines_of_a_full_declaration() -> None:
    rules = eu_law(UNION_FEE, without=("union_handling_fee",))
    wines = goods(("2204210600", "200.00", "CL"), ("2204210700", "200.00", "CL"))

    assert str(fee_of(to_germany(*wines, rules=rules)).assessed.amount) == "4.00"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"buyer_type": "business"}, id="to a business"),
        pytest.param({"seller_type": "consumer"}, id="from a private person"),
        pytest.param({"purpose": "return"}, id="goods that come back"),
    ],
)
def test_the_unions_fee_is_for_distance_sales_only(changes: dict[str, str]) -> None:
    assessment = to_germany(*goods(("610910", "20.00", "CN")), **changes)

    assert not any("handling fee" in text for text in assessment.not_included)


def small(*lines: GoodsLine, **changes: object) -> Assessment:
    limit = {"value_at_most": "0.99", "value_currency": "EUR", "value_of": "duty"}
    rules = eu_law(relief("small_amount", conditions=limit), without=("low_value_item",))
    return to_germany(*lines, rules=rules, **{"shipping": Decimal(0), **changes})


@pytest.mark.parametrize(
    ("value", "left"),
    [
        pytest.param("5.23", [], id="99 cents"),
        pytest.param("5.24", [("column_1", "0.00"), ("standard", "1.00")], id="one euro"),
    ],
)
def test_less_than_one_euro_is_not_collected(value: str, left: list[tuple[str, str]]) -> None:
    assert amounts(small(*goods(("490199", value, "CN")))) == left


def test_the_sum_of_all_lines_is_compared() -> None:
    assert len(amounts(small(*goods(("490199", "3.00", "CN"), ("490199", "3.00", "CN"))))) == 4


def test_nothing_is_waived_while_an_amount_is_not_known() -> None:
    assessment = small(*goods(("490199", "1.00", "CN"), ("", "1.00", "CN")))

    assert [found.kind for found in assessment.reliefs] == []


def test_the_tax_of_a_sale_is_no_charge_of_the_import() -> None:
    assessment = small(*goods(("490199", "1.00", "CN")), registrations=frozenset({"IOSS"}))

    assert amounts(assessment) == [("column_1", "0.00"), ("standard", "0.19")]


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
