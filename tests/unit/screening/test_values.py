"""Days and countries as publishers write them."""

from datetime import date

import pytest

from dutiful_docs.screening.engine.listed import Birth
from dutiful_docs.screening.lists.values import birth_of, country_of, day_of

BIRTHS = [
    ("1961-05-17", Birth(1961, 5, 17)),
    ("17 May 1961", Birth(1961, 5, 17)),
    ("May 1961", Birth(1961, 5)),
    ("1961", Birth(1961)),
    ("circa 1961", Birth(1961, circa=True)),
    ("dd/mm/1961", Birth(1961)),
    ("00/00/1961", Birth(1961)),
    ("17/05/1961", Birth(1961, 5, 17)),
    ("unknown", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "birth"), [pytest.param(*one, id=one[0] or "nothing") for one in BIRTHS])
def test_a_birth_is_known_as_far_as_it_is_told(text: str, birth: Birth | None) -> None:
    assert birth_of(text) == birth


def test_american_dates_have_the_month_first() -> None:
    assert day_of("11/20/2026", month_first=True) == date(2026, 11, 20)


@pytest.mark.parametrize("text", ["2026-02-30", "31/04/2026", "May 2026", "soon"])
def test_what_is_no_whole_day_is_none(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russia", "RU"), ("Iran", "IR"), ("Korea, North", "KP"), ("Democratic Republic of the Congo", "CD"),
        ("Germany", "DE"), ("CN", "CN"), ("Bahamas (The)", "BS"), ("Atlantis", None), ("00", None),
    ],
)  # fmt: skip
def test_a_country_is_its_code_or_nothing(name: str, code: str | None) -> None:
    assert country_of(name) == code
