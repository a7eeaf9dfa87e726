"""Six digits where the destination declares more."""

from decimal import Decimal

from dutiful_quote.engine.candidates import CodedDuty, assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.law import Law
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, percent


def assessed(rules: Law, code: str = "610910") -> CodedDuty:
    goods = line(code)
    return assess_coded(goods, RateBasis(goods.value, "USD", {}, ON, exchange().convert), rules, consignment(goods))


def test_national_lines_that_are_treated_alike_give_an_exact_duty() -> None:
    rules = law([duty("61091000", percent("16.5"))], lines=["6109100004", "6109100012"])

    result = assessed(rules)

    assert result.duty.amount == Decimal("16.50")
    assert result.assumption is not None


def test_national_lines_that_differ_give_the_range_and_ask() -> None:
    rules = law(
        [duty("6109100004", percent("5")), duty("6109100012", percent("20"))], lines=["6109100004", "6109100012"]
    )

    (gap,) = assessed(rules).duty.gaps

    assert gap.spread is not None
    assert (gap.fact, gap.spread.low, gap.spread.high) == ("hs_code", Decimal("5.00"), Decimal("20.00"))


def test_the_range_is_open_when_one_of_the_lines_has_no_rate() -> None:
    rules = law([duty("6109100004", percent("5"))], lines=["6109100004", "6109100012"])

    (gap,) = assessed(rules).duty.gaps

    assert gap.spread is not None
    assert gap.spread.high is None


def test_a_declarable_code_is_taken_as_it_is() -> None:
    rules = law(
        [duty("6109100004", percent("5")), duty("6109100012", percent("20"))],
        codes=["6109100012"],
        lines=["6109100012"],
    )

    assert assessed(rules, "6109100012").duty.amount == Decimal("20.00")
