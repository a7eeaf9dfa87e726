"""`GET /v1/classifications`: the answers that were given, as a list."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.classification import Decision, Probability, Source


class ClassificationSummary(AnswerModel):
    """One line of the list."""

    id: str
    created_at: datetime
    decision: Decision
    source: Source
    title: str
    sku: str | None
    hs6: Annotated[str | None, Field(description="Of the first candidate.")]
    probability: Probability | None


class ClassificationPage(AnswerModel):
    """Answers that were given, the newest first. `next` is null on the last page."""

    classifications: list[ClassificationSummary]
    next: Annotated[str | None, Field(description="The cursor of the following page.")]
