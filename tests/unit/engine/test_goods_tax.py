"""Rates of VAT for certain goods, found from the six digits or the whole code that a line gives."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import Measure, MeasureKind
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

LINES = ["4901990010", "4901990090"]


def rate_for(code: str, per_cent: str, **changes: object) -> Measure:
    return measure(MeasureKind.VAT, f"vat_{per_cent}", percent(per_cent), goods_code=code, **changes)


def taxed(code: str, *rates: Measure, facts: dict[str, str] | None = None, value: str = "100.00") -> Assessment:
    standard = measure(MeasureKind.VAT, "standard", percent("20"))
    both = law([duty("490199", percent("0")), standard, *rates], [code], lines=LINES)
    return assess(consignment(line(code, value, facts=facts or {})), both, exchange())


def taxes(found: Assessment) -> list[tuple[str, Decimal]]:
    return [(charge.programme, charge.assessed.amount) for charge in found.all_charges() if charge.kind == "tax"]


def test_six_digits_take_the_rate_of_all_codes_below_them() -> None:
    assert taxes(taxed("490199", rate_for("4901990010", "0"), rate_for("4901990090", "0"))) == [
        ("vat_0", Decimal("0.00"))
    ]


def test_six_digits_with_several_rates_below_take_the_standard_one_and_ask_for_the_code() -> None:
    found = taxed("490199", rate_for("4901990010", "0"))
    assert taxes(found) == [("standard", Decimal("20.00"))]
    assert [note.fact for note in found.assumptions if note.pointer.endswith("hs_code")][-1] == "tax_rate"


def test_the_most_specific_code_decides() -> None:
    assert taxes(taxed("4901990010", rate_for("4901", "5"), rate_for("4901990010", "0"))) == [
        ("vat_0", Decimal("0.00"))
    ]


def test_a_measure_at_the_standard_rate_is_the_standard_tax() -> None:
    assert taxes(taxed("4901990010", rate_for("4901990010", "20"))) == [("standard", Decimal("20.00"))]


def test_other_goods_pay_the_standard_rate() -> None:
    assert taxes(taxed("4901990090", rate_for("4901990010", "0"))) == [("standard", Decimal("20.00"))]


def test_lines_of_one_consignment_have_each_their_own_rate() -> None:
    standard = measure(MeasureKind.VAT, "standard", percent("20"))
    both = law([duty("490199", percent("0")), standard, rate_for("4901990010", "5")], LINES, lines=LINES)
    goods = [line(code, id=code) for code in LINES]
    assert taxes(assess(consignment(*goods), both, exchange())) == [
        ("vat_5", Decimal("5.00")),
        ("standard", Decimal("20.00")),
    ]


def notice(per_cent: str, goods: str = "") -> Measure:
    conditions = {"goods": goods} if goods else {}
    return measure(MeasureKind.NOTICE, "reduced_tax", percent(per_cent), conditions=conditions)


def notes(found: Assessment) -> list[str]:
    return [note.pointer for note in found.assumptions if note.fact == "tax_rate"]


@pytest.mark.parametrize(
    ("code", "goods", "told"),
    [
        pytest.param("4901990010", "48 49", True, id="among the goods"),
        pytest.param("490199", "49019900", True, id="perhaps among them"),
        pytest.param("4901990010", "", True, id="goods of any code"),
        pytest.param("4901990010", "48", False, id="others"),
    ],
)
def test_a_rate_that_the_goods_may_have_is_told_and_not_taken(code: str, goods: str, told: bool) -> None:
    found = taxed(code, notice("7", goods))
    assert taxes(found) == [("standard", Decimal("20.00"))]
    assert notes(found) == (["/lines/0/facts/tax_rate"] if told else [])


@pytest.mark.parametrize(
    ("stated", "due", "told"),
    [
        pytest.param("0.07", "7.00", False, id="a rate of the law"),
        pytest.param("0.070", "7.00", False, id="written otherwise"),
        pytest.param("0.2", "20.00", False, id="the standard rate"),
        pytest.param("0.05", "20.00", True, id="no rate of the law"),
    ],
)
def test_the_line_states_the_rate_of_its_goods(stated: str, due: str, told: bool) -> None:
    found = taxed("4901990010", notice("7", "49"), facts={"tax_rate": stated})
    assert taxes(found) == [("standard", Decimal(due))]
    assert bool(notes(found)) is told


def test_a_stated_rate_stands_before_that_of_the_goods() -> None:
    found = taxed("4901990010", rate_for("4901", "7"), facts={"tax_rate": "0.20"})
    assert taxes(found) == [("standard", Decimal("20.00"))]


def test_a_line_without_a_code_is_told_of_no_rate() -> None:
    standard = measure(MeasureKind.VAT, "standard", percent("20"))
    found = assess(consignment(line("")), law([standard, notice("7")], ["490199"]), exchange())
    assert notes(found) == []
