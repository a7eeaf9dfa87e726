"""Amounts and ranges as answers write them: strings at the currency's precision."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["12.34"])]


class AnswerModel(BaseModel):
    """The base of everything that goes out: fields may be added, so a client ignores those it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class MoneyAnswer(AnswerModel):
    amount: DecimalText
    currency: str


class SpreadAnswer(AnswerModel):
    """A range in `currency`. `max` is null where it is unbounded, `likely` where there is no ground to say."""

    min: DecimalText
    likely: DecimalText | None
    max: DecimalText | None
    currency: str
