"""`/v1/reviews` and the feedback on classifications: where people decide."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import WireModel, inconsistent
from dutiful_shared.contract.overrides import Author, Codes, Reasoning, one_subheading


class ReviewState(StrEnum):
    """Whose turn it is.

    * `waiting`: nobody's yet.
    * `claimed`: somebody is at it. A claim runs out, and the review waits again.
    * `confirming`: one has decided; another one must confirm.
    * `decided`: the codes are remembered.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    CONFIRMING = "confirming"
    DECIDED = "decided"


class ReviewCause(StrEnum):
    """Why a person is asked."""

    DECISION = "decision"
    REQUESTED = "requested"
    FEEDBACK = "feedback"


class DecideRequest(WireModel):
    """The codes that are right."""

    codes: Codes
    reason: Reasoning
    author: Author | None = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        one_subheading(self.codes)
        return self


class FeedbackRequest(WireModel):
    """Whether an answer was right, and what would have been."""

    right: bool
    codes: Annotated[Codes | None, Field(description="The right codes, where they are known.")] = None
    author: Author | None = None
    note: Annotated[str, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.codes is not None:
            one_subheading(self.codes)
            if self.right:
                raise inconsistent("codes", "are given only where the answer was wrong")
        return self


class Proposal(AnswerModel):
    """What somebody decided."""

    codes: dict[str, str]
    reason: str
    author: str
    actor: str
    at: datetime


class ReviewEvent(AnswerModel):
    """One step of a review: `actor` is the key that took it, and `details` depend on `action`."""

    at: datetime
    actor: str
    action: str
    details: dict[str, Any]


class Review(AnswerModel):
    """A product that a person shall look at."""

    id: str
    state: ReviewState
    cause: ReviewCause
    created_at: datetime
    classification: Annotated[str, Field(description="The id of the answer that is in doubt.")]
    product: dict[str, Any]
    sku: str | None
    note: str = ""
    hs6: str | None
    probability: float | None
    claimed_by: str | None
    claimed_until: datetime | None
    proposal: Annotated[Proposal | None, Field(description="While a second one must confirm it.")] = None
    decision: Proposal | None = None
    confirmed_by: str | None = None
    override: Annotated[str | None, Field(description="The id of what is remembered since then.")] = None


class ReviewDetail(Review):
    """With all that happened to it, the oldest first."""

    history: list[ReviewEvent]


class ReviewPage(AnswerModel):
    """Reviews, the oldest first. `next` is null on the last page."""

    reviews: list[Review]
    next: Annotated[str | None, Field(description="The cursor of the following page.")]


class ReviewCounts(AnswerModel):
    """How many reviews are in each state. A claim that ran out counts as waiting."""

    waiting: int
    claimed: int
    confirming: int
    decided: int
    oldest_waiting_at: datetime | None


class FeedbackEffect(StrEnum):
    """What comes of the feedback.

    * `none`: the answer was right.
    * `remembered`: the right codes are remembered.
    * `review`: a person must look at it.
    """

    NONE = "none"
    REMEMBERED = "remembered"
    REVIEW = "review"


class Feedback(AnswerModel):
    """What the feedback has led to."""

    id: str
    classification: str
    effect: FeedbackEffect
    override: str | None = None
    review: str | None = None
