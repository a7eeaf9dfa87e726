"""Rates in the place of the ordinary duty: those that are not known, those of a season, those that need no proof."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.duty_rate import AdValorem, NotCalculable, Season, Seasonal
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

CLAIM = {"claims_preference": True, "preference_proof": "origin declaration"}


def preference(programme: str, per_cent: str | None, **changes: object) -> Measure:
    unknown = {} if per_cent else {"mode": Mode.UNRESOLVED}
    shared = {"areas": ("CN",), "conditions": {"claim": "1"}, **unknown, **changes}
    return measure(MeasureKind.PREFERENCE, programme, percent(per_cent) if per_cent else None, **shared)


def quoted(*measures: Measure, on: date = date(2026, 11, 20), **changes: object) -> Assessment:
    both = law([duty("610910", percent("12")), *measures], on=on, profile={"valuation_basis": "CIF"})
    return assess(consignment(line(**changes), import_date=on), both, exchange())


def due(found: Assessment) -> list[tuple[str, Decimal]]:
    return [(charge.programme, charge.assessed.amount) for charge in found.all_charges()]


def test_a_claim_whose_rate_is_not_known_lies_between_nothing_and_the_ordinary_duty() -> None:
    found = quoted(preference("agreement", None), **CLAIM)
    (asked, *_) = found.missing
    assert (asked.fact, asked.spread.low, asked.spread.high) == ("preference_rate", Decimal(0), Decimal("12.00"))


def test_without_a_claim_a_rate_that_is_not_known_changes_nothing() -> None:
    assert due(quoted(preference("agreement", None))) == [("column_1", Decimal("12.00"))]


def test_a_known_rate_is_claimed_before_one_that_is_not() -> None:
    found = quoted(preference("unknown", None), preference("known", "4", goods_code="61"), **CLAIM)
    assert due(found) == [("known", Decimal("4.00"))]


def test_a_longer_code_without_a_rate_hides_the_shorter_codes() -> None:
    found = quoted(
        preference("agreement", "0", goods_code="61"), preference("agreement", None, goods_code="610910"), **CLAIM
    )
    assert [one.fact for one in found.missing][:1] == ["preference_rate"]


SUMMER = Seasonal((Season((5, 1), (9, 30), AdValorem(Decimal(0))),))


@pytest.mark.parametrize(
    ("on", "programme"),
    [
        pytest.param(date(2026, 9, 30), "summer", id="last day of the season"),
        pytest.param(date(2026, 10, 1), "column_1", id="the day after"),
    ],
)
def test_a_preference_for_some_months_is_none_in_the_others(on: date, programme: str) -> None:
    summer = measure(
        MeasureKind.PREFERENCE, "summer", SUMMER, areas=("CN",), goods_code="61", conditions={"claim": "1"}
    )
    assert [name for name, _ in due(quoted(summer, on=on, **CLAIM))] == [programme]


def test_a_suspension_needs_a_statement_and_no_proof() -> None:
    lower = measure(
        MeasureKind.SUSPENSION, "lower", percent("3"), goods_code="6109", conditions={"statement": "suspension"}
    )
    assert due(quoted(lower, facts={"suspension": "true"})) == [("lower", Decimal("3.00"))]
    assert due(quoted(lower)) == [("column_1", Decimal("12.00"))]


def test_a_suspension_dearer_than_the_ordinary_duty_is_not_taken() -> None:
    higher = measure(
        MeasureKind.SUSPENSION, "higher", percent("13"), goods_code="6109", conditions={"statement": "suspension"}
    )
    assert due(quoted(higher, facts={"suspension": "true"})) == [("column_1", Decimal("12.00"))]


def test_of_an_ordinary_duty_that_is_not_computed_the_known_ways_are_shown_without_a_saving() -> None:
    entry_price = measure(
        MeasureKind.THIRD_COUNTRY_DUTY, "column_1", NotCalculable("entry price"), goods_code="61091000"
    )
    both = law([entry_price, preference("agreement", "0", goods_code="6109")], ["61091000"])
    (found,) = assess(consignment(line("61091000")), both, exchange()).lines
    assert [(way.programme, way.total, way.saves) for way in found.alternatives] == [
        ("agreement", Decimal("0.00"), Decimal(0))
    ]


@pytest.mark.parametrize(
    ("stated", "holds"),
    [("N954", True), ("Y900 U045", True), ("N95", False), ("", False), ("N954X", False)],
)
def test_one_of_the_codes_must_be_stated(stated: str, holds: bool) -> None:
    (one,) = comparisons("documents=N954|U045")
    assert one.holds(stated) is holds


def test_what_is_stated_is_kept_when_a_code_is_added() -> None:
    (one,) = comparisons("documents=N954|U045")
    assert (one.satisfied_by("Y900"), one.satisfied_by("U045"), one.satisfied_by()) == ("Y900 N954", "U045", "N954")
