"""Six digits where the destination declares more."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.candidates import CodedDuty, assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent


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


@pytest.mark.parametrize("goods_code", [pytest.param("610910", id="of the code"), pytest.param("", id="of all goods")])
def test_a_line_that_a_measure_leaves_out_is_not_like_the_others(goods_code: str) -> None:
    china = measure(
        MeasureKind.ADDITIONAL_DUTY,
        "china",
        percent("25"),
        goods_code=goods_code,
        conditions={"not_goods": "6109100020"},
    )
    rules = law([duty("610910", percent("5")), china], lines=["6109100010", "6109100020"])
    goods = line()

    found = assess_coded(goods, RateBasis(goods.value, "USD", {}, ON, exchange().convert), rules, consignment(goods))

    assert found.duty.unknown is not None
    assert (found.duty.unknown.low, found.duty.unknown.high) == (Decimal(0), Decimal("25.00"))


def test_lines_that_are_treated_alike_share_their_alternatives() -> None:
    way = measure(MeasureKind.PREFERENCE, "S", percent("0"), goods_code="610910", conditions={"claim": "1"})
    rules = law([duty("610910", percent("5")), way], lines=["6109100010", "6109100020"])
    goods = line()

    found = assess_coded(goods, RateBasis(goods.value, "USD", {}, ON, exchange().convert), rules, consignment(goods))

    assert [one.programme for one in found.duty.alternatives] == ["S", "column_1"]


def test_a_line_whose_amount_is_open_shows_no_alternatives() -> None:
    way = measure(MeasureKind.PREFERENCE, "S", percent("0"), goods_code="610910", conditions={"claim": "1"})
    open_ = measure(MeasureKind.ADDITIONAL_DUTY, "parts", percent("25"), conditions={"when": "car_part"})
    goods = line()

    found = assess_coded(
        goods,
        RateBasis(goods.value, "USD", {}, ON, exchange().convert),
        law([duty("610910", percent("5")), way, open_]),
        consignment(goods),
    )

    assert found.duty.alternatives == ()


def floor(code: str, total: str) -> Measure:
    return measure(MeasureKind.ADDITIONAL_DUTY, "floor", percent(total), goods_code=code, mode=Mode.MINIMUM_TOTAL)


TWO = ["6109100004", "6109100012"]


def test_national_lines_of_one_sum_are_charged_by_the_rates_of_the_first_and_say_so() -> None:
    rules = law([duty(TWO[0], percent("5")), duty(TWO[1], percent("8")), floor("610910", "10")], lines=TWO)

    result = assessed(rules)

    assert [str(draft.amount) for draft in result.duty.drafts] == ["5.00", "5.00"]
    assert result.duty.gaps == ()
    assert result.assumption is not None
    assert (result.assumption.fact, result.assumption.value) == ("hs_code", TWO[0])


def test_national_lines_of_one_sum_are_asked_where_one_of_them_lacks_a_rate() -> None:
    rules = law([duty(TWO[0], percent("5")), floor("610910", "10")], lines=TWO)

    assert not assessed(rules).duty.calculable


def test_a_question_about_the_code_names_each_rate_once() -> None:
    lines = [f"61091000{number:02}" for number in range(6)]
    rates = [duty(code, percent("5"), rate_text="5%") for code in lines[:5]]
    rules = law([*rates, duty(lines[5], percent("20"), rate_text="20%")], lines=lines)

    (gap,) = assessed(rules).duty.gaps

    assert "6109100000, 6109100001, 6109100002, 2 others: 5%; 6109100005: 20%" in gap.question
