"""Simplified regimes: which one applies, on what, in place of what."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import Difference, DutyRate, Fixed
from dutiful_quote.engine.findings import Assessment, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

TARIFF = [
    duty("610910", percent("20")),
    duty("420221", percent("5")),
    measure(MeasureKind.VAT, "standard", percent("10")),
]


def regime(rate: DutyRate, name: str = "regime", replaces: str = "duty", **changes: object) -> Measure:
    conditions = {"replaces": replaces, "transport_modes": "express", **changes.pop("conditions", {})}
    values = {"id": f"XX:{name}:{rate}", "name": name, "conditions": conditions, **changes}
    return measure(MeasureKind.FLAT_DUTY, "courier", rate, **values)


def charged(cart: Consignment, *regimes: Measure) -> list[tuple[str, Decimal]]:
    return [(charge.programme, charge.assessed.amount) for charge in assessed(cart, *regimes).all_charges()]


def assessed(cart: Consignment, *regimes: Measure) -> Assessment:
    return assess(cart, law([*TARIFF, *regimes], codes=["610910", "420221"]), exchange())


def test_a_regime_stands_in_place_of_the_tariff_and_enters_the_tax() -> None:
    assert charged(consignment(), regime(percent("30"))) == [("courier", Decimal(30)), ("standard", Decimal(13))]


def test_a_regime_may_stand_in_place_of_tax_too() -> None:
    assert charged(consignment(), regime(percent("33.5"), replaces="duty tax")) == [("courier", Decimal("33.50"))]


def test_by_another_mode_the_tariff_applies() -> None:
    cart = consignment(transport_mode="sea")

    assert charged(cart, regime(percent("30"))) == [("column_1", Decimal(20)), ("standard", Decimal(12))]


def test_an_amount_deducted_counts_once_for_the_consignment() -> None:
    cart = consignment(line(value="60.00", id="1"), line("420221", "40.00", id="2", index=1))
    less = Difference(percent("60"), Fixed(Decimal(20), "USD"))

    duties = [amount for programme, amount in charged(cart, regime(less)) if programme == "courier"]

    assert duties == [Decimal(24), Decimal(16)]


def test_a_deduction_never_makes_the_duty_negative() -> None:
    less = Difference(percent("10"), Fixed(Decimal(20), "USD"))

    assert charged(consignment(), regime(less))[0] == ("courier", Decimal(0))


def test_the_most_specific_goods_code_decides() -> None:
    every, bags = regime(percent("7.5")), regime(percent("20"), "bags", goods_code="4202")

    assert charged(consignment(line("420221")), every, bags)[0] == ("courier", Decimal(20))


def test_the_lower_rank_comes_first() -> None:
    certified = regime(percent("20"), rank=0, conditions={"scheme": "CERTIFIED"})
    others = regime(percent("60"), rank=1)
    cart = consignment(registrations=frozenset({"CERTIFIED"}))

    assert charged(cart, others, certified)[0] == ("courier", Decimal(20))


def test_several_possible_rates_make_a_range() -> None:
    rates = [regime(percent(rate), mode=Mode.UNRESOLVED, replaces="duty tax") for rate in ("13", "20", "50")]

    (state,) = assessed(consignment(), *rates).lines

    assert state.spread == Spread(Decimal(13), None, Decimal(50))


@pytest.mark.parametrize(
    ("value", "spread"),
    [
        pytest.param("100.00", None, id="waived at every rate"),
        pytest.param("100.01", Spread(Decimal(0), None, Decimal("50.01")), id="waived at the lower rate"),
        pytest.param("384.66", Spread(Decimal("50.01"), None, Decimal("192.33")), id="waived at none"),
    ],
)
def test_a_small_amount_due_is_waived(value: str, spread: Spread | None) -> None:
    rates = [regime(percent(rate), mode=Mode.UNRESOLVED, replaces="duty tax") for rate in ("13", "50")]
    limit = {"value_at_most": "50", "value_currency": "USD", "value_of": "tax"}
    waiver = measure(MeasureKind.RELIEF, "courier_threshold", conditions=limit)

    (state,) = assessed(consignment(line(value=value)), *rates, waiver).lines

    assert (state.charges, state.spread) == ((), spread)


def test_a_duty_relief_goes_before_the_regime() -> None:
    limit = {"value_at_most": "100", "value_currency": "USD", "value_of": "goods"}
    relief = measure(MeasureKind.RELIEF, "duty_threshold", conditions=limit)

    assert charged(consignment(), regime(percent("30")), relief) == [("standard", Decimal(10))]


def test_a_regime_for_all_goods_needs_no_tariff_code() -> None:
    assert charged(consignment(line(code="")), regime(percent("33.5"), replaces="duty tax")) == [
        ("courier", Decimal("33.50"))
    ]
