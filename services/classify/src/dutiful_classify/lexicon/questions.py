"""The words of questions, by language: `questions.toml`, and for answers the words of attributes."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from dutiful_classify.lexicon.attributes import AttributeWord

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "zh", "ja")
#: Asked where the answers are kinds of goods rather than values of an attribute.
WHICH: Final = "which"
#: Attributes whose values are named as those of another one.
_NAMED_AS: Final = {"upper": "material", "sole": "material", "content": "material"}


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """What to ask of an open attribute, and how its values are called.

    Attributes:
        texts: attribute, or `WHICH` -> language -> text.
        labels: (attribute, value, language) -> the commonest word for the value.
    """

    texts: Mapping[str, Mapping[str, str]]
    labels: Mapping[tuple[str, str, str], str]

    def text(self, attribute: str, tag: str) -> str:
        """The question, in English where the language of the BCP 47 tag is none of `LANGUAGES`."""
        asked = self.texts.get(attribute, self.texts[WHICH])
        return asked.get(_language(tag), asked["en"])

    def label(self, attribute: str, value: str, tag: str) -> str | None:
        """A value in that language; None where the lexicon has no word for it."""
        return self.labels.get((_NAMED_AS.get(attribute, attribute), value, _language(tag)))


def load_question_texts(words: Iterable[AttributeWord]) -> QuestionTexts:
    """The packaged texts, with the first word of each value and language as its label."""
    texts = tomllib.loads((files("dutiful_classify.lexicon") / "questions.toml").read_text(encoding="utf-8"))
    labels: dict[tuple[str, str, str], str] = {}
    for word in words:
        labels.setdefault((word.attribute, word.value, word.language), word.phrase)
    return QuestionTexts(texts, labels)


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()
