"""Taxes on import that a limit, a relief or a waiver of small sums may take away, surely or not."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Spread
from dutiful_quote.engine.measure import MeasureKind, Mode
from tests.builders.import_taxes import assessed, charged, tax
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent


@pytest.mark.parametrize(
    ("value", "expected"),
    [pytest.param("60.01", "0.00", id="the least above the limit"), pytest.param("100.00", "4.00", id="above")],
)
def test_a_tax_on_the_excess_leaves_the_limit_free(value: str, expected: str) -> None:
    """10 % of what exceeds 60, without duty."""
    excess = {"value_over": "60", "value_currency": "USD", "value_of": "goods", "part": "excess"}
    rules = law([duty("610910", percent("0")), tax("10", conditions=excess)])

    charges = assess(consignment(line(value=value)), rules, exchange()).all_charges()

    assert [str(one.assessed.amount) for one in charges if one.programme == "standard"] == [expected]


def test_the_free_part_is_shared_over_the_lines_by_value() -> None:
    """10 % of 60 - 15 and of 20 - 5."""
    excess = {"value_over": "20", "value_currency": "USD", "value_of": "goods", "part": "excess"}
    rules = law([duty("610910", percent("0")), tax("10", conditions=excess)])

    charges = assess(consignment(line(value="60"), line(id="2", value="20")), rules, exchange()).all_charges()

    assert [one.assessed.amount for one in charges if one.programme == "standard"] == [Decimal("4.5"), Decimal("1.5")]


def test_a_doubtful_relief_makes_the_tax_a_range_from_zero() -> None:
    relief = measure(
        MeasureKind.RELIEF,
        "tax_threshold",
        mode=Mode.UNRESOLVED,
        conditions={"value_at_most": "100", "value_currency": "USD", "value_of": "goods"},
    )

    (state,) = assessed(tax("10"), relief).lines

    assert state.spread == Spread(Decimal(0), None, Decimal(12))


def test_above_a_doubtful_relief_the_tax_is_certain() -> None:
    relief = measure(
        MeasureKind.RELIEF,
        "tax_threshold",
        mode=Mode.UNRESOLVED,
        conditions={"value_at_most": "99.99", "value_currency": "USD", "value_of": "goods"},
    )

    assert charged(assessed(tax("10"), relief))["standard"] == Decimal(12)


@pytest.mark.parametrize(
    ("limit", "low"),
    [pytest.param("10.00", "0", id="may be waived"), pytest.param("9.99", "10.00", id="is too much to be waived")],
)
def test_a_waiver_of_small_taxes_is_in_doubt_while_the_duty_is_unknown(limit: str, low: str) -> None:
    waiver = measure(
        MeasureKind.RELIEF,
        "tax_threshold",
        conditions={"value_at_most": limit, "value_currency": "USD", "value_of": "tax"},
    )

    (state,) = assess(
        consignment(), law([tax("10"), waiver], profile={"tax_base": "customs_value duty"}), exchange()
    ).lines

    assert state.spread is not None
    assert state.spread.low == Decimal(low)


def test_a_waiver_of_small_taxes_looks_at_the_rate_for_the_goods() -> None:
    waiver = measure(
        MeasureKind.RELIEF,
        "tax_threshold",
        conditions={"value_at_most": "5", "value_currency": "USD", "value_of": "tax"},
    )
    reduced = measure(MeasureKind.VAT, "reduced", percent("4"), goods_code="610910")
    rules = law([duty("610910", percent("0")), tax("20"), reduced, waiver])

    assert [found.kind for found in assess(consignment(), rules, exchange()).reliefs] == ["tax"]
