"""Taxes on import as data: their order, the parts of their bases, and what is open about them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Spread
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_shared.contract.charge import ChargeKind
from tests.builders.import_taxes import ORDINARY, assessed, charged, tax
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param("customs_value", "10.00", id="value"),
        pytest.param("customs_value duty", "12.00", id="value and duty"),
        pytest.param("customs_value duty freight", "12.50", id="freight that the value leaves out"),
        pytest.param("customs_value duty freight insurance", "12.60", id="insurance that the value leaves out"),
        pytest.param("customs_value uplift:0.10 duty", "13.00", id="a share of the value"),
        pytest.param("duty", "2.00", id="the duty alone"),
        pytest.param("customs_value gross_up", "11.11", id="a share of itself: 100 / 0.9 x 10 %"),
    ],
)
def test_the_base_is_the_sum_of_its_named_parts(parts: str, expected: str) -> None:
    cart = consignment(shipping=Decimal(5), insurance=Decimal(1))

    assessment = assessed(tax("10"), cart=cart, tax_base=parts)

    assert charged(assessment)["standard"] == Decimal(expected)


def test_freight_within_the_value_is_not_counted_twice() -> None:
    cart = consignment(shipping=Decimal(5))

    assessment = assessed(tax("10"), cart=cart, tax_base="customs_value freight", valuation_basis="CIF")

    assert charged(assessment)["standard"] == Decimal("10.50")


def test_a_surcharge_on_the_duty_enters_the_tax_as_in_india() -> None:
    """20 % duty on 100; 10 % of it; 18 % of 100 + 20 + 2."""
    surcharge = tax("10", "sws", kind=MeasureKind.ADDITIONAL_DUTY)

    assessment = assessed(
        surcharge,
        tax("18"),
        **{"import_taxes": "sws standard", "tax_base": "customs_value duty tax:sws", "tax_base:sws": "duty"},
    )

    assert charged(assessment) == {"column_1": Decimal(20), "sws": Decimal(2), "standard": Decimal("21.96")}


def test_a_surcharge_is_not_charged_on_the_value_as_well() -> None:
    surcharge = tax("10", "sws", kind=MeasureKind.ADDITIONAL_DUTY)

    assessment = assessed(surcharge, tax("18"), **{"import_taxes": "sws standard", "tax_base:sws": "duty"})

    assert [charge.kind for charge in assessment.all_charges() if charge.programme == "sws"] == [
        ChargeKind.ADDITIONAL_DUTY
    ]


def test_fees_of_the_cascade_enter_a_base_that_names_them_as_in_kenya() -> None:
    """2.5 % and 2 % of 100; 16 % of 100 + 20 + 4.50."""
    fees = [tax("2.5", "idf", kind=MeasureKind.FEE), tax("2", "rdl", kind=MeasureKind.FEE)]

    assessment = assessed(
        *fees,
        tax("16"),
        **{
            "import_taxes": "idf rdl standard",
            "tax_base": "customs_value duty fees",
            "tax_base:idf": "customs_value",
            "tax_base:rdl": "customs_value",
        },
    )

    assert charged(assessment)["standard"] == Decimal("19.92")


def test_of_several_regions_the_stated_one_is_charged() -> None:
    east, west = tax("13", conditions={"region": "E"}), tax("5", conditions={"region": "W N"})

    assessment = assessed(east, west, cart=consignment(region="N"))

    assert charged(assessment)["standard"] == Decimal(6)


@pytest.mark.parametrize("region", ["", "NSW", "NEW SOUTH WALES"])
def test_a_tax_of_the_whole_country_is_due_in_every_region(region: str) -> None:
    assert charged(assessed(tax("10"), cart=consignment(region=region)))["standard"] == Decimal("12.00")


@pytest.mark.parametrize("region", ["", "Q"])
def test_a_region_that_is_not_known_is_asked_for_with_the_range(region: str) -> None:
    east, west = tax("13", conditions={"region": "E"}), tax("5", conditions={"region": "W N"})

    assessment = assessed(east, west, cart=consignment(region=region))

    assert [(one.fact, one.spread) for one in assessment.missing] == [
        ("region", Spread(Decimal(6), None, Decimal("15.60")))
    ]


def test_rates_that_the_sources_leave_open_make_a_range() -> None:
    rates = [tax("5", mode=Mode.UNRESOLVED), tax("10", mode=Mode.UNRESOLVED)]

    (state,) = assessed(*rates).lines

    assert state.spread == Spread(Decimal(6), None, Decimal(12))


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        pytest.param("JPY", "12", id="yen have no smaller unit"),
        pytest.param("USD", "12.35", id="cents"),
        pytest.param("BHD", "12.346", id="dinars have a thousand parts"),
    ],
)
def test_a_tax_is_rounded_half_up_to_the_minor_unit(currency: str, expected: str) -> None:
    """The default for every country whose own rule is not known: 12.3456 of tax on 123.456 of value."""
    cart = consignment(line(value="123.456"), currency="BHD")
    rules = law([duty("610910", percent("0")), tax("10.0000")], profile={"currency": currency})

    charges = assess(cart, rules, exchange(currency, **({} if currency == "BHD" else {"BHD": "1"}))).all_charges()

    assert [str(one.assessed.amount) for one in charges if one.programme == "standard"] == [expected]


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        pytest.param({"rounding": "", "currency": "BHD"}, [("rounding", "half-up to 0.001 BHD")], id="not known"),
        pytest.param({"rounding": "half up", "currency": "BHD"}, [], id="a fact"),
    ],
)
def test_a_rounding_that_is_no_fact_of_the_country_is_told(
    profile: dict[str, str], told: list[tuple[str, str]]
) -> None:
    rules = law([ORDINARY, tax("10")], profile=profile)

    found = assess(consignment(currency="BHD"), rules, exchange("BHD")).assumptions

    assert [(one.fact, one.value) for one in found if one.fact == "rounding"] == told


def test_where_nothing_is_charged_no_rounding_is_told() -> None:
    free = measure(
        MeasureKind.RELIEF,
        "duty_threshold",
        conditions={"value_at_most": "100", "value_currency": "USD", "value_of": "goods"},
    )
    untaxed = replace(free, id="XX:tax", programme="tax_threshold")

    assessment = assess(consignment(), law([free, untaxed], profile={"rounding": ""}), exchange())

    assert assessment.assumptions == ()


LEVY = tax(None, "levies", mode=Mode.UNRESOLVED)


def test_a_levy_of_unknown_height_on_which_tax_is_charged_leaves_the_range_open() -> None:
    base = "customs_value duty tax:levies"

    (state,) = assessed(LEVY, tax("15"), import_taxes="levies standard", tax_base=base).lines

    assert state.spread == Spread(Decimal(18), None, None)


def test_a_levy_apart_leaves_the_tax_known() -> None:
    assessment = assessed(LEVY, tax("15"), import_taxes="levies standard", tax_base="customs_value duty")

    assert charged(assessment)["standard"] == Decimal(18)


def test_a_levy_apart_is_asked_for_once_without_a_bound() -> None:
    cart = consignment(line(), line(id="2"))

    assessment = assessed(LEVY, tax("15"), cart=cart, import_taxes="levies standard", tax_base="customs_value duty")

    assert [(one.fact, one.line, one.spread) for one in assessment.missing] == [
        ("levies", None, Spread(Decimal(0), None, None))
    ]


STATED = "customs_value duty stated:landing_charges"


def test_charges_that_enter_the_base_and_are_not_stated_are_asked_for() -> None:
    assessment = assessed(tax("10"), tax_base=STATED)

    assert [(one.fact, one.pointer, one.spread) for one in assessment.missing] == [
        ("landing_charges", "/lines/0/facts/landing_charges", Spread(Decimal(12), None, None))
    ]


def test_stated_charges_enter_the_base() -> None:
    cart = consignment(line(facts={"landing_charges": "5.00"}))

    assert charged(assessed(tax("10"), cart=cart, tax_base=STATED))["standard"] == Decimal("12.50")


def test_one_rate_on_several_bases_is_asked_by_their_names() -> None:
    excess = {"value_over": "60", "value_currency": "USD", "value_of": "goods", "part": "excess"}
    ways = [
        tax("10", mode=Mode.UNRESOLVED, name="tax on the excess", conditions=excess),
        tax("10", mode=Mode.UNRESOLVED, name="tax on the whole"),
    ]

    assessment = assessed(*ways)

    assert [(one.question, one.spread) for one in assessment.missing] == [
        ("What is due: tax on the excess, 10% or tax on the whole, 10%?", Spread(Decimal(6), None, Decimal(12)))
    ]


def test_the_tax_on_an_unknown_duty_follows_its_range() -> None:
    """The duty lies between 5 and 15: 10 % of 105 to 10 % of 115, and all of it is unknown."""
    rule = measure(
        MeasureKind.DUTY_ESTIMATE,
        "estimate",
        percent("10"),
        conditions={"estimate_from": "0.05", "estimate_to": "0.15"},
    )

    (state,) = assess(consignment(), law([rule, tax("10")]), exchange()).lines

    assert state.spread == Spread(Decimal("15.50"), Decimal(21), Decimal("26.50"))


def test_without_any_tax_in_the_facts_its_rate_is_asked_for() -> None:
    assert [one.fact for one in assessed().missing] == ["tax_rate"]


def test_the_first_rank_of_a_tax_applies_whose_conditions_hold() -> None:
    scheme = tax("9.1", rank=0, conditions={"scheme": "CN_CBEC"})

    assessment = assessed(tax("13", rank=1), scheme, cart=consignment(registrations=frozenset({"CN_CBEC"})))

    assert charged(assessment)["standard"] == Decimal("10.92")


def test_a_line_without_a_code_is_not_taxed_as_if_it_had_no_duty() -> None:
    (state,) = assessed(tax("10"), cart=consignment(line(code=""))).lines

    assert state.spread == Spread(Decimal(10), None, None)
