"""`GET /v1/orders/comparisons`: what orders were charged, held against what was computed for them."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer


class Outcome(StrEnum):
    """How the duty and tax of an order lie to those of its quote."""

    EQUAL = "equal"
    #: The shopper was charged more than was computed.
    OVER = "over"
    #: The merchant bears what was not charged.
    UNDER = "under"
    #: The order does not say what it charged.
    NOT_STATED = "not_stated"
    #: The quote has no amount: it was partial, or degraded.
    NOT_COMPUTED = "not_computed"
    #: The order names no quote, or one that this merchant does not have.
    NO_QUOTE = "no_quote"
    #: The order was charged in another currency than was quoted.
    OTHER_CURRENCY = "other_currency"


class OrderComparisonAnswer(AnswerModel):
    """One order of a shop. An amount that is not known is null, never 0."""

    shop_id: str
    order_id: str = Field(description="As the shop's platform calls it.")
    quote_id: str | None
    variance: Outcome = Field(
        description="`over`: the shopper was charged more than was computed; `under`: the merchant bears the rest."
    )
    duties_charged: MoneyAnswer | None
    duties_computed: MoneyAnswer | None
    taxes_charged: MoneyAnswer | None
    taxes_computed: MoneyAnswer | None
    duties_refunded: MoneyAnswer
    taxes_refunded: MoneyAnswer
    cancelled: bool
    order_updated_at: datetime
    compared_at: datetime


class OrderComparisonPage(AnswerModel):
    """The newest comparisons first; `next` is the cursor of the following page, null on the last one."""

    comparisons: tuple[OrderComparisonAnswer, ...]
    next: str | None
