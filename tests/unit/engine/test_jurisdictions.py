"""How each territory's rules meet: what is charged, in which order, and when it is collected."""

from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.engine.assessment import assess, assess_within_territory
from dutiful_quote.engine.duty_rate import AtLeast, AtMost, Fixed, NotCalculable
from dutiful_quote.engine.findings import Assessment, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_shared.contract.charge import ChargeKind, Collected
from tests.builders.tariff import amounts, consignment, duty, exchange, law, line, measure, percent, relief_up_to

# Great Britain


GB_LAW = law(
    [
        duty("420221", percent("2")),
        measure(MeasureKind.VAT, "supply_vat", percent("20")),
        measure(MeasureKind.VAT, "import_vat", percent("20")),
        relief_up_to("low_value_duty", "135", "GBP"),
    ],
    codes=["420221", "220421"],
    jurisdiction="GB",
    profile={"currency": "GBP", "valuation_basis": "CIF", "tax_base": "customs_value duty excise"},
)


def to_gb(value: str, code: str = "420221", **changes: object) -> Assessment:
    cart = consignment(
        line(code, value, origin="IN"), jurisdiction="GB", currency="GBP", shipping=Decimal("10.00"), **changes
    )
    return assess(cart, GB_LAW, exchange("GBP"))


def test_gb_up_to_135_pays_supply_vat_on_goods_and_shipping_and_no_duty() -> None:
    assert amounts(to_gb("120.00")) == [("supply_vat", "26.00")]


def test_gb_supply_vat_is_collected_at_checkout_even_delivered_at_place() -> None:
    from dutiful_shared.contract.incoterm import Incoterm

    (charge,) = to_gb("120.00", incoterm=Incoterm.DAP).all_charges()

    assert charge.collected is Collected.CHECKOUT


@pytest.mark.parametrize(
    ("value", "programmes"),
    [
        pytest.param("135.00", ["supply_vat"], id="at the limit"),
        pytest.param("135.01", ["column_1", "import_vat"], id="a penny above"),
    ],
)
def test_gb_relief_ends_a_penny_above_135(value: str, programmes: list[str]) -> None:
    assert [name for name, _ in amounts(to_gb(value))] == programmes


def test_gb_above_135_pays_duty_on_cif_and_import_vat_on_value_and_duty() -> None:
    assert amounts(to_gb("400.00")) == [("column_1", "8.20"), ("import_vat", "83.64")]


def test_gb_business_buyer_with_a_vat_number_accounts_for_it_itself() -> None:
    assessment = to_gb("100.00", buyer_type="business", buyer_tax_ids=frozenset({"GB_VAT"}))

    assert [charge.collected for charge in assessment.all_charges()] == [Collected.SELF_ACCOUNTED]


def test_gb_unregistered_seller_still_owes_the_vat_and_is_told() -> None:
    assert [found.fact for found in to_gb("120.00").missing] == ["seller_must_register"]


def test_gb_wine_is_outside_the_relief_and_its_excise_is_missing_not_zero() -> None:
    assessment = to_gb("50.00", code="220421")

    assert {"excise", "duty_rate"} <= {found.fact for found in assessment.missing}
    assert not assessment.lines[0].calculable


# United States


MPF = AtMost(AtLeast(percent("0.3464"), Fixed(Decimal("34.58"), "USD")), Fixed(Decimal("670.86"), "USD"))
US_LAW = law(
    [
        duty("610910", percent("16.5")),
        measure(MeasureKind.FEE, "mpf_formal", MPF),
        measure(MeasureKind.FEE, "mpf_informal", Fixed(Decimal("2.77"), "USD")),
        measure(MeasureKind.FEE, "dutiable_mail", Fixed(Decimal("7.61"), "USD")),
        measure(MeasureKind.FEE, "hmf", percent("0.125")),
        relief_up_to("informal_entry", "2500", "USD"),
    ],
    jurisdiction="US",
)


def to_us(value: str, mode: str) -> Assessment:
    return assess(consignment(line(value=value), jurisdiction="US", transport_mode=mode), US_LAW, exchange())


@pytest.mark.parametrize(
    ("value", "mode", "fees"),
    [
        pytest.param("100.00", "express", [], id="informal by express: the carrier's waybill fee instead"),
        pytest.param("100.00", "post", [("dutiable_mail", "7.61")], id="mail"),
        pytest.param("100.00", "air", [("mpf_informal", "2.77")], id="informal by air"),
        pytest.param("2500.00", "air", [("mpf_informal", "2.77")], id="at the informal limit"),
        pytest.param("2500.01", "air", [("mpf_formal", "34.58")], id="formal, at the minimum"),
        pytest.param("20000.00", "air", [("mpf_formal", "69.28")], id="formal, ad valorem"),
        pytest.param("500000.00", "air", [("mpf_formal", "670.86")], id="formal, at the maximum"),
        pytest.param("20000.00", "sea", [("mpf_formal", "69.28"), ("hmf", "25.00")], id="formal by sea"),
    ],
)
def test_us_fees_follow_the_way_of_transport_and_the_kind_of_entry(
    value: str, mode: str, fees: list[tuple[str, str]]
) -> None:
    charged = [
        (charge.programme, str(charge.assessed.amount))
        for charge in to_us(value, mode).all_charges()
        if charge.kind is ChargeKind.FEE
    ]

    assert charged == fees


def by_mail_to_us(*of_goods: Measure) -> Assessment:
    fees = [one for one in US_LAW.territory.measures if one.kind is not MeasureKind.THIRD_COUNTRY_DUTY]
    rules = law([*of_goods, *fees], ["610910"], jurisdiction="US")
    return assess(consignment(line(), jurisdiction="US", transport_mode="post"), rules, exchange())


def test_mail_that_bears_no_duty_pays_no_dutiable_mail_fee() -> None:
    found = by_mail_to_us(duty("610910", percent("0")))
    assert [charge.programme for charge in found.all_charges()] == ["column_1"]
    assert found.missing == ()


def test_whether_mail_pays_the_fee_is_open_where_its_duty_is() -> None:
    found = by_mail_to_us(duty("610910", NotCalculable("by the piece")))
    (asked,) = [one for one in found.missing if one.fact == "dutiable_mail"]
    assert asked.spread == Spread(Decimal(0), None, Decimal("7.61"))


def test_us_says_that_state_sales_tax_is_not_included() -> None:
    assert any("sales" in text for text in to_us("100.00", "air").not_included)


# Any other country


def general_law(*more: Measure) -> Law:
    return law(
        [duty("610910", percent("10")), measure(MeasureKind.VAT, "standard", percent("10")), *more],
        profile={"currency": "USD", "valuation_basis": "CIF", "tax_base": "customs_value duty excise"},
    )


def test_a_country_by_its_facts_taxes_value_and_duty() -> None:
    assessment = assess(consignment(line(value="100.00")), general_law(), exchange())

    assert amounts(assessment) == [("column_1", "10.00"), ("standard", "11.00")]


def test_below_both_thresholds_nothing_is_due() -> None:
    rules = general_law(relief_up_to("duty_threshold", "150", "USD"), relief_up_to("tax_threshold", "150", "USD"))

    assessment = assess(consignment(line(value="100.00")), rules, exchange())

    assert assessment.all_charges() == ()
    assert [found.kind for found in assessment.reliefs] == ["duty", "tax"]


def test_a_threshold_may_be_held_against_the_tax_payable() -> None:
    rules = general_law(
        relief_up_to("duty_threshold", "150", "USD"), relief_up_to("tax_threshold", "15", "USD", value_of="tax")
    )

    assert assess(consignment(line(value="149.00")), rules, exchange()).all_charges() == ()


def test_goods_outside_a_threshold_pay_below_it() -> None:
    rules = general_law(relief_up_to("duty_threshold", "150", "USD", not_goods="61 62"))

    assert amounts(assess(consignment(line(value="100.00")), rules, exchange()))[0] == ("column_1", "10.00")


def test_an_unknown_tax_rate_is_missing_and_never_zero() -> None:
    assessment = assess(consignment(line(value="100.00")), law([duty("610910", percent("10"))]), exchange())

    assert [found.fact for found in assessment.missing] == ["tax_rate"]
    assert assessment.spreads[0].high is None


def test_an_unknown_duty_leaves_the_tax_a_range() -> None:
    rules = law([measure(MeasureKind.VAT, "standard", percent("10"))])

    spread = assess(consignment(line(value="100.00")), rules, exchange()).lines[0].spread

    assert spread is not None
    assert (spread.low, spread.high) == (Decimal("10.0000"), None)


def test_goods_without_a_price_are_asked_for_their_value() -> None:
    assessment = assess(consignment(line(value="0.00")), general_law(), exchange())

    assert [found.fact for found in assessment.missing] == ["declared_value"]


def domestic(tax_border: bool) -> Assessment:
    cart: Consignment = consignment(line(value="100.00"), ship_from="ES", ship_to="IC", jurisdiction="EU")
    return assess_within_territory(cart, tax_border, exchange())


def test_within_one_territory_nothing_is_imported() -> None:
    assert (domestic(tax_border=False).import_needed, domestic(tax_border=False).missing) == (False, ())


def test_a_tax_border_without_its_rate_is_missing() -> None:
    assert [found.fact for found in domestic(tax_border=True).missing] == ["tax_rate"]


@pytest.mark.parametrize(
    ("buyer", "ids", "collected"),
    [
        pytest.param("business", {"VAT"}, Collected.SELF_ACCOUNTED, id="a business with a number"),
        pytest.param("business", set(), Collected.CHECKOUT, id="a business without one"),
        pytest.param("consumer", {"VAT"}, Collected.CHECKOUT, id="a consumer with one"),
    ],
)
def test_gb_reverse_charge_needs_a_business_and_its_number(buyer: str, ids: set[str], collected: Collected) -> None:
    assessment = to_gb("100.00", buyer_type=buyer, buyer_tax_ids=frozenset(ids))

    assert [charge.collected for charge in assessment.all_charges()] == [collected]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({}, True, id="a seller without a number"),
        pytest.param({"marketplace": True}, False, id="a marketplace"),
        pytest.param({"registrations": frozenset({"GB_VAT"})}, False, id="a registered seller"),
    ],
)
def test_gb_seller_is_told_to_register(changes: dict[str, object], told: bool) -> None:
    facts = {found.fact for found in to_gb("120.00", **{"registrations": frozenset(), **changes}).missing}

    assert ("seller_must_register" in facts) is told


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"mode": Mode.UNRESOLVED}, id="the sources disagree about it"),
        pytest.param({"areas": ("DE",)}, id="it is for goods of another origin"),
    ],
)
def test_a_waiver_of_small_duties_that_is_not_certain_waives_nothing(changes: dict[str, Any]) -> None:
    limits = {"value_at_most": "5", "value_currency": "USD", "value_of": "duty"}
    waiver = measure(MeasureKind.RELIEF, "duty_threshold", conditions=limits, **changes)
    vat = measure(MeasureKind.VAT, "standard", percent("0"))
    assessment = assess(consignment(), law([duty("610910", percent("4")), vat, waiver]), exchange())

    assert ("column_1", "4.00") in amounts(assessment)
