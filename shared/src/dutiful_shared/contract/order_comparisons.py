"""`GET /v1/orders/comparisons`: what orders were charged, held against what was computed for them."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer


class Outcome(StrEnum):
    """How the duty and tax of an order lie to those of its quote.

    * `over`: the shopper was charged more than was computed.
    * `under`: the merchant bears what was not charged.
    * `not_stated`: the order does not say what it charged.
    * `not_computed`: the quote has no amount: it was partial, or degraded.
    * `no_quote`: the order names no quote, or one that this merchant does not have.
    * `other_currency`: the order was charged in another currency than was quoted.
    """

    EQUAL = "equal"
    OVER = "over"
    UNDER = "under"
    NOT_STATED = "not_stated"
    NOT_COMPUTED = "not_computed"
    NO_QUOTE = "no_quote"
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
