"""What comes out: ranked subheadings with calibrated probabilities, their reasons, and what to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Nature(StrEnum):
    """What the words speak of."""

    GOODS = "goods"
    NOT_GOODS = "not_goods"
    TOO_VAGUE = "too_vague"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a text, and the part of the product or the rule it comes from (`title`, `ruling N123456`, `note 61/4`)."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An HS subheading with the calibrated probabilities that it, its heading and its chapter are right."""

    hs6: str
    probability: float
    hs4_probability: float
    hs2_probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The one question whose answer would help most.

    Attributes:
        attribute: the fact that is missing, by the name it would have in the product's attributes.
        answers: value -> the subheading it leads to.
        labels: value -> what it is called in the language of the text, where that is known.
    """

    text: str
    attribute: str
    answers: tuple[tuple[str, str], ...]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All the engine says of one product.

    Attributes:
        nature: anything but goods has no candidates that may be used without a person.
        candidates: the best first; empty for what is no goods, and guesses of low probability for what is vague.
        question: none where no answer would change the first candidate.
        words: the normalised words of the product, for the national lines.
        vector: the product's direction in the encoder's space, unit length; empty where no encoder was asked.
    """

    nature: Nature
    candidates: tuple[Candidate, ...]
    question: Question | None = None
    reasons: tuple[Reason, ...] = ()
    words: tuple[str, ...] = ()
    vector: tuple[float, ...] = ()
