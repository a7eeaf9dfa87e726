"""What holds for every stack of duties, whatever its programmes, exemptions, bases and facts."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_law import law_of_line
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.settlement import LineDuty
from dutiful_quote.engine.suppositions import possible_answers
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

NAMES = ("a", "b", "c", "d")
FACTS = {"a": "steel_share", "b": "aluminum_share", "c": "copper_share", "d": "us_content_share"}
values = st.decimals(min_value="0.01", max_value="90000", places=2)
rates = st.integers(0, 200).map(lambda tenths: percent(str(Decimal(tenths) / 2)))
shares = st.integers(0, 100).map(lambda hundredths: str(Decimal(hundredths) / 100))
conditions = st.sampled_from(
    [{}, {}, {"when": "car_part"}, {"when": "metal_weight_share<0.15"}, {"statement": "donation"}]
)


@st.composite
def programmes(draw: st.DrawFn) -> list[Measure]:
    """Headings of some programmes, exemptions among them, and which yields to which (never in a circle)."""
    found = [duty("610910", draw(rates))]
    for number, name in enumerate(NAMES):
        if draw(st.booleans()):
            continue
        base = f"share:{FACTS[name]}" if draw(st.booleans()) else ""
        mode = draw(st.sampled_from([Mode.ADD, Mode.ADD, Mode.MINIMUM_TOTAL]))
        found.append(
            measure(MeasureKind.ADDITIONAL_DUTY, name, draw(rates), base=base, mode=mode, conditions=draw(conditions))
        )
        if draw(st.integers(0, 3)) == 0:
            found.append(measure(MeasureKind.EXEMPTION, name, id=f"x{name}", conditions=draw(conditions)))
        others = [other for other in NAMES[number + 1 :] if draw(st.booleans())]
        if others:
            charged = {"charged": " ".join(others)}
            found.append(measure(MeasureKind.EXEMPTION, name, id=f"y{name}", conditions=charged))
    return found


facts = st.fixed_dictionaries(
    {**dict.fromkeys(FACTS.values(), shares), "metal_weight_share": shares,
     "car_part": st.sampled_from(["true", "false"])},
    optional={"donation": st.just("true")},
)  # fmt: skip


def assessed(rules: Law, stated: dict[str, str], value: Decimal) -> LineDuty:
    goods = line(value=str(value), facts=stated)
    basis = RateBasis(goods.value, "USD", goods.quantities, ON, exchange().convert)
    return assess_coded(goods, basis, rules, consignment(goods)).duty


def shape(result: LineDuty) -> list[tuple[str, Decimal]]:
    """What is paid; an additional duty of nothing is none."""
    return sorted(
        (draft.measure.programme, draft.amount)
        for draft in result.drafts
        if draft.amount or draft.measure.kind is not MeasureKind.ADDITIONAL_DUTY
    )


@given(rows=programmes(), stated=facts, value=values, seed=st.randoms(use_true_random=False))
def test_the_order_in_which_the_law_is_loaded_changes_nothing(rows, stated, value, seed) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)

    assert shape(assessed(law(rows), stated, value)) == shape(assessed(law(shuffled), stated, value))


@given(rows=programmes(), stated=facts, value=values)
def test_all_facts_stated_leave_nothing_open(rows, stated, value) -> None:
    assert assessed(law(rows), stated, value).calculable


@given(rows=programmes(), stated=facts, value=values)
def test_no_programme_is_charged_on_more_than_the_value(rows, stated, value) -> None:
    for draft in assessed(law(rows), stated, value).drafts:
        assert draft.base is not None
        assert Decimal(0) <= draft.base <= value


@given(rows=programmes(), stated=facts, value=values)
def test_what_yields_and_what_it_yields_to_never_share_a_part_of_the_value(rows, stated, value) -> None:
    bases = {draft.measure.programme: draft.base for draft in assessed(law(rows), stated, value).drafts}

    for row in rows:
        others = row.conditions.get("charged", "").split()
        if bases.get(row.programme):
            assert bases[row.programme] + sum(bases.get(other, Decimal(0)) for other in others) <= value


@given(rows=programmes(), stated=facts, value=values, rate=rates)
def test_an_exempt_programme_is_never_charged(rows, stated, value, rate) -> None:
    exempt = [*rows, measure(MeasureKind.ADDITIONAL_DUTY, "e", rate), measure(MeasureKind.EXEMPTION, "e", id="xe")]

    result = assessed(law(exempt), stated, value)

    assert shape(result) == shape(assessed(law(rows), stated, value))
    assert "e" in {relief.kind for relief in result.reliefs}


@given(rows=programmes(), stated=facts, value=values, rate=rates)
def test_a_programme_yields_wholly_to_one_on_the_whole_value(rows, stated, value, rate) -> None:
    above = measure(MeasureKind.ADDITIONAL_DUTY, "top", rate)
    yielding = [measure(MeasureKind.EXEMPTION, name, id=f"t{name}", conditions={"charged": "top"}) for name in NAMES]

    result = assessed(law([*rows, above, *yielding]), stated, value)

    assert {name for name, _ in shape(result)} <= {"column_1", "top"}


@given(ordinary=rates, floor=rates, value=values)
def test_a_minimum_total_is_reached_and_never_exceeded(ordinary, floor, value) -> None:
    rules = law([duty("610910", ordinary), measure(MeasureKind.ADDITIONAL_DUTY, "f", floor, mode=Mode.MINIMUM_TOTAL)])
    alone = assessed(law([duty("610910", ordinary)]), {}, value).amount
    minimum = assessed(law([duty("610910", floor)]), {}, value).amount

    assert assessed(rules, {}, value).amount == max(alone, minimum)


@settings(max_examples=60)
@given(
    rows=programmes(), stated=facts, value=values, hidden=st.sets(st.sampled_from(sorted(FACTS.values())), max_size=2)
)
def test_the_range_holds_the_amount_of_every_answer(rows, stated, value, hidden) -> None:
    known = {name: answer for name, answer in stated.items() if name not in hidden and name != "car_part"}
    open_ = assessed(law(rows), known, value)
    answered = assessed(law(rows), {**stated, **known}, value)

    assert answered.calculable
    if open_.calculable:
        assert open_.amount == answered.amount
        assert open_.open_facts or shape(open_) == shape(answered)
        return
    assert open_.unknown is not None
    low, high = open_.amount + open_.unknown.low, open_.unknown.high
    assert low <= answered.amount
    assert high is None or answered.amount <= open_.amount + high


@settings(max_examples=60)
@given(rows=programmes(), stated=facts, value=values)
def test_both_ends_of_the_range_are_reached_by_an_answer(rows, stated, value) -> None:
    known = {name: answer for name, answer in stated.items() if name != "car_part"}
    rules = law(rows)
    open_ = assessed(rules, known, value)
    if open_.unknown is None or open_.unknown.high is None:
        return
    goods = line(value=str(value), facts=known)
    answers = possible_answers("car_part", law_of_line(rules, goods, goods.code, consignment(goods)), value, known)

    reached = {assessed(rules, {**known, "car_part": answer}, value).amount for answer in answers}

    assert {open_.amount + open_.unknown.low, open_.amount + open_.unknown.high} == {min(reached), max(reached)}


@settings(max_examples=60)
@given(rows=programmes(), stated=facts, value=values)
def test_what_is_charged_for_certain_is_charged_under_every_answer(rows, stated, value) -> None:
    known = {name: answer for name, answer in stated.items() if name not in {"car_part", "metal_weight_share"}}

    open_ = assessed(law(rows), known, value)
    answered = assessed(law(rows), {**stated, **known}, value)

    if open_.open_facts:  # one sum by several rates: the charges are those of one answer, and the line says so
        assert open_.amount == answered.amount
    else:
        assert set(shape(open_)) <= set(shape(answered))


@settings(max_examples=60)
@given(rows=programmes(), stated=facts, value=values)
def test_declaring_an_alternative_gives_its_total(rows, stated, value) -> None:
    rules = law(rows)
    without = {name: answer for name, answer in stated.items() if name != "donation"}

    for way in assessed(rules, without, value).alternatives:
        if way.requires:
            declared = assessed(rules, {**without, "donation": "true"}, value)
            assert (declared.amount, way.requires) == (way.total, ("statement: donation",))


@given(rows=programmes(), stated=facts, value=values, more=values)
def test_a_further_duty_that_yields_to_nobody_adds_its_own_amount(rows, stated, value, more) -> None:
    further = replace(measure(MeasureKind.ADDITIONAL_DUTY, "z", percent("10")), id=f"z{more}")

    alone = assessed(law([duty("610910", percent("0")), further]), stated, value).amount

    assert assessed(law([*rows, further]), stated, value).amount == assessed(law(rows), stated, value).amount + alone
