"""What the classifier says of one line's goods, as a quote uses it and keeps it."""

from dataclasses import dataclass
from typing import Final

from dutiful_shared.contract.classification import Classification, Decision

#: More candidates than this are never computed nor shown.
MOST_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class CodeCandidate:
    """A subheading of six digits, with the calibrated probability that it is right (0 to 1)."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class AttributeQuestion:
    """The classifier's own question: each answer with the code that it leads to."""

    text: str
    attribute: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer of the classifier.

    Attributes:
        decision: one of `contract.classification.Decision`.
        source: `model`, or `memory` or `override` where a person decided.
        candidates: the best first, `MOST_CANDIDATES` at most; none where the words are no goods, or too vague.
    """

    classification_id: str
    decision: str
    source: str
    model: str
    candidates: tuple[CodeCandidate, ...] = ()
    question: AttributeQuestion | None = None

    @classmethod
    def of(cls, answer: Classification) -> "Suggestion":
        """What of an answer concerns a quote."""
        question = answer.question
        return cls(
            classification_id=answer.id,
            decision=answer.decision.value,
            source=answer.source.value,
            model=answer.versions.model,
            candidates=tuple(CodeCandidate(one.hs6, one.probability) for one in answer.candidates[:MOST_CANDIDATES]),
            question=None
            if question is None
            else AttributeQuestion(
                question.text, question.attribute, tuple((one.value, one.leads_to) for one in question.answers)
            ),
        )

    def sure(self, least: float) -> CodeCandidate | None:
        """The code that may be taken without asking: decided `auto`, and right with at least this probability."""
        if self.decision != Decision.AUTO or not self.candidates or self.candidates[0].probability < least:
            return None
        return self.candidates[0]
