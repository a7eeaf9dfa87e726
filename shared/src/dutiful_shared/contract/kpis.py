"""`GET /v1/kpis`: how clearance goes; and what shoppers say of it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import WHOLE, WireModel, inconsistent


class KpiBy(StrEnum):
    """What one row counts. Days, ISO weeks and months are those of shipping; a lane is where from and to (`US-FR`)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LANE = "lane"
    CARRIER = "carrier"
    MERCHANT = "merchant"


class FeedbackScale(StrEnum):
    """`stars` are 1 to 5, `nps` is 0 to 10: how likely one would recommend it."""

    STARS = "stars"
    NPS = "nps"


class FeedbackRequest(WireModel):
    """A shopper's answer. The newest one holds."""

    token: Annotated[str, Field(min_length=8, max_length=64, description="The shipment's `feedback_token`.")]
    scale: FeedbackScale
    score: Annotated[int, Field(ge=0, le=10), WHOLE]
    comment: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None

    @model_validator(mode="after")
    def _on_the_scale(self) -> Self:
        if self.scale is FeedbackScale.STARS and not 1 <= self.score <= 5:
            raise inconsistent("score", "must be 1 to 5 stars")
        return self


class MoneyKpis(AnswerModel):
    """Sums of one currency; no amount is converted, and null is what no shipment was told with.

    `duties_and_taxes_share` is their share of the goods' value, over the shipments of which both are known.
    `cost_per_shipment` is carriage and the carrier's fees, over the shipments whose carriage is known.
    """

    currency: str
    revenue: str | None
    duties_and_taxes: str | None
    duties_and_taxes_share: str | None
    cost_per_shipment: str | None
    shipments_with_cost: int


class KpiRow(AnswerModel):
    """`error_rate` is the share of shipments held for documents or data. Hours count from arrival to release."""

    key: str
    shipments: int
    cleared: int
    clearance_hours_median: str | None
    clearance_hours_p90: str | None
    held: int
    held_for_papers: int
    error_rate: str
    stars_mean: str | None
    answers_in_stars: int
    nps: Annotated[int | None, Field(description="Promoters (9, 10) less detractors (0 to 6), in per cent.")]
    answers_in_nps: int
    money: tuple[MoneyKpis, ...]


class KpiAnswer(AnswerModel):
    """Shipments of these days (UTC, both included)."""

    by: KpiBy
    from_day: str
    to_day: str
    rows: tuple[KpiRow, ...]
