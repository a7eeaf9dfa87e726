"""What only the United States do: section 321, duties of mail in place of all others, fees and their exemptions."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import Fixed, Specific
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_shared.contract.charge import Collected
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

DAY = date(2026, 3, 10)
ORDINARY = duty("610910", percent("16.5"))
CHINA = measure(MeasureKind.ADDITIONAL_DUTY, "s301_china", percent("7.5"), areas=("CN",))
INFORMAL = measure(
    MeasureKind.RELIEF,
    "informal_entry",
    conditions={"value_at_most": "2500", "value_currency": "USD", "value_of": "goods"},
)
FEE = measure(MeasureKind.FEE, "mpf_informal", Fixed(Decimal("2.77"), "USD"))


def mail_duty(rate: object, **changes: object) -> Measure:
    values = {"goods_code": "610910", "conditions": {"transport_modes": "post"}, **changes}
    return measure(MeasureKind.FLAT_DUTY, "mail_duty", rate, **values)


def us(*measures: Measure) -> Law:
    return law([ORDINARY, CHINA, INFORMAL, *measures], jurisdiction="US", on=DAY)


def imported(rules: Law, *lines: object, on: date = DAY, **changes: object) -> Assessment:
    values = {"jurisdiction": "US", "transport_mode": "post", "import_date": on, **changes}
    return assess(consignment(*(lines or (line(),)), **values), rules, exchange())


def charged(assessment: Assessment) -> list[tuple[str, str]]:
    return [(charge.programme, str(charge.assessed.amount)) for charge in assessment.all_charges()]


@pytest.mark.parametrize("mode", [pytest.param("post", id="post"), pytest.param("ems", id="express mail")])
def test_mail_pays_its_duty_in_place_of_all_others(mode: str) -> None:
    assert charged(imported(us(mail_duty(percent("10"))), transport_mode=mode)) == [("mail_duty", "10.00")]


def test_other_modes_pay_the_ordinary_tariff() -> None:
    rules = us(mail_duty(percent("10")))

    assert charged(imported(rules, transport_mode="express")) == [("column_1", "16.50"), ("s301_china", "7.50")]


@pytest.mark.parametrize(
    ("day", "programmes"),
    [
        pytest.param(date(2025, 5, 1), ["column_1", "s301_china"], id="the day before"),
        pytest.param(date(2025, 5, 2), ["mail_duty"], id="first day"),
        pytest.param(date(2026, 7, 23), ["mail_duty"], id="last day"),
        pytest.param(date(2026, 7, 24), ["column_1", "s301_china"], id="the day after"),
    ],
)
def test_duties_in_lieu_had_their_time(day: date, programmes: list[str]) -> None:
    assessment = imported(us(mail_duty(percent("10"))), on=day)

    assert [programme for programme, _ in charged(assessment)] == programmes


def test_a_duty_in_lieu_without_a_rate_is_asked_for() -> None:
    assessment = imported(us(mail_duty(None)))

    assert [found.fact for found in assessment.missing if found.line] == ["mail_duty"]
    assert not assessment.lines[0].calculable


def test_a_duty_in_lieu_whose_quantity_lacks_is_asked_for_and_never_zero() -> None:
    assessment = imported(us(mail_duty(Specific(Decimal(1), "USD", Decimal(1), "KGM"))))

    assert [found.fact for found in assessment.missing if found.line] == ["mail_duty"]
    assert not assessment.lines[0].calculable


def test_mail_of_an_origin_without_a_duty_in_lieu_pays_the_tariff() -> None:
    rules = us(mail_duty(percent("10"), areas=("CN",)))

    assessment = imported(rules, line(), line(id="2", index=1, origin="VN"))

    assert charged(assessment) == [("mail_duty", "10.00"), ("column_1", "16.50")]


DE_MINIMIS = measure(
    MeasureKind.RELIEF,
    "de_minimis",
    excluded=("HK",),
    conditions={"value_at_most": "800", "value_currency": "USD", "value_of": "goods"},
)


@pytest.mark.parametrize(
    ("value", "free"), [pytest.param("800.00", True, id="at the limit"), pytest.param("800.01", False, id="above")]
)
def test_section_321_frees_of_duty_and_fees(value: str, free: bool) -> None:
    assert (charged(imported(us(DE_MINIMIS, FEE), line(value=value), transport_mode="air")) == []) is free


def test_one_line_of_an_excluded_origin_takes_the_relief_from_all() -> None:
    lines = (line(value="10.00"), line(id="2", index=1, origin="HK", value="10.00"))

    assert charged(imported(us(DE_MINIMIS), *lines))


def exemption(**conditions: str) -> Measure:
    return measure(MeasureKind.EXEMPTION, "mpf_informal", conditions=conditions, heading="9999.00")


def fees(assessment: Assessment) -> list[tuple[str, str]]:
    return [(charge.programme, str(charge.assessed.amount)) for charge in assessment.charges]


USMCA = measure(MeasureKind.PREFERENCE, "S", percent("0"), goods_code="610910", conditions={"claim": "1"})


@pytest.mark.parametrize(
    ("claims", "expected"),
    [pytest.param(True, [], id="claimed"), pytest.param(False, [("mpf_informal", "2.77")], id="not claimed")],
)
def test_a_claimed_agreement_frees_of_the_processing_fee(claims: bool, expected: list[tuple[str, str]]) -> None:
    goods = line(claims_preference=claims, preference_proof="certificate" if claims else None)

    assert fees(imported(us(FEE, USMCA, exemption(claim="S")), goods, transport_mode="air")) == expected


def test_a_fee_is_charged_on_the_lines_that_are_not_exempt() -> None:
    share = measure(MeasureKind.FEE, "mpf_informal", percent("1"))
    goods = (line(facts={"donation": "true"}), line(id="2", index=1, value="50.00"))

    assessment = imported(us(share, exemption(statement="donation")), *goods, transport_mode="air")

    assert fees(assessment) == [("mpf_informal", "0.50")]
    assert [(found.line, found.text) for found in assessment.reliefs] == [("1", "mpf informal: exempt under 9999.00")]


def test_an_exemption_of_a_fee_looks_at_the_mode_of_transport() -> None:
    rules = us(FEE, exemption(transport_modes="road"))

    assert [bool(fees(imported(rules, transport_mode=mode))) for mode in ("air", "road")] == [True, False]


def test_an_exemption_of_a_fee_that_hangs_on_an_unknown_fact_is_not_taken() -> None:
    assert fees(imported(us(FEE, exemption(when="car_part")), transport_mode="air")) == [("mpf_informal", "2.77")]


def test_express_mail_pays_the_processing_fee_and_says_what_is_not_known() -> None:
    assessment = imported(us(FEE), transport_mode="ems")

    assert fees(assessment) == [("mpf_informal", "2.77")]
    assert any("EMS" in text for text in assessment.not_included)


def test_the_fee_by_waybill_stays_with_the_carrier() -> None:
    waybill = measure(MeasureKind.FEE, "express_waybill", Fixed(Decimal("1.34"), "USD"))

    assessment = imported(us(waybill), transport_mode="express")

    assert [charge.collected for charge in assessment.charges] == [Collected.CARRIER_COST]


def test_wine_asks_for_its_excise() -> None:
    rules = law([duty("220421", percent("1"))], codes=["220421"], jurisdiction="US", on=DAY)

    assert [found.fact for found in imported(rules, line("220421")).missing if found.line] == ["excise"]


@pytest.mark.parametrize(
    ("mode", "fact"),
    [pytest.param("air", "mpf_informal", id="air"), pytest.param("post", "dutiable_mail", id="post")],
)
def test_a_fee_that_is_not_loaded_for_the_day_is_asked_for_and_never_left_out(mode: str, fact: str) -> None:
    (missing,) = imported(us(), transport_mode=mode).missing

    assert (missing.fact, missing.pointer) == (fact, None)
    assert missing.spread is not None


def test_a_loaded_fee_is_not_asked_for() -> None:
    assert imported(us(FEE), transport_mode="air").missing == ()


def test_a_fee_from_which_all_goods_are_exempt_is_not_asked_for() -> None:
    exempt = measure(MeasureKind.EXEMPTION, "mpf_informal", conditions={"statement": "us_goods_returned"})
    returned = line(facts={"us_goods_returned": "true"})

    assert imported(us(exempt), returned, transport_mode="air").missing == ()


def test_a_fee_whose_rate_cannot_be_worked_out_is_asked_for() -> None:
    by_weight = measure(MeasureKind.FEE, "mpf_informal", Specific(Decimal(1), "EUR", Decimal(1), "KGM"))
    result = imported(us(by_weight), transport_mode="air")

    assert [found.fact for found in result.missing] == ["mpf_informal"]
    assert result.spreads
