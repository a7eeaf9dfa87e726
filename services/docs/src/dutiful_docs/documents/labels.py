"""The words that papers are printed with, in every language that papers come in."""

from functools import lru_cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl", "pt", "pl", "ja", "zh", "ko", "ar")
RIGHT_TO_LEFT: Final = frozenset({"ar"})


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
