"""Duties on a part of the value, what they leave to others, and the order in which programmes are settled."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.settlement import LineDuty
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

FREE = duty("610910", percent("0"))


def assessed(rules: Law, facts: dict[str, str] | None = None, value: str = "100.00") -> LineDuty:
    goods = line(value=value, facts=facts or {})
    basis = RateBasis(goods.value, "USD", goods.quantities, ON, exchange().convert)
    return assess_coded(goods, basis, rules, consignment(goods)).duty


def additional(programme: str, rate: str, **changes: object) -> Measure:
    return measure(MeasureKind.ADDITIONAL_DUTY, programme, percent(rate), **changes)


def exempt(programme: str, **changes: object) -> Measure:
    return measure(MeasureKind.EXEMPTION, programme, **{"id": f"{programme}:exempt:{sorted(changes)}", **changes})


def yields(programme: str, others: str, name: str = "") -> Measure:
    return exempt(programme, id=f"{programme}:{others}:{name}", conditions={"charged": others})


def amounts(duty_: LineDuty) -> dict[str, Decimal]:
    return {draft.measure.programme: draft.amount for draft in duty_.drafts if draft.measure.programme != "column_1"}


STEEL = additional("steel", "50", base="share:steel_share")
ALUMINUM = additional("aluminum", "25", base="share:aluminum_share")
REST = additional("reciprocal", "10")


def test_a_duty_on_a_share_leaves_the_rest_to_the_programme_that_yields() -> None:
    result = assessed(law([FREE, STEEL, REST, yields("reciprocal", "steel")]), {"steel_share": "0.3"})

    assert amounts(result) == {"steel": Decimal("15.00"), "reciprocal": Decimal("7.00")}


def test_two_shares_are_both_left_out() -> None:
    rules = law([FREE, STEEL, ALUMINUM, REST, yields("reciprocal", "steel aluminum")])

    result = assessed(rules, {"steel_share": "0.3", "aluminum_share": "0.2"})

    assert amounts(result)["reciprocal"] == Decimal("5.00")


def test_a_share_that_two_exemptions_name_is_left_out_once() -> None:
    rules = law([FREE, STEEL, REST, yields("reciprocal", "steel"), yields("reciprocal", "steel", "again")])

    assert amounts(assessed(rules, {"steel_share": "0.3"}))["reciprocal"] == Decimal("7.00")


def test_nothing_is_left_where_the_other_takes_the_whole_value() -> None:
    result = assessed(law([FREE, STEEL, REST, yields("reciprocal", "steel")]), {"steel_share": "1"})

    assert amounts(result) == {"steel": Decimal("50.00")}
    assert [relief.text for relief in result.reliefs] == ["reciprocal: not charged on goods under steel"]


def test_a_share_of_nothing_displaces_nothing() -> None:
    result = assessed(law([FREE, STEEL, REST, yields("reciprocal", "steel")]), {"steel_share": "0"})

    assert amounts(result)["reciprocal"] == Decimal("10.00")


def test_an_exempt_programme_displaces_nobody() -> None:
    rules = law([FREE, additional("steel", "50"), exempt("steel"), REST, yields("reciprocal", "steel")])

    assert amounts(assessed(rules)) == {"reciprocal": Decimal("10.00")}


def test_a_displaced_programme_displaces_nobody() -> None:
    rules = law(
        [FREE, additional("a", "1"), additional("b", "2"), additional("c", "4"), yields("a", "b"), yields("b", "c")]
    )

    assert amounts(assessed(rules)) == {"a": Decimal("1.00"), "c": Decimal("4.00")}


def test_a_circle_of_programmes_is_cut_and_charges_one() -> None:
    rules = law([FREE, additional("a", "1"), additional("b", "2"), yields("a", "b"), yields("b", "a")])

    assert len(amounts(assessed(rules))) == 1


def test_an_exemption_of_a_part_frees_that_part() -> None:
    american = exempt("reciprocal", base="share:us_content_share", conditions={"statement": "us_content_share>=0.2"})

    result = assessed(law([FREE, REST, american]), {"us_content_share": "0.4"})

    assert amounts(result) == {"reciprocal": Decimal("6.00")}


def test_an_exemption_of_a_part_needs_its_statement() -> None:
    american = exempt("reciprocal", base="share:us_content_share", conditions={"statement": "us_content_share>=0.2"})

    assert amounts(assessed(law([FREE, REST, american]), {"us_content_share": "0.1"})) == {
        "reciprocal": Decimal("10.00")
    }


@pytest.mark.parametrize(
    ("ordinary", "share", "expected"),
    [
        pytest.param("4", "1", "11.00", id="on the whole value"),
        pytest.param("4", "0.5", "5.50", id="on half of it"),
        pytest.param("20", "0.5", "0.00", id="already above the minimum"),
    ],
)
def test_a_minimum_total_counts_the_ordinary_duty_of_its_part(ordinary: str, share: str, expected: str) -> None:
    floor = additional("floor", "15", mode=Mode.MINIMUM_TOTAL, base="share:steel_share")

    result = assessed(law([duty("610910", percent(ordinary)), floor]), {"steel_share": share})

    assert amounts(result) == {"floor": Decimal(expected)}


def test_the_longest_code_goes_before_the_rank() -> None:
    rules = law([FREE, additional("p", "1", goods_code="61", rank=1), additional("p", "2", goods_code="6109", rank=9)])

    assert amounts(assessed(rules)) == {"p": Decimal("2.00")}


def test_the_lower_rank_goes_first_among_headings_of_one_code() -> None:
    rules = law([FREE, additional("p", "1", id="late", rank=9), additional("p", "2", id="early", rank=1)])

    assert amounts(assessed(rules)) == {"p": Decimal("2.00")}


def test_a_heading_whose_condition_fails_gives_way_to_the_next() -> None:
    rules = law(
        [
            FREE,
            additional("p", "1", id="uk", rank=1, conditions={"when": "uk_metal_share>=0.95"}),
            additional("p", "2", id="all", rank=9),
        ]
    )

    assert amounts(assessed(rules, {"uk_metal_share": "0.94"})) == {"p": Decimal("2.00")}


def test_the_exemption_of_the_lower_rank_is_shown() -> None:
    rules = law(
        [
            FREE,
            REST,
            exempt("reciprocal", id="b", heading="9903.01.32", rank=40),
            exempt("reciprocal", id="a", heading="9903.01.26", rank=20),
        ]
    )

    assert [relief.text for relief in assessed(rules).reliefs] == ["reciprocal: exempt under 9903.01.26"]


def test_charges_stand_in_the_order_of_filing() -> None:
    rules = law(
        [FREE, additional("s232_x", "1"), additional("a_other", "1"), additional("s301_x", "1")],
        profile={"filing_order": "s301 s232"},
    )

    assert list(amounts(assessed(rules))) == ["s301_x", "s232_x", "a_other"]


def test_repairs_abroad_are_dutiable_on_what_they_cost() -> None:
    repair = measure(
        MeasureKind.DUTIABLE_PART, "repairs", base="amount:repair_value", conditions={"statement": "repaired_abroad"}
    )
    rules = law([duty("610910", percent("10")), REST, repair])

    stated = assessed(rules, {"repaired_abroad": "true", "repair_value": "20"})

    assert (stated.amount, assessed(rules).amount) == (Decimal("4.00"), Decimal("20.00"))


def test_an_additional_duty_without_a_rate_is_asked_for() -> None:
    rules = law([FREE, measure(MeasureKind.ADDITIONAL_DUTY, "p")])

    result = assessed(rules)

    assert [gap.fact for gap in result.gaps] == ["p"]
    assert result.unknown is not None
    assert result.unknown.high is None


def test_goods_outside_a_measure_do_not_pay_it() -> None:
    rules = law([FREE, additional("p", "1", conditions={"not_goods": "6109 62"})])

    assert amounts(assessed(rules)) == {}
