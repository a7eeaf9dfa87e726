"""What is asked where facts are open, and the range that the answers span."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import Specific
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_quote.engine.settlement import LineDuty
from tests.builders.open_facts import FREE, additional, assessed
from tests.builders.tariff import duty, law, measure, percent


def spread(result: LineDuty) -> tuple[Decimal, Decimal | None, Decimal | None]:
    assert result.unknown is not None
    return result.unknown.low, result.unknown.likely, result.unknown.high


def test_both_answers_of_a_yes_or_no_bound_the_range() -> None:
    result = assessed(law([FREE, additional("parts", "25", conditions={"when": "car_part"})]))

    assert spread(result) == (Decimal(0), None, Decimal("25.00"))


def test_the_question_says_what_each_answer_costs() -> None:
    result = assessed(law([FREE, additional("parts", "25", conditions={"when": "car_part"})]))

    assert [gap.question for gap in result.gaps] == [
        (
            "Is it a part for a passenger vehicle or light truck? Line 1 owes 25.00 if car_part is true; 0.00 if "
            "car_part is false."
        )
    ]


def test_the_answer_of_most_goods_is_the_likely_one() -> None:
    result = assessed(law([FREE, additional("russian", "200", conditions={"when": "russian_aluminum"})]))

    assert spread(result) == (Decimal(0), Decimal(0), Decimal("200.00"))


def test_an_answer_that_changes_nothing_is_not_asked_for() -> None:
    rules = law(
        [
            FREE,
            additional("p", "5", id="yes", conditions={"when": "car_part"}),
            additional("p", "5", id="no", conditions={"when": "car_part=false"}),
        ]
    )

    result = assessed(rules)

    assert (result.calculable, result.amount, result.gaps) == (True, Decimal("5.00"), ())


def test_what_is_due_whatever_the_answer_is_charged() -> None:
    rules = law([FREE, additional("china", "7"), additional("parts", "25", conditions={"when": "car_part"})])

    result = assessed(rules)

    assert (result.amount, spread(result)) == (Decimal("7.00"), (Decimal(0), None, Decimal("25.00")))


def test_a_share_ranges_between_nothing_and_the_whole() -> None:
    result = assessed(law([FREE, additional("steel", "50", base="share:steel_share")]))

    assert spread(result) == (Decimal(0), None, Decimal("50.00"))


def test_an_amount_ranges_up_to_the_value() -> None:
    part = measure(MeasureKind.DUTIABLE_PART, "repairs", base="amount:repair_value")

    assert spread(assessed(law([duty("610910", percent("10")), part]))) == (Decimal(0), None, Decimal("10.00"))


@pytest.mark.parametrize(
    ("condition", "low", "high"),
    [
        pytest.param("metal_weight_share<0.15", "0.00", "5.00", id="below"),
        pytest.param("metal_weight_share>0.15", "0.00", "5.00", id="above"),
        pytest.param("metal_weight_share=0.15", "0.00", "5.00", id="just there"),
        pytest.param("metal_weight_share<=1", "5.00", "5.00", id="always"),
    ],
)
def test_answers_on_both_sides_of_a_threshold_are_tried(condition: str, low: str, high: str) -> None:
    result = assessed(law([FREE, additional("metals", "5", conditions={"when": condition})]))

    lowest, highest = (result.amount + spread(result)[i] for i in (0, 2)) if result.unknown else [result.amount] * 2
    assert (lowest, highest) == (Decimal(low), Decimal(high))


def test_a_count_is_tried_on_both_sides_too() -> None:
    result = assessed(law([FREE, additional("cars", "25", conditions={"when": "vehicle_age>25"})]))

    assert spread(result) == (Decimal(0), Decimal(0), Decimal("25.00"))


def test_a_fact_is_asked_for_only_where_the_law_comes_to_it() -> None:
    rules = law(
        [
            FREE,
            additional("cars", "25", id="old", rank=1, conditions={"when": "vehicle_age>25"}),
            additional("cars", "10", id="new", rank=2, conditions={"when": "car_part"}),
        ]
    )

    assert [gap.fact for gap in assessed(rules, {"vehicle_age": "30"}).gaps] == []
    assert [gap.fact for gap in assessed(rules, {"vehicle_age": "20"}).gaps] == ["car_part"]


def test_an_unresolved_programme_is_asked_for_by_its_name() -> None:
    result = assessed(law([FREE, additional("drones", "100", mode=Mode.UNRESOLVED)]))

    assert spread(result) == (Decimal(0), None, Decimal("100.00"))
    assert [gap.question.split("?")[0] for gap in result.gaps] == ["Does drones apply to these goods"]


@pytest.mark.parametrize(
    ("answer", "amount"),
    [pytest.param("true", "100.00", id="it does"), pytest.param("false", "0.00", id="it does not")],
)
def test_a_merchant_may_say_whether_an_unresolved_programme_applies(answer: str, amount: str) -> None:
    result = assessed(law([FREE, additional("drones", "100", mode=Mode.UNRESOLVED)]), {"drones": answer})

    assert (result.calculable, result.amount) == (True, Decimal(amount))


def test_an_unresolved_programme_without_a_highest_rate_is_unbounded() -> None:
    result = assessed(law([FREE, measure(MeasureKind.ADDITIONAL_DUTY, "drones", mode=Mode.UNRESOLVED)]))

    assert spread(result) == (Decimal(0), None, None)
    (gap,) = result.gaps
    assert gap.question.startswith("drones may apply to 610910 from CN; its amount is not in the loaded tariff.")


def test_too_many_open_facts_leave_the_range_open() -> None:
    shares = ("steel_share", "aluminum_share", "copper_share", "us_content_share", "metal_weight_share")
    duties = [additional(name, "5", base=f"share:{name}") for name in shares]
    more = [additional(f"{name}_more", "5", conditions={"when": f"{name}>0.5"}) for name in shares]
    rules = law([FREE, *duties, *more])

    assert spread(assessed(rules))[2] is None


def test_a_short_code_asks_for_its_digits_and_shows_the_rates() -> None:
    rules = law([duty("61091010", percent("5")), duty("61091020", percent("9"))], lines=["6109101000", "6109102000"])

    result = assessed(rules)

    assert spread(result) == (Decimal("5.00"), None, Decimal("9.00"))
    assert [gap.fact for gap in result.gaps] == ["hs_code"]


def test_a_preference_that_hangs_on_an_open_fact_is_asked_about() -> None:
    way = measure(
        MeasureKind.PREFERENCE,
        "B",
        percent("0"),
        goods_code="610910",
        conditions={"claim": "1", "when": "car_part"},
    )

    result = assessed(law([duty("610910", percent("10")), way]), claims_preference=True, preference_proof="form")

    assert spread(result) == (Decimal("0.00"), None, Decimal("10.00"))


def test_an_answer_after_which_an_amount_lacks_costs_at_least_what_is_known() -> None:
    rules = law(
        [
            FREE,
            measure(MeasureKind.ADDITIONAL_DUTY, "p", id="some", rank=1, conditions={"when": "car_part"}),
            additional("p", "5", id="rest", rank=2),
        ]
    )

    questions = {gap.fact: gap.question for gap in assessed(rules).gaps}

    assert questions["car_part"].endswith("owes at least 0.00 if car_part is true; 5.00 if car_part is false.")


def test_an_answer_that_leaves_more_open_costs_a_range() -> None:
    rules = law(
        [
            FREE,
            additional("p", "5", conditions={"when": "car_part and truck_part"}),
            additional("q", "2", conditions={"when": "car_part"}),
        ]
    )

    questions = {gap.fact: gap.question for gap in assessed(rules).gaps}

    assert questions["car_part"].endswith("owes 2.00 to 7.00 if car_part is true; 0.00 if car_part is false.")


def test_the_range_reaches_down_to_where_two_shares_make_up_the_whole() -> None:
    american = measure(
        MeasureKind.EXEMPTION,
        "reciprocal",
        base="share:us_content_share",
        conditions={"statement": "us_content_share>=0.2"},
    )
    yields = measure(MeasureKind.EXEMPTION, "reciprocal", id="yields", conditions={"charged": "metal"})
    rules = law(
        [
            FREE,
            additional("metal", "25", base="share:aluminum_share"),
            additional("reciprocal", "125"),
            american,
            yields,
        ]
    )

    result = assessed(rules, {"us_content_share": "0.5"})

    assert spread(result) == (Decimal("12.50"), None, Decimal("62.50"))  # half of it metal; none of it metal


def test_where_only_rates_by_quantity_differ_the_national_line_is_asked_for() -> None:
    by_volume = duty("220421", Specific(Decimal(32), "USD", Decimal(100), "LTR"), rate_text="32 USD / hl")
    by_strength = duty("22042198", Specific(Decimal(2), "USD", Decimal(1), "HLT.vol"), rate_text="2 USD / % vol / hl")
    rules = law([by_volume, by_strength], codes=["220421"], lines=["2204210600", "2204219800"])

    result = assessed(rules, code="220421")

    assert [gap.fact for gap in result.gaps] == ["hs_code"]
    assert "2204210600: 32 USD / hl; 2204219800: 2 USD / % vol / hl" in result.gaps[0].question
    assert spread(result) == (Decimal(0), None, None)


def test_too_many_outcomes_leave_their_facts_as_questions_and_nothing_certain() -> None:
    shares = ("steel_share", "aluminum_share", "copper_share", "us_content_share")
    rows = [additional(f"on_{fact}", "1", base=f"share:{fact}", conditions={"when": f"{fact}<0.5"}) for fact in shares]

    result = assessed(law([duty("610910", percent("9")), *rows]))

    assert {gap.fact for gap in result.gaps} == set(shares)
    assert (result.drafts, spread(result)) == ((), (Decimal(0), None, None))
