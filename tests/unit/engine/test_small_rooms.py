"""Derived quantities, exchange, who pays, the base of import tax, and thresholds: the small rooms of the engine."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import with_derived_quantities
from dutiful_quote.engine.measure import AreaMember, MeasureKind
from dutiful_shared.contract.charge import Payer
from dutiful_shared.contract.incoterm import Incoterm
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

ONE = Decimal(1)


@pytest.mark.parametrize(
    ("given", "weight", "unit", "expected"),
    [
        pytest.param({}, None, "NAR", "1", id="pieces of the quantity"),
        pytest.param({"NAR": Decimal(7)}, None, "NAR", "7", id="pieces as stated"),
        pytest.param({}, Decimal("0.5"), "KGM", "0.5", id="kilograms of the weight"),
        pytest.param({"KGM": Decimal(2)}, Decimal("0.5"), "KGM", "2", id="kilograms as stated"),
        pytest.param({}, Decimal("0.5"), "GRM", "500", id="grams of the weight"),
        pytest.param({"GRM": Decimal(250)}, None, "KGM", "0.25", id="kilograms of grams"),
        pytest.param({"GRM": Decimal(250)}, Decimal(1), "GRM", "250", id="grams as stated"),
        pytest.param({"LTR": Decimal(5), "ASV": Decimal(40)}, None, "LPA", "2", id="pure alcohol"),
        pytest.param({"LTR": Decimal(5), "ASV": Decimal(40)}, None, "HLT.vol", "2", id="hectolitres times strength"),
    ],
)
def test_a_quantity_follows_from_others(given: dict[str, Decimal], weight: Decimal | None, unit: str, expected: str):
    assert with_derived_quantities(given, ONE, weight)[unit] == Decimal(expected)


@pytest.mark.parametrize("known", [pytest.param({"LTR": ONE}, id="litres"), pytest.param({"ASV": ONE}, id="strength")])
def test_pure_alcohol_needs_litres_and_strength(known: dict[str, Decimal]) -> None:
    assert set(with_derived_quantities(known, ONE, None)) == {"NAR", *known}


def test_without_a_weight_none_is_derived() -> None:
    assert set(with_derived_quantities({}, ONE, None)) == {"NAR"}


def test_the_destinations_own_currency_needs_no_rate() -> None:
    rates = exchange("EUR", USD="0.5")

    assert [rates.knows(currency) for currency in ("EUR", "USD", "JPY")] == [True, True, False]
    assert [rates.convert(Decimal(10), currency) for currency in ("EUR", "USD", "JPY")] == [10, 5, None]
    assert (rates.back(Decimal(10), "EUR"), rates.back(Decimal(10), "USD")) == (10, 20)


def taxed(profile: dict[str, str], ordinary: str = "10", **changes: object) -> Assessment:
    rules = law(
        [duty("610910", percent(ordinary)), measure(MeasureKind.VAT, "standard", percent("20"))], profile=profile
    )
    return assess(consignment(shipping=Decimal(8), insurance=Decimal(2), **changes), rules, exchange())


def tax(assessment: Assessment) -> list[str]:
    return [str(charge.assessed.amount) for charge in assessment.all_charges() if charge.programme == "standard"]


@pytest.mark.parametrize(
    ("valuation", "base", "expected"),
    [
        pytest.param("FOB", "customs_value", "20.00", id="value"),
        pytest.param("FOB", "customs_value duty", "22.00", id="value and duty"),
        pytest.param("FOB", "customs_value freight", "21.60", id="value and freight"),
        pytest.param("FOB", "customs_value insurance", "20.40", id="value and insurance"),
        pytest.param("CIF", "customs_value freight insurance", "22.00", id="freight is in a CIF value already"),
        pytest.param("FOB", "customs_value uplift:0.10", "22.00", id="uplift"),
        pytest.param("FOB", "duty", "2.00", id="duty alone"),
    ],
)
def test_the_base_of_import_tax(valuation: str, base: str, expected: str) -> None:
    assert tax(taxed({"valuation_basis": valuation, "tax_base": base})) == [expected]


@pytest.mark.parametrize(
    ("incoterm", "payer"),
    [pytest.param(Incoterm.DDP, Payer.SELLER, id="DDP"), pytest.param(Incoterm.DAP, Payer.BUYER, id="DAP")],
)
def test_the_incoterm_says_who_pays(incoterm: Incoterm, payer: Payer) -> None:
    charges = taxed({"tax_base": "customs_value"}, incoterm=incoterm).all_charges()

    assert {charge.payer for charge in charges} == {payer}


def test_charges_are_numbered_within_the_consignment() -> None:
    assert [charge.id for charge in taxed({"tax_base": "customs_value"}).all_charges()] == ["c1-1", "c1-2"]


def test_a_purpose_other_than_a_sale_is_an_assumption() -> None:
    assert [found.fact for found in taxed({}, purpose="gift").assumptions] == ["purpose"]


@pytest.mark.parametrize(
    ("incoterm", "insurance", "noted"),
    [
        pytest.param(Incoterm.CIF, "0", True, id="none under CIF"),
        pytest.param(Incoterm.CIF, "1", False, id="some under CIF"),
        pytest.param(Incoterm.DAP, "0", False, id="none under DAP"),
    ],
)
def test_missing_insurance_is_noted_where_the_incoterm_asks_for_it(incoterm, insurance, noted) -> None:
    cart = consignment(incoterm=incoterm, insurance=Decimal(insurance))

    found = assess(cart, law([duty("610910", percent("1"))]), exchange()).assumptions

    assert ("insurance" in {one.fact for one in found}) is noted


def test_a_membership_of_a_group_has_its_dates() -> None:
    member = AreaMember("XX:g", "CN", date(2026, 1, 1), date(2026, 6, 30))

    def groups(on: date) -> frozenset[str]:
        return law([], areas=[member], on=on).groups_of("CN")

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [bool(groups(day)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        pytest.param(date(2025, 12, 31), False, id="the day before"),
        pytest.param(date(2026, 1, 1), True, id="first day"),
        pytest.param(date(2026, 6, 30), True, id="last day"),
        pytest.param(date(2026, 7, 1), False, id="the day after"),
    ],
)
def test_a_measure_has_its_first_and_last_day(day: date, in_force: bool) -> None:
    rule = duty("610910", percent("1"), valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))

    assert rule.in_force(day) is in_force


@pytest.mark.parametrize(
    ("condition", "value", "free"),
    [
        pytest.param("value_at_most", "100.00", True, id="at the most"),
        pytest.param("value_at_most", "100.01", False, id="above the most"),
        pytest.param("value_over", "100.00", False, id="not over"),
        pytest.param("value_over", "100.01", True, id="over"),
    ],
)
def test_thresholds_by_value(condition: str, value: str, free: bool) -> None:
    limit = measure(
        MeasureKind.RELIEF,
        "duty_threshold",
        conditions={condition: "100", "value_currency": "USD", "value_of": "goods"},
    )

    found = assess(consignment(line(value=value)), law([duty("610910", percent("10")), limit]), exchange())

    assert (found.all_charges() == ()) is free


def test_an_unknown_rate_of_tax_ranges_from_nothing() -> None:
    found = assess(consignment(), law([duty("610910", percent("1"))]), exchange())

    assert [(one.fact, one.spread.low, one.spread.high) for one in found.missing if one.spread] == [
        ("tax_rate", Decimal(0), None)
    ]


def test_what_lacks_adds_up() -> None:
    parts = measure(MeasureKind.ADDITIONAL_DUTY, "parts", percent("25"), conditions={"when": "car_part"})
    vat = measure(MeasureKind.VAT, "standard", percent("20"))
    rules = law([duty("610910", percent("10")), parts, vat], profile={"tax_base": "customs_value duty"})

    spread = assess(consignment(), rules, exchange()).lines[0].spread

    assert spread is not None
    assert (spread.low, spread.likely, spread.high) == (Decimal("22.00"), None, Decimal("52.00"))


@pytest.mark.parametrize(
    ("incoterm", "collected"),
    [pytest.param(Incoterm.DDP, "checkout", id="DDP"), pytest.param(Incoterm.DAP, "delivery", id="DAP")],
)
def test_the_incoterm_says_when_charges_are_collected(incoterm: Incoterm, collected: str) -> None:
    charges = taxed({"tax_base": "customs_value"}, incoterm=incoterm).all_charges()

    assert {charge.collected.value for charge in charges} == {collected}


def test_goods_without_a_code_are_asked_for_it() -> None:
    found = assess(consignment(line("", description="a shirt")), law([], codes=[""]), exchange())

    assert next((one.fact, one.pointer, one.spread.low, one.spread.high) for one in found.missing if one.spread) == (
        "hs_code",
        "/lines/0/hs_code",
        Decimal(0),
        None,
    )


def test_a_code_that_the_tariff_does_not_know_is_asked_for() -> None:
    rules = law([duty("610910", percent("1"))], codes=["999999"], lines=["6109100010"])

    found = assess(consignment(line("999999")), rules, exchange())

    assert "is not a code of the tariff" in found.missing[0].question
    assert not found.lines[0].calculable


@pytest.mark.parametrize(
    ("value", "due"),
    [pytest.param("50.00", [], id="at the threshold"), pytest.param("50.10", ["5.01"], id="above it")],
)
def test_a_small_amount_of_duty_is_waived(value: str, due: list[str]) -> None:
    waived = measure(
        MeasureKind.RELIEF,
        "duty_threshold",
        conditions={"value_at_most": "5", "value_currency": "USD", "value_of": "duty"},
    )

    found = assess(consignment(line(value=value)), law([duty("610910", percent("10")), waived]), exchange())

    assert [str(charge.assessed.amount) for charge in found.all_charges()] == due


def test_no_small_amount_is_waived_while_one_is_unknown() -> None:
    waived = measure(
        MeasureKind.RELIEF,
        "duty_threshold",
        conditions={"value_at_most": "5", "value_currency": "USD", "value_of": "duty"},
    )
    parts = measure(MeasureKind.ADDITIONAL_DUTY, "parts", percent("25"), conditions={"when": "car_part"})

    found = assess(consignment(line(value="10")), law([duty("610910", percent("10")), waived, parts]), exchange())

    assert [str(charge.assessed.amount) for charge in found.all_charges()] == ["1.00"]


def test_a_price_of_nothing_is_asked_for() -> None:
    found = assess(consignment(line(value="0")), law([duty("610910", percent("1"))]), exchange())

    asked = next(one for one in found.missing if one.fact == "declared_value")
    assert asked.spread is not None
    assert (asked.spread.low, asked.spread.high) == (Decimal(0), None)


def test_facts_of_weak_confidence_are_an_assumption() -> None:
    rules = law([duty("610910", percent("1"))], profile={"confidence": "low", "as_of": "2026-10-01"})

    assert [(one.fact, one.value) for one in assess(consignment(), rules, exchange()).assumptions] == [
        ("territory_facts", "2026-10-01")
    ]


def test_facts_of_medium_confidence_are_named() -> None:
    free = measure(MeasureKind.RELIEF, "duty_threshold", name="No duty up to USD 5",
                   conditions={"value_at_most": "5", "value_currency": "USD", "value_of": "goods"})  # fmt: skip
    tax = measure(MeasureKind.VAT, "standard", percent("8"), name="VAT, standard rate")
    rules = law([duty("610910", percent("1")), free, tax], profile={"confidence": "medium", "as_of": "2026-10-01"})

    (told,) = assess(consignment(), rules, exchange()).assumptions

    assert told.text.endswith("the customs value (FOB); No duty up to USD 5; VAT, standard rate.")


def test_facts_of_high_confidence_are_no_assumption() -> None:
    rules = law([duty("610910", percent("1"))], profile={"confidence": "high", "as_of": "2026-10-01"})

    assert assess(consignment(), rules, exchange()).assumptions == ()


@pytest.mark.parametrize(
    ("on", "told"),
    [
        pytest.param(date(2026, 11, 20), ["preference_stage"], id="first year"),
        pytest.param(date(2027, 1, 1), [], id="later"),
    ],
)
def test_the_day_of_a_stage_is_an_assumption_in_its_first_year(on: date, told: list[str]) -> None:
    staged = measure(MeasureKind.PREFERENCE, "JP", percent("1"), goods_code="610910", areas=("JP",),
                     conditions={"claim": "1", "stage": "year"}, valid_from=date(2026, 1, 1))  # fmt: skip
    goods = line(origin="JP", claims_preference=True, preference_proof="origin-declaration")

    found = assess(consignment(goods, import_date=on), law([duty("610910", percent("9")), staged], on=on), exchange())

    assert [one.fact for one in found.assumptions] == told
