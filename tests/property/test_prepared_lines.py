"""A prepared way through the law of a line finds what the walk finds, to the last digit, or nothing."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from dutiful_quote.engine.candidates import CodedDuty, walk_coded
from dutiful_quote.engine.duty_rate import AtLeast, AtMost, Difference, DutyRate, RateBasis, Specific, Sum
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.prepared_line import Prepared, prepare
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

Numbers = tuple[str, int, Decimal, Decimal]

shares = st.integers(0, 300).map(lambda tenths: percent(str(Decimal(tenths) / 10)))
specific = st.integers(0, 5000).map(lambda cents: Specific(Decimal(cents) / 100, "USD", Decimal(100), "KGM"))
both = (shares | specific, shares | specific)
rates: st.SearchStrategy[DutyRate] = (
    shares
    | specific
    | st.tuples(*both).map(Sum)
    | st.builds(AtLeast, *both)
    | st.builds(AtMost, *both)
    | st.builds(Difference, *both)
)
modes = st.sampled_from([Mode.ADD, Mode.ADD, Mode.MINIMUM_TOTAL])
#: A line's id and index, what it is worth and what it weighs: small numbers too, where rounding makes the difference.
numbers: st.SearchStrategy[Numbers] = st.tuples(
    st.sampled_from(["1", "shirt", "Größe 38", '"{0}"']),
    st.integers(0, 99),
    st.decimals("0", "3", places=2) | st.decimals("0", "90000", places=2),
    st.decimals("0.001", "900", places=3),
)


@st.composite
def laws(draw: st.DrawFn) -> Law:
    """An ordinary duty, ways of paying less by statement or claim, additional duties that yield to each other."""
    rows: list[Measure] = [duty("610910", draw(rates))]
    if draw(st.booleans()):
        rows.append(duty("610910", draw(rates), id="by statement", conditions={"statement": "donation"}))
    for name in draw(st.sets(st.sampled_from(["p", "q"]))):
        rows.append(measure(MeasureKind.PREFERENCE, name, draw(rates), goods_code="6109", areas=("CN",)))
    if draw(st.booleans()):
        rows.append(measure(MeasureKind.SUSPENSION, "s", draw(rates), goods_code="610910"))
    names = sorted(draw(st.sets(st.sampled_from("abc"))))
    for number, name in enumerate(names):
        rows.append(measure(MeasureKind.ADDITIONAL_DUTY, name, draw(rates), mode=draw(modes)))
        if later := names[number + 1 :]:
            rows.append(measure(MeasureKind.EXEMPTION, name, conditions={"charged": draw(st.sampled_from(later))}))
    return law(rows)


def goods_of(one: Numbers) -> tuple[GoodsLine, RateBasis]:
    name, index, value, weight = one
    goods = line(id=name, value=str(value), index=index, quantities={"KGM": weight})
    return goods, RateBasis(value, "USD", goods.quantities, ON, exchange().convert)


def walked(rules: Law, one: Numbers) -> CodedDuty:
    goods, basis = goods_of(one)
    return walk_coded(goods, basis, rules, consignment(goods))


def prepared(rules: Law, one: Numbers) -> Prepared | None:
    return prepare(*goods_of(one), lambda goods, basis: walk_coded(goods, basis, rules, consignment(goods)))


def found(way: Prepared, one: Numbers) -> CodedDuty | None:
    goods, basis = goods_of(one)
    result: CodedDuty | None = way(goods.id, goods.index, basis.value, goods.quantity, goods.value, *one[3:])
    return result


@given(rules=laws(), first=numbers, others=st.lists(numbers, max_size=6))
def test_what_is_found_is_the_same_in_every_digit_and_word(
    rules: Law, first: Numbers, others: Sequence[Numbers]
) -> None:
    way = prepared(rules, first)
    assume(way is not None)
    assert way is not None

    assert repr(found(way, first)) == repr(walked(rules, first))
    for other in others:
        assert repr(found(way, other)) in {repr(walked(rules, other)), "None"}
