"""Words that no column holds get places where they may break, and other words stay as they are."""

import pytest

from dutiful_docs.documents.long_words import LONGEST_WORD, breakable, broken

BREAK = "\u200b"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a" * LONGEST_WORD, id="the longest word that stays whole"),
        pytest.param("words that are short in a text that is long", id="short words"),
    ],
)
def test_what_a_column_holds_stays_as_it_is(text: str) -> None:
    assert broken(text) == text


def test_a_word_that_is_too_long_may_break_behind_each_letter() -> None:
    word = "a" * (LONGEST_WORD + 1)
    assert broken(f"one {word} two") == f"one {BREAK.join(word)} two"


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param("e\u0301", id="a mark"),
        pytest.param("o\u0302\u0323", id="two marks"),
        pytest.param("\u1100\u1161\u11a8", id="a Korean syllable in its letters"),
        pytest.param("\u0628\u200d\u0628", id="two that are joined"),
    ],
)
def test_no_letter_is_parted_from_what_belongs_to_it(letter: str) -> None:
    assert broken(letter * (LONGEST_WORD + 1)).split(BREAK) == [letter] * (LONGEST_WORD + 1)


def test_every_text_within_json_values_is_looked_at() -> None:
    word = "b" * (LONGEST_WORD + 1)
    parted = BREAK.join(word)
    said = {"one": word, "few": "c", "none": None, "number": 2, "many": [word, {"deep": word}]}
    assert breakable(said) == {"one": parted, "few": "c", "none": None, "number": 2, "many": [parted, {"deep": parted}]}
