"""The packaged facts of the United States say of each programme what its law says."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import AdValorem, AtMost, Fixed, NotCalculable
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, covers_origin
from tests.builders.packaged_tariffs import TODAY, Tariffs, measures_by_id, packaged_tariffs, programme


@pytest.fixture(scope="module")
def tariffs() -> Tariffs:
    return packaged_tariffs()


@pytest.fixture(scope="module")
def by_id(tariffs: Tariffs) -> dict[str, Measure]:
    return measures_by_id(tariffs)


def test_nearly_all_us_general_rates_are_computed(tariffs: Tariffs) -> None:
    rates = [m.rate for m in tariffs["US", "hts"].measures if m.programme == "column_1"]
    computed = sum(not isinstance(rate, NotCalculable) for rate in rates)
    assert computed / len(rates) >= 0.982


@pytest.mark.parametrize(
    ("code", "origin", "heading"),
    [
        ("6109100012", "CN", "9903.88.15"),
        ("8517620090", "CN", "9903.88.15"),
        ("8517620020", "CN", "9903.88.04"),
        ("8542310045", "CN", "9903.91.05"),
        ("6307909870", "CN", "9903.91.07"),
        ("6307909882", "CN", "9903.88.15"),
    ],
)
def test_each_code_has_the_heading_of_its_china_list(tariffs: Tariffs, code: str, origin: str, heading: str) -> None:
    measure = programme(tariffs["US", "s301"], "s301_china", code, origin, TODAY)
    assert measure is not None
    assert measure.heading == heading


@pytest.mark.parametrize("code", ["9503000073", "8471300100"], ids=["toys", "laptops"])
def test_list_4b_is_never_charged(tariffs: Tariffs, code: str) -> None:
    assert programme(tariffs["US", "s301"], "s301_china", code, "CN", TODAY) is None


@pytest.mark.parametrize(
    ("origin", "mode", "rate", "heading"),
    [
        ("CN", Mode.ADD, "0.125", "9903.05.31"),
        ("IN", Mode.ADD, "0.1", "9903.05.44"),
        ("FR", Mode.MINIMUM_TOTAL, "0.1", "9903.05.39"),
        ("JP", Mode.MINIMUM_TOTAL, "0.125", "9903.05.49"),
    ],
)
def test_forced_labour_duty_follows_the_origin(
    tariffs: Tariffs, origin: str, mode: Mode, rate: str, heading: str
) -> None:
    measure = programme(tariffs["US", "s301"], "s301_forced_labor", "6109100012", origin, TODAY)
    assert measure is not None
    assert (measure.mode, measure.rate, measure.heading) == (mode, AdValorem(Decimal(rate)), heading)


def test_forced_labour_duty_starts_on_its_day(tariffs: Tariffs) -> None:
    tariff = tariffs["US", "s301"]
    assert programme(tariff, "s301_forced_labor", "6109100012", "CN", date(2026, 7, 23)) is None
    assert programme(tariff, "s301_forced_labor", "6109100012", "CN", date(2026, 7, 24)) is not None


def test_conditional_exemptions_carry_their_condition(by_id: dict[str, Measure]) -> None:
    assert by_id["US:9903.05.88:85076000"].conditions == {"statement": "civil_aircraft_use"}
    assert by_id["US:9903.05.87:08059001"].conditions == {"article": "etrogs"}
    assert by_id["US:9903.05.93"].conditions == {"claim": "S"}


@pytest.mark.parametrize(
    ("day", "origin", "rate"),
    [
        pytest.param(date(2025, 4, 4), "VN", None, id="the day before"),
        pytest.param(date(2025, 4, 5), "VN", "10%", id="first days"),
        pytest.param(date(2025, 4, 9), "VN", "46%", id="country rates for one day"),
        pytest.param(date(2025, 4, 10), "VN", "10%", id="suspended again"),
        pytest.param(date(2025, 8, 7), "VN", "20%", id="second phase"),
        pytest.param(date(2025, 11, 13), "KR", "15%", id="Korea before its minimum"),
        pytest.param(date(2026, 2, 23), "VN", "20%", id="the last day"),
        pytest.param(date(2026, 2, 24), "VN", None, id="ended"),
    ],
)
def test_the_reciprocal_duty_has_its_rate_of_the_day(
    tariffs: Tariffs, day: date, origin: str, rate: str | None
) -> None:
    found = [
        measure
        for measure in tariffs["US", "emergency"].measures
        if measure.programme == "ieepa_reciprocal"
        and measure.kind is MeasureKind.ADDITIONAL_DUTY
        and not measure.conditions
        and measure.in_force(day)
        and covers_origin(measure, origin, frozenset())
    ]
    first = min(found, key=lambda measure: measure.rank, default=None)
    assert (first.rate_text if first else None) == rate


def test_a_minimum_total_of_the_emergency_duties_is_one(tariffs: Tariffs) -> None:
    floors = [m for m in tariffs["US", "emergency"].measures if m.mode is Mode.MINIMUM_TOTAL]
    assert {measure.heading for measure in floors} == {
        "9903.02.20", "9903.02.73", "9903.02.80", "9903.02.83", "9903.02.88",
    }  # fmt: skip


def test_the_old_duty_on_leather_of_japan_stays_unresolved(tariffs: Tariffs) -> None:
    measure = programme(tariffs["US", "s201_s338"], "japan_leather", "6403599045", "JP", TODAY)
    assert measure is not None
    assert measure.mode is Mode.UNRESOLVED


def test_forced_labour_yields_to_the_metals(tariffs: Tariffs) -> None:
    yields_to = {
        measure.conditions.get("charged")
        for measure in tariffs["US", "stacking"].measures
        if measure.kind is MeasureKind.EXEMPTION and measure.programme == "s301_forced_labor"
    }
    assert "s232_metals" in yields_to
    assert "s232_polysilicon" not in yields_to


def test_column_2_is_for_four_countries(tariffs: Tariffs) -> None:
    tariff = tariffs["US", "hts"]
    assert programme(tariff, "column_1", "6109100012", "CU", TODAY) is None
    assert programme(tariff, "column_2", "6109100012", "CU", TODAY) is not None


def test_russian_goods_of_note_30_have_their_own_rate(tariffs: Tariffs) -> None:
    measure = programme(tariffs["US", "hts"], "column_2", "6403599045", "RU", TODAY)
    assert measure is not None
    assert measure.rate_text == "35%"


def test_agoa_ends_with_the_year(by_id: dict[str, Measure]) -> None:
    assert by_id["US:D:64035990"].valid_to == date(2026, 12, 31)


def test_the_processing_fee_has_a_minimum_and_a_maximum(by_id: dict[str, Measure]) -> None:
    rate = by_id["US:mpf_formal_FY2027"].rate
    assert isinstance(rate, AtMost)
    assert rate.ceiling == Fixed(Decimal("670.86"), "USD")


def test_the_express_fee_of_the_current_year_is_not_made_up(tariffs: Tariffs) -> None:
    assert programme(tariffs["US", "fees"], "express_waybill", "", "CN", TODAY) is None
