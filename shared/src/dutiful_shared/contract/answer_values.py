"""Amounts and ranges as answers write them: strings at the currency's precision."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["12.34"])]


class AnswerModel(BaseModel):
    """The base of everything that goes out: fields may be added, so a client ignores those it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class MoneyAnswer(AnswerModel):
    """An amount of money."""

    amount: Annotated[
        DecimalText, Field(description="Plain decimal with the decimals of the currency (the minor unit of ISO 4217).")
    ]
    currency: Annotated[str, Field(description="ISO 4217.")]


class SpreadAnswer(AnswerModel):
    """A range in `currency`. `max` is null where it is unbounded, `likely` where there is no ground to say."""

    min: Annotated[DecimalText, Field(description="The lower end: certain to be due.")]
    likely: Annotated[
        DecimalText | None, Field(description="The likeliest amount. Null where there is no ground to say.")
    ]
    max: Annotated[DecimalText | None, Field(description="The upper end. Null where nothing bounds it.")]
    currency: Annotated[str, Field(description="ISO 4217.")]
