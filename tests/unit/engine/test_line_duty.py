"""Ordinary duty, preferences and additional duties of one line."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.duty_rate import Fixed, RateBasis, Specific
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, Mode
from dutiful_quote.engine.settlement import LineDuty
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

SHIRT = duty("610910", percent("16.5"))


def assessed(rules: Law, shipment: dict[str, object] | None = None, **changes: object) -> LineDuty:
    goods = line(**changes)
    basis = RateBasis(goods.value, "USD", goods.quantities, ON, exchange().convert)
    return assess_coded(goods, basis, rules, consignment(goods, **(shipment or {}))).duty


def additional(programme: str, rate: str, **changes: object) -> Measure:
    return measure(MeasureKind.ADDITIONAL_DUTY, programme, percent(rate), **changes)


def yields(programme: str, other: str) -> Measure:
    return measure(MeasureKind.EXEMPTION, programme, id=f"{programme}:{other}", conditions={"charged": other})


def test_the_ordinary_duty_is_the_most_specific_rate() -> None:
    rules = law([duty("61", percent("10")), SHIRT])

    assert assessed(rules).amount == Decimal("16.50")


def test_a_column_for_some_origins_leaves_the_general_one_to_the_rest() -> None:
    groups = [AreaMember("XX:column_2", "CU")]
    rules = law(
        [
            duty("610910", percent("16.5"), excluded=("XX:column_2",)),
            duty("610910", percent("90"), areas=("XX:column_2",)),
        ],
        areas=groups,
    )

    assert (assessed(rules).amount, assessed(rules, origin="CU").amount) == (Decimal("16.50"), Decimal("90.00"))


def test_without_a_rate_the_duty_is_missing_and_never_zero() -> None:
    result = assessed(law([]))

    assert [gap.fact for gap in result.gaps] == ["duty_rate"]
    assert result.gaps[0].spread is not None
    assert result.gaps[0].spread.high is None


def test_a_specific_rate_without_its_quantity_asks_for_it() -> None:
    rules = law([duty("610910", Specific(Decimal(2), "USD", Decimal(1), "KGM"))])

    (gap,) = assessed(rules).gaps

    assert (gap.fact, gap.pointer) == ("quantity KGM", "/lines/0/net_weight_kg")


def test_additional_duties_add_up_each_on_its_own() -> None:
    rules = law([SHIRT, additional("s301", "7.5", areas=("CN",)), additional("labour", "12.5", areas=("CN",))])

    assert [draft.amount for draft in assessed(rules, value="39.98").drafts] == [
        Decimal("6.60"),
        Decimal("5.00"),
        Decimal("3.00"),
    ]


def test_an_additional_duty_of_another_origin_is_not_charged() -> None:
    rules = law([SHIRT, additional("s301", "7.5", areas=("CN",))])

    assert assessed(rules, origin="VN").amount == Decimal("16.50")


@pytest.mark.parametrize(
    ("ordinary", "expected"),
    [
        pytest.param("9", "1.00", id="tops up below the minimum"),
        pytest.param("10", "0.00", id="nothing at the minimum"),
        pytest.param("16.5", "0.00", id="nothing above the minimum"),
    ],
)
def test_a_minimum_total_tops_the_ordinary_duty_up(ordinary: str, expected: str) -> None:
    rules = law([duty("610910", percent(ordinary)), additional("labour", "10", mode=Mode.MINIMUM_TOTAL)])

    assert assessed(rules).drafts[1].amount == Decimal(expected)


def test_a_minimum_total_meets_a_specific_duty_by_its_amount() -> None:
    rules = law([duty("610910", Fixed(Decimal(4), "USD")), additional("labour", "10", mode=Mode.MINIMUM_TOTAL)])

    assert assessed(rules).drafts[1].amount == Decimal("6.00")


def test_an_exemption_takes_the_goods_out() -> None:
    exempt = measure(MeasureKind.EXEMPTION, "labour", goods_code="610910", heading="9903.05.86")
    result = assessed(law([SHIRT, additional("labour", "12.5"), exempt]))

    assert result.amount == Decimal("16.50")
    assert "9903.05.86" in result.reliefs[0].text


def test_an_exemption_by_use_needs_the_statement() -> None:
    exempt = measure(
        MeasureKind.EXEMPTION, "labour", goods_code="610910", conditions={"statement": "civil_aircraft_use"}
    )
    rules = law([SHIRT, additional("labour", "12.5"), exempt])

    assert assessed(rules).amount == Decimal("29.00")
    assert assessed(rules, facts={"civil_aircraft_use": "true"}).amount == Decimal("16.50")


def test_a_programme_yields_to_the_one_that_the_stacking_table_names() -> None:
    rules = law([SHIRT, additional("labour", "12.5"), additional("metals", "50"), yields("labour", "metals")])

    assert [draft.measure.programme for draft in assessed(rules).drafts] == ["column_1", "metals"]


def test_an_unresolved_programme_makes_the_line_incalculable_up_to_its_rate() -> None:
    (gap,) = assessed(law([SHIRT, additional("metals", "50", mode=Mode.UNRESOLVED)])).gaps

    assert gap.spread is not None
    assert (gap.fact, gap.spread.low, gap.spread.high) == ("metals", Decimal(0), Decimal("50.00"))


def test_a_preference_is_shown_but_never_assumed() -> None:
    preference = measure(
        MeasureKind.PREFERENCE, "KR", percent("0"), goods_code="610910", areas=("KR",), conditions={"claim": "1"}
    )
    result = assessed(law([SHIRT, preference]), origin="KR")

    assert result.amount == Decimal("16.50")
    assert [(way.programme, way.total, way.saves, way.chosen) for way in result.alternatives] == [
        ("KR", Decimal("0.00"), Decimal("16.50"), False),
        ("column_1", Decimal("16.50"), Decimal("0.00"), True),
    ]


@pytest.mark.parametrize(
    ("proof", "expected"),
    [pytest.param(None, "16.50", id="without proof"), pytest.param("origin declaration", "0.00", id="with proof")],
)
def test_a_claimed_preference_needs_its_proof(proof: str | None, expected: str) -> None:
    preference = measure(
        MeasureKind.PREFERENCE, "KR", percent("0"), goods_code="610910", areas=("KR",), conditions={"claim": "1"}
    )
    result = assessed(law([SHIRT, preference]), origin="KR", claims_preference=True, preference_proof=proof)

    assert result.amount == Decimal(expected)


def test_a_measure_out_of_force_is_not_applied() -> None:
    from datetime import date

    rules = law([SHIRT, additional("labour", "12.5", valid_to=date(2026, 11, 19))])

    assert assessed(rules).amount == Decimal("16.50")
