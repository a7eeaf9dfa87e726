"""What invoices say of our quotes: accuracy by lane, and the reserve that underpayments ask for."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, DecimalText, MoneyAnswer


class NotMeasured(StrEnum):
    """Why a shipment with an invoice says nothing of a quote.

    * `not_quoted`: what was expected of it was given by hand, and is no quote's.
    * `not_all_charged`: a kind that was quoted is not on an invoice yet.
    * `no_rate`: two currencies, and no rate on the invoice.
    * `nothing_quoted`: nothing was quoted, so that nothing can be set in relation to it.
    """

    NOT_QUOTED = "not_quoted"
    NOT_ALL_CHARGED = "not_all_charged"
    NO_RATE = "no_rate"
    NOTHING_QUOTED = "nothing_quoted"


class AccuracyRow(AnswerModel):
    """One lane in one currency. Shares are of `shipments`; errors are relative to what was invoiced."""

    lane: str
    currency: str
    shipments: int
    exact: DecimalText
    within_1_percent: DecimalText
    within_5_percent: DecimalText
    median_absolute_error: DecimalText
    median_relative_error: Annotated[
        DecimalText | None, Field(description="Of the invoice; null where an invoice in the middle is 0.")
    ]


class AccuracyAnswer(AnswerModel):
    """`GET /v1/accuracy`. Without a measured shipment `rows` is empty and `text` says so."""

    from_day: str
    to_day: str
    of: Literal["duties_and_taxes", "all"]
    rows: tuple[AccuracyRow, ...]
    invoiced: Annotated[int, Field(description="Shipments of these days with a charge.")]
    measured: int
    not_measured: dict[NotMeasured, int]
    complete: bool
    text: str


class ReserveStatus(StrEnum):
    """How far a reserve can be told.

    * `complete`: both the quote's interval and the lane's invoices are known.
    * `insufficient_history`: the lane has too few measured shipments: `at_least` is what the interval alone asks for.
    * `unbounded`: the quote's interval has no upper end.
    * `not_borne`: duties are paid on delivery, by the buyer: the merchant bears none of it.
    """

    COMPLETE = "complete"
    INSUFFICIENT_HISTORY = "insufficient_history"
    UNBOUNDED = "unbounded"
    NOT_BORNE = "not_borne"


class LaneHistory(AnswerModel):
    """What the lane's invoices say. `shortfall` is the share of what was quoted that at most is missing in `level` of
    the cases, with `confidence`; null where `measured` is less than `needed`."""

    lane: str
    measured: int
    needed: int
    rank: Annotated[int | None, Field(description="Which of the measured shortfalls, in order, it is.")]
    shortfall: DecimalText | None


class ReserveRow(AnswerModel):
    """One order: `reserve` is the greater of `interval` and `history`, null where one of them is not known."""

    order_reference: str | None
    quote_id: str | None
    shipment_id: str | None
    lane: str
    status: ReserveStatus
    quoted: MoneyAnswer
    interval: Annotated[MoneyAnswer | None, Field(description="From what is charged to the estimate's upper end.")]
    history: Annotated[MoneyAnswer | None, Field(description="`quoted` times the lane's shortfall.")]
    reserve: MoneyAnswer | None
    at_least: MoneyAnswer


class ReserveTotal(AnswerModel):
    """Sums of one currency. `reserve` is over the orders that have one; `at_least` is over all of them."""

    currency: str
    orders: int
    with_reserve: int
    reserve: DecimalText
    at_least: DecimalText


class ReserveAnswer(AnswerModel):
    """`GET /v1/reserves` and `/v1/reserves/open`."""

    level: DecimalText
    confidence: DecimalText
    history_from: str
    history_to: str
    orders: tuple[ReserveRow, ...]
    totals: tuple[ReserveTotal, ...]
    lanes: tuple[LaneHistory, ...]
    complete: bool
