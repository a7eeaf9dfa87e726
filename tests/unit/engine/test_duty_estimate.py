"""Where the tariff is not loaded the duty has a range that says what it rests on, and is never charged."""

from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_estimate import KnownRates
from dutiful_quote.engine.findings import Assessment, Spread
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from tests.builders.tariff import consignment, duty, exchange, law, measure, percent

NO_TAX = measure(MeasureKind.VAT, "standard", percent("0"))
OTHERS = KnownRates(Decimal("0.02"), Decimal("0.09"), Decimal("0.30"), ("EU", "US"), 1)


def knowing(known: KnownRates, *measures: object) -> Law:
    return replace(law([NO_TAX, *measures]), known_rates={"610910": known})


def quoted(rules: Law) -> Assessment:
    return assess(consignment(), rules, exchange())


def test_the_spread_of_other_schedules_bounds_an_unknown_duty() -> None:
    (state,) = quoted(knowing(OTHERS)).lines

    assert state.spread == Spread(Decimal(2), Decimal(9), Decimal(30))


def test_an_estimate_is_no_charge() -> None:
    (state,) = quoted(knowing(OTHERS)).lines

    assert (state.charges, state.calculable) == ((), False)


def test_the_question_names_the_schedules_and_that_they_are_not_the_law() -> None:
    (gap,) = quoted(knowing(OTHERS)).missing

    assert "2 other tariffs for 610910 (EU, US)" in gap.question
    assert "not the law of XX" in gap.question


def test_a_rule_about_the_countrys_own_tariff_goes_before_other_schedules() -> None:
    rule = measure(
        MeasureKind.DUTY_ESTIMATE, "estimate", percent("5"), conditions={"estimate_from": "0", "estimate_to": "0.05"}
    )

    (state,) = quoted(knowing(OTHERS, rule)).lines

    assert state.spread == Spread(Decimal(0), Decimal(5), Decimal(5))


def test_a_rule_without_an_upper_end_leaves_the_range_open() -> None:
    rule = measure(MeasureKind.DUTY_ESTIMATE, "estimate", conditions={"estimate_from": "0"})

    (state,) = quoted(knowing(OTHERS, rule)).lines

    assert state.spread == Spread(Decimal(0), None, None)


def test_schedules_with_specific_rates_alone_leave_the_range_open() -> None:
    (state,) = quoted(knowing(replace(OTHERS, high=None))).lines

    assert state.spread == Spread(Decimal(2), Decimal(9), None)


def test_a_loaded_rate_needs_no_estimate() -> None:
    assessment = quoted(knowing(OTHERS, duty("610910", percent("12"))))

    assert (assessment.missing, assessment.lines[0].charges[0].assessed.amount) == ((), Decimal(12))


def test_a_code_outside_a_schedule_that_is_partly_loaded_is_estimated() -> None:
    rules = replace(
        law([NO_TAX], lines=["95030000"], profile={"tariff_coverage": "partial"}), known_rates={"610910": OTHERS}
    )

    assert [gap.fact for gap in quoted(rules).missing] == ["duty_rate"]


def test_a_code_outside_a_whole_schedule_is_asked_for() -> None:
    assert [gap.fact for gap in quoted(law([NO_TAX], lines=["95030000"])).missing] == ["hs_code"]
