"""Attributes a listing may state, and the words that state them, by language: `attributes.toml`."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class AttributeWord:
    """One word or phrase that states `attribute` = `value`, in one language."""

    attribute: str
    value: str
    language: str
    phrase: str


def load_attribute_words() -> tuple[AttributeWord, ...]:
    """Every packaged word, in the order of the file."""
    tables = tomllib.loads((files("dutiful_classify.lexicon") / "attributes.toml").read_text(encoding="utf-8"))
    return tuple(
        AttributeWord(attribute, value, language, phrase.strip())
        for attribute, values in tables.items()
        for value, by_language in values.items()
        for language, phrases in by_language.items()
        for phrase in phrases.split("|")
    )
