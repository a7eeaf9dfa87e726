"""What a quote says of a line that nobody gave a code, where the classification service answered in time."""

from typing import Annotated

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.classification import Decision, Source


class CandidateAnswer(AnswerModel):
    """A code that a line may have, and what the line would owe under it."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    probability: Annotated[float, Field(ge=0, le=1, description="Calibrated: of 100 such answers this share is right.")]
    text: str
    duty: Annotated[
        MoneyAnswer | None, Field(description="Null where something else is open too, such as national digits.")
    ]
    total: Annotated[SpreadAnswer | None, Field(description="All charges of the line.")]


class LeadingAnswer(AnswerModel):
    value: str
    leads_to: str


class ClassifierQuestion(AnswerModel):
    """The classifier's own question: each answer with the code that it leads to."""

    text: str
    attribute: str
    answers: tuple[LeadingAnswer, ...]


class CodeSuggestion(AnswerModel):
    """What the classification service said of a line that nobody gave a code. None of it is charged."""

    id: str
    decision: Decision
    source: Source
    model: str
    candidates: tuple[CandidateAnswer, ...]
    question: ClassifierQuestion | None
