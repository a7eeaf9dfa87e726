"""The measurement itself: its intervals, and that it asks what it says."""

import pytest

from dutiful_docs.screening.engine.names import name_form
from loadtests.screening.__main__ import Rate, listed_population, measured, questions
from loadtests.screening.altered import ALTERATIONS
from loadtests.screening.invented import Population


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 100, 0.0, 0.0370), (50, 100, 0.4038, 0.5962), (10, 10, 0.7225, 1.0)]
)
def test_the_interval_is_that_of_wilson(count: int, of: int, low: float, high: float) -> None:
    assert Rate(count, of).interval == pytest.approx((low, high), abs=0.0001)


def test_one_seed_makes_one_population() -> None:
    one, other = Population(3), Population(3)

    assert [one.anyone() for _ in range(50)] == [other.anyone() for _ in range(50)]


def test_every_alteration_is_asked_and_strangers_as_often() -> None:
    people, _ = listed_population(Population(3), 300)
    asked = questions(people, Population(4), 5, 3)
    altered = [one.alteration for one in asked if one.wanted is not None]

    assert {name: altered.count(name) for name in ALTERATIONS} == dict.fromkeys(ALTERATIONS, 5)
    assert len(asked) == 2 * len(altered)


def test_no_stranger_is_listed() -> None:
    people, _ = listed_population(Population(3), 300)
    known = {name_form(one.text, one.kind).plain for one in people}
    strangers = [one for one in questions(people, Population(3), 5, 3) if one.wanted is None]

    assert not [one for one in strangers if name_form(one.party.names[0], one.party.kind).plain in known]


def test_what_is_written_in_another_order_is_found() -> None:
    people, screening = listed_population(Population(3), 300)
    asked = [one for one in questions(people, Population(4), 5, 3) if one.alteration == "another order of words"]
    results, _ = measured(screening, asked)

    assert [wanted for _, wanted, _ in results] == [100.0] * 5
