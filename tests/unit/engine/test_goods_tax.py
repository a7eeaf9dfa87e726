"""Rates of VAT for certain goods, found from the six digits or the whole code that a line gives."""

from decimal import Decimal

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
