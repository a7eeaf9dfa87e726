"""`/v1/classifications/settings`: what a merchant lets the classifier decide alone."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.fields import WHOLE, Flag, WireModel

_Share = Annotated[float, Field(gt=0, le=1)]


class CodeLevel(StrEnum):
    """How deep the probability must reach; `national`: also the line of every destination that was asked for."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    NATIONAL = "national"


class ClassificationSettings(WireModel):
    """Thresholds of decisions, and how reviews work. They hold for what is classified from then on."""

    auto_at: Annotated[_Share, Field(description="From this probability on the answer is `auto`.")] = 0.8
    auto_level: Annotated[CodeLevel, Field(description="Of which digits the probability is meant.")] = (
        CodeLevel.SUBHEADING
    )
    ask_below: Annotated[
        _Share, Field(description="Below this probability the one question is asked; above it a person reviews.")
    ] = 0.8
    ask_at: Annotated[
        _Share,
        Field(description="A question is asked only if the codes its answers lead to have this much together."),
    ] = 0.5
    queue: Annotated[
        tuple[Literal["review", "ask", "too_vague", "restricted"], ...],
        Field(max_length=4, description="Decisions that open a review by themselves."),
    ] = ()
    four_eyes: Annotated[Flag, Field(description="A second key must confirm what the first one decided.")] = False
    claim_minutes: Annotated[
        int, Field(ge=1, le=480, description="How long a review stays with whoever claimed it."), WHOLE
    ] = 15
