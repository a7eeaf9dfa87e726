"""The pages in five languages: every table whole, every text in use."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import dutiful_quote.console
from dutiful_quote.console.texts import page_texts
from dutiful_quote.console.words import LANGUAGES, language_of, words_of
from dutiful_shared.contract.answer_values import MoneyAnswer

FOLDER = Path(dutiful_quote.console.__path__[0])
TEMPLATES = "".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("templates/*.html")))
NAMED = set(re.findall(r"words\('([a-z_]+\.[a-z0-9_]+)'[,)]", TEMPLATES))
#: Sections whose keys are values of the contract, or names of pages.
BY_VALUE = set(re.findall(r"words\('([a-z_]+)\.' ~", TEMPLATES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_the_texts_of_the_english_one_with_the_same_places(language: str) -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    def shape(name: str) -> dict[str, set[str | None]]:
        return {key: places(text) for key, text in page_texts(name).items()}

    assert shape(language) == shape("en")
    assert all(text.strip() for text in page_texts(language).values())


def test_every_text_that_a_page_names_is_in_the_tables() -> None:
    assert NAMED - set(page_texts("en")) == set()


def test_every_text_is_on_some_page() -> None:
    unused = {key for key in page_texts("en") if key not in NAMED and key.partition(".")[0] not in BY_VALUE}
    assert unused == set()


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("ja", "de", "ja"),
        (None, "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "nl,fr;q=0.7", "fr"),
        (None, "nl", "en"),
        ("xx", "", "en"),
    ],
    ids=["chosen", "of a region", "second wish", "unknown", "unknown choice"],
)
def test_the_language_is_the_chosen_one_or_the_first_that_the_browser_wishes(
    chosen: str | None, accepted: str, language: str
) -> None:
    assert language_of(chosen, accepted) == language


def test_amounts_and_days_are_written_as_in_the_language() -> None:
    german = words_of("de")
    assert german.money(MoneyAnswer(amount="1234.50", currency="EUR")) == "1.234,50\xa0€"
    assert german.day(date(2026, 11, 20)) == "20.11.2026"
    assert german.country("VN") == "Vietnam"


def test_accented_countries_stand_among_their_letters() -> None:
    names = [name for _, name in words_of("fr").countries]
    assert names.index("Équateur") < names.index("France")
