"""The words that papers are printed with, in every language that papers come in."""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl", "pt", "pl", "ja", "zh", "ko", "ar")
RIGHT_TO_LEFT: Final = frozenset({"ar"})
_LATIN: Final = frozenset({"en", "fr", "de", "es", "it", "nl", "pt", "pl"})


class UnknownLanguageError(ValueError):
    """No paper can be printed in the language."""


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag that papers come in: `pt` for `pt-BR`.

    Raises:
        UnknownLanguageError: papers do not come in it.
    """
    base = tag.partition("-")[0]
    if base not in LANGUAGES:
        raise UnknownLanguageError(f"papers come in {', '.join(LANGUAGES)}, not in {tag!r}")
    return base


def is_written_in(text: str, language: str) -> bool:
    """Whether a text may be in the language: one with more letters of other alphabets than of the Latin one is not
    English, whatever it is."""
    if language not in _LATIN or text.isascii():
        return True
    letters = [unicodedata.name(one, "").startswith("LATIN") for one in text if one.isalpha()]
    return 2 * sum(letters) >= len(letters)


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """Key -> language -> words.

    Raises:
        ValueError: a row lacks a language.
    """
    table: dict[str, dict[str, str]] = {}
    for row in files("dutiful_docs.documents").joinpath("labels.txt").read_text("utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        key, *words = (cell.strip() for cell in row.split("|"))
        if len(words) != len(LANGUAGES) or not all(words) or key in table:
            raise ValueError(f"the row {key!r} of the labels is incomplete or stands twice")
        table[key] = dict(zip(LANGUAGES, words, strict=True))
    return table


@lru_cache(maxsize=len(LANGUAGES) ** 2 + len(LANGUAGES))
def words(first: str, second: str | None) -> dict[str, tuple[str, str | None]]:
    """Key -> the words in both languages; the second is None where there is none."""
    return {key: (row[first], row[second] if second else None) for key, row in labels().items()}


def in_both(first: str, second: str | None, *, mixed: bool) -> str:
    """A text in both languages of a paper; in one where they are the same. `mixed`: they run in different directions,
    so that the second keeps its own (Unicode isolates)."""
    if second is None or second == first:
        return first
    return f"{first} / \u2068{second}\u2069" if mixed else f"{first} / {second}"
