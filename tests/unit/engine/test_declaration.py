"""Which conditions a declaration meets, and which ones the shipment meets."""

from datetime import date

import pytest

from dutiful_quote.engine.declaration import Declaration, FactNeededError
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.shipment import shipment_meets
from tests.builders.tariff import consignment, measure, percent


def conditioned(**conditions: str) -> Measure:
    return measure(MeasureKind.EXEMPTION, "duty", heading="9903.01.01", conditions=conditions)


def test_a_measure_without_conditions_is_met() -> None:
    assert Declaration({}).meets(conditioned())


def test_a_statement_that_is_not_made_is_not_claimed() -> None:
    assert not Declaration({}).meets(conditioned(statement="donation"))


def test_a_statement_that_is_made_is_met() -> None:
    assert Declaration({"donation": "true"}).meets(conditioned(statement="donation"))


def test_a_statement_to_the_contrary_is_not_met() -> None:
    assert not Declaration({"donation": "false"}).meets(conditioned(statement="donation"))


def test_a_fact_that_decides_the_law_is_needed() -> None:
    with pytest.raises(FactNeededError) as needed:
        Declaration({}).meets(conditioned(when="car_part"))

    assert needed.value.fact == "car_part"


def test_the_first_unknown_fact_is_asked_for() -> None:
    with pytest.raises(FactNeededError) as needed:
        Declaration({}).meets(conditioned(when="car_part and truck_part"))

    assert needed.value.fact == "car_part"


def test_a_known_fact_that_fails_spares_the_question_for_the_others() -> None:
    declaration = Declaration({"truck_part": "false"})

    assert not declaration.meets(conditioned(when="car_part and truck_part"))


def test_a_fact_is_not_asked_for_where_the_statement_is_not_made() -> None:
    assert not Declaration({}).meets(conditioned(when="car_part", statement="donation"))


def test_an_article_is_declared_by_its_heading() -> None:
    article = conditioned(article="garden gnomes")

    assert [Declaration({"article_of": heading}).meets(article) for heading in ("9903.01.01", "9903.01.02")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("claim", "preference", "met"),
    [
        pytest.param("1", "S", True, id="any preference"),
        pytest.param("1", "", False, id="none claimed"),
        pytest.param("S CA", "S", True, id="one of those named"),
        pytest.param("S CA", "P", False, id="another than those named"),
        pytest.param("S CA", "", False, id="none of those named"),
    ],
)
def test_a_clause_with_a_claim_is_met_where_a_preference_that_it_names_is_claimed(
    claim: str, preference: str, met: bool
) -> None:
    assert Declaration({}, preference).meets(conditioned(claim=claim)) is met


def test_a_preference_is_met_by_the_claim_of_itself_alone() -> None:
    preference = measure(MeasureKind.PREFERENCE, "S", percent("0"), conditions={"claim": "1"})

    assert (Declaration({}, "S").meets(preference), Declaration({}, "P").meets(preference)) == (True, False)


def test_what_is_not_met_is_said_in_words() -> None:
    unmet = Declaration({}).unmet(conditioned(statement="donation", article="garden gnomes", claim="1"))

    assert unmet == ["statement: donation", "only this article: garden gnomes", "claim with proof of origin"]


@pytest.mark.parametrize(
    ("exported", "in_transit"),
    [
        pytest.param(date(2025, 4, 4), True, id="the day before"),
        pytest.param(date(2025, 4, 5), False, id="that day"),
        pytest.param(None, False, id="not stated"),
    ],
)
def test_goods_exported_before_the_day_are_in_transit(exported: date | None, in_transit: bool) -> None:
    clause = conditioned(exported_before="2025-04-05")

    assert shipment_meets(consignment(export_date=exported), clause) is in_transit


@pytest.mark.parametrize(
    ("mode", "met"),
    [
        pytest.param("post", True, id="post"),
        pytest.param("ems", True, id="express mail is post"),
        pytest.param("sea", True, id="sea"),
        pytest.param("air", False, id="air"),
    ],
)
def test_modes_of_transport(mode: str, met: bool) -> None:
    assert shipment_meets(consignment(transport_mode=mode), conditioned(transport_modes="post sea")) is met


@pytest.mark.parametrize(
    ("condition", "value", "other"),
    [
        pytest.param("buyer", "business", "consumer", id="buyer"),
        pytest.param("seller", "consumer", "business", id="seller"),
        pytest.param("purpose", "gift", "sale", id="purpose"),
    ],
)
def test_parties_and_purpose(condition: str, value: str, other: str) -> None:
    field = condition if condition == "purpose" else f"{condition}_type"
    clause = conditioned(**{condition: value})

    assert [shipment_meets(consignment(**{field: one}), clause) for one in (value, other)] == [True, False]


def test_a_scheme_needs_the_registration() -> None:
    clause = conditioned(scheme="IOSS")
    registered = consignment(registrations=frozenset({"IOSS"}))

    assert (shipment_meets(registered, clause), shipment_meets(consignment(), clause)) == (True, False)
