"""Which lines are walked and which go a prepared way, and that no way is gone whose guards do not hold."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest

from dutiful_quote.engine.candidates import assess_coded, walk_coded
from dutiful_quote.engine.duty_rate import AtMost, RateBasis, Specific
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.prepared_line import Prepared, PreparedLaw, prepare
from dutiful_quote.engine.traced import NotTraceableError, Trace, untraced
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

CEILING = AtMost(percent("10"), Specific(Decimal(5), "USD", Decimal(1), "NAR"))


def basis_of(goods: GoodsLine) -> RateBasis:
    return RateBasis(goods.value, "USD", goods.quantities, ON, exchange("USD", EUR="1.10").convert)


def prepared(rules: Law, goods: GoodsLine) -> Prepared | None:
    return prepare(goods, basis_of(goods), lambda one, basis: walk_coded(one, basis, rules, consignment(one)))


def test_the_fourth_line_of_a_law_goes_a_prepared_way() -> None:
    walks: list[Decimal] = []

    def walk(goods: GoodsLine, basis: RateBasis) -> Any:
        walks.append(goods.value)
        return (basis.value * 2,)

    ways = PreparedLaw()
    found = [ways.find(goods, basis_of(goods), walk) for goods in (line(value=str(worth)) for worth in range(1, 8))]

    assert found == [(Decimal(worth * 2),) for worth in range(1, 8)]
    assert Decimal(5) not in walks


def test_a_step_that_cannot_be_made_sends_the_line_through_the_law() -> None:
    def walk(_: GoodsLine, basis: RateBasis) -> Any:
        return (6 / basis.value if basis.value else Decimal(0),)

    ways = PreparedLaw()
    for worth in (1, 2, 3, 1, 2):
        goods = line(value=str(worth))
        assert ways.find(goods, basis_of(goods), walk) == (Decimal(6) / worth,)

    free = line(value="0")
    assert ways.find(free, basis_of(free), walk) == (Decimal(0),)


def test_a_guard_that_does_not_hold_sends_the_line_through_the_law() -> None:
    way = prepared(law([duty("610910", CEILING)]), line(value="40.00"))

    assert way is not None
    dear = line(value="60.00")
    assert way(dear.id, 0, dear.value, dear.quantity, dear.value, Decimal(1)) is None


def test_answers_through_both_sides_of_a_guard_are_those_of_the_walk() -> None:
    rules = law([duty("610910", CEILING)])
    for worth in (10, 20, 30, 40, 60, 70, 80, 90, 100, 45, 55):
        goods = line(value=str(worth), id=f"line {worth}", index=worth)

        asked = assess_coded(goods, basis_of(goods), rules, consignment(goods))

        assert repr(asked) == repr(walk_coded(goods, basis_of(goods), rules, consignment(goods)))


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([duty("610910", Specific(Decimal(1), "EUR", Decimal(1), "NAR"))], id="a rate of another currency"),
        pytest.param(
            [
                duty("610910", percent("1")),
                measure(MeasureKind.ADDITIONAL_DUTY, "a", percent("2"), base="amount:repair_value"),
            ],
            id="an amount that is supposed",
        ),
    ],
)
def test_what_hangs_on_more_than_the_lines_numbers_is_walked(rules: list[Any]) -> None:
    assert prepared(law(rules), line()) is None


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(hash, id="a hash"),
        pytest.param(str, id="text with its own digits"),
        pytest.param(int, id="a whole number"),
        pytest.param(float, id="a float"),
        pytest.param(abs, id="its size"),
        pytest.param(lambda number: number.quantize(Decimal(1), ROUND_DOWN), id="another rounding"),
        pytest.param(lambda number: f"{number:.2f}", id="another format"),
        pytest.param(lambda number: number % 2, id="a remainder"),
        pytest.param(lambda number: number.as_tuple(), id="its digits"),
        pytest.param(untraced, id="an answer that is supposed"),
    ],
)
def test_what_a_trace_cannot_hold_is_refused(use: Any) -> None:
    number = Trace([Decimal("10.50")]).numbers[0]

    with pytest.raises(NotTraceableError):
        use(number)
