"""What a rate tree comes to."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    NotCalculable,
    RateBasis,
    Season,
    Seasonal,
    Specific,
    Sum,
    evaluate,
    units_of,
)
from dutiful_quote.engine.duty_rate_plain import from_plain, to_plain

EURO_IN_DOLLARS = Decimal("1.10")


def basis(value: str = "1000.00", on: date = date(2026, 11, 20), **quantities: str) -> RateBasis:
    def convert(amount: Decimal, currency: str) -> Decimal | None:
        return {"USD": amount, "EUR": amount * EURO_IN_DOLLARS}.get(currency)

    return RateBasis(Decimal(value), "USD", {unit: Decimal(text) for unit, text in quantities.items()}, on, convert)


PER_KILO = Specific(Decimal("2.00"), "USD", Decimal(1), "KGM")
PER_100_KILO_IN_EURO = Specific(Decimal("176.80"), "EUR", Decimal(100), "KGM")
TEN_PERCENT = AdValorem(Decimal("0.10"))
WINTER = Seasonal(
    (
        Season((11, 1), (5, 14), AdValorem(Decimal("0.08"))),
        Season((5, 15), (10, 31), AdValorem(Decimal("0.14"))),
    )
)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        pytest.param(AdValorem(Decimal(0)), "0", id="free"),
        pytest.param(TEN_PERCENT, "100", id="ad valorem"),
        pytest.param(PER_KILO, "80", id="specific"),
        pytest.param(PER_100_KILO_IN_EURO, "77.792", id="specific per 100 kg in another currency"),
        pytest.param(Fixed(Decimal(3), "EUR"), "3.30", id="fixed amount"),
        pytest.param(Sum((TEN_PERCENT, PER_KILO)), "180", id="compound"),
        pytest.param(Difference(TEN_PERCENT, PER_KILO), "20", id="difference"),
        pytest.param(Difference(PER_KILO, TEN_PERCENT), "0", id="a difference is never negative"),
        pytest.param(AtLeast(PER_KILO, TEN_PERCENT), "100", id="MIN floors: the greater is due"),
        pytest.param(AtMost(TEN_PERCENT, PER_KILO), "80", id="MAX caps: the smaller is due"),
        pytest.param(
            AtMost(AtLeast(AdValorem(Decimal("0.045")), Fixed(Decimal(50), "USD")), Fixed(Decimal(48), "USD")),
            "48",
            id="a floor and a ceiling: the ceiling is applied last",
        ),
        pytest.param(WINTER, "80", id="season of November"),
    ],
)
def test_a_rate_comes_to(rate: DutyRate, expected: str) -> None:
    assert evaluate(rate, basis(KGM="40")).amount == Decimal(expected)


@pytest.mark.parametrize(
    ("day", "share"),
    [
        pytest.param(date(2026, 10, 31), "0.14", id="last day of summer"),
        pytest.param(date(2026, 11, 1), "0.08", id="first day of winter"),
        pytest.param(date(2027, 1, 1), "0.08", id="winter wraps the new year"),
        pytest.param(date(2027, 5, 14), "0.08", id="last day of winter"),
        pytest.param(date(2027, 5, 15), "0.14", id="first day of summer"),
    ],
)
def test_a_season_that_wraps_the_year(day: date, share: str) -> None:
    assert evaluate(WINTER, basis("1", on=day)).amount == Decimal(share)


def test_a_day_outside_every_season_has_no_rate() -> None:
    rate = Seasonal((Season((6, 1), (8, 31), TEN_PERCENT),))

    assert evaluate(rate, basis()).forms == ("season without a rate",)


def test_a_quantity_that_is_not_known_is_named() -> None:
    result = evaluate(Sum((TEN_PERCENT, PER_KILO)), basis())

    assert (result.amount, result.missing_units) == (None, ("KGM",))


def test_a_currency_without_a_rate_is_named() -> None:
    result = evaluate(Fixed(Decimal(1), "JPY"), basis())

    assert (result.amount, result.missing_currencies) == (None, ("JPY",))


@pytest.mark.parametrize(
    ("rate", "form"),
    [
        pytest.param(NotCalculable("sliding scale"), "sliding scale", id="form that is not computed"),
        pytest.param(AgriculturalComponent("EA"), "agricultural component EA", id="recipe unknown"),
    ],
)
def test_a_form_that_is_not_computed_is_named(rate: DutyRate, form: str) -> None:
    result = evaluate(Sum((TEN_PERCENT, rate)), basis())

    assert (result.amount, result.forms) == (None, (form,))


def test_the_formula_shows_operands_and_the_exact_result() -> None:
    formula = evaluate(AdValorem(Decimal("0.075")), basis("39.98")).formula

    assert formula == {"op": "ad_valorem", "rate": "0.075", "value": "39.98", "unrounded": "2.9985"}


def test_all_units_of_a_tree_are_found() -> None:
    rate = AtMost(Sum((PER_KILO, Specific(Decimal(1), "EUR", Decimal(1), "NAR"))), TEN_PERCENT)

    assert units_of(rate) == {"KGM", "NAR"}


@pytest.mark.parametrize(
    "rate",
    [
        TEN_PERCENT,
        PER_100_KILO_IN_EURO,
        Fixed(Decimal(3), "EUR"),
        Sum((TEN_PERCENT, PER_KILO)),
        Difference(TEN_PERCENT, PER_KILO),
        AtLeast(TEN_PERCENT, PER_KILO),
        AtMost(TEN_PERCENT, PER_KILO),
        WINTER,
        AgriculturalComponent("ADSZ"),
        NotCalculable("entry price"),
    ],
    ids=lambda rate: type(rate).__name__,
)
def test_a_stored_tree_is_read_back(rate: DutyRate) -> None:
    assert from_plain(to_plain(rate)) == rate


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(ValueError, match="no operator"):
        from_plain({"op": "guess"})
