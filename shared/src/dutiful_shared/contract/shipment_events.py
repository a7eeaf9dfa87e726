"""Events of a shipment, as they come in, and the clearance that they add up to."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import SIGNED, Moment, WireModel, inconsistent, written_plainly
from dutiful_shared.contract.secret_text import SECRET


class EventSource(StrEnum):
    """Who says that something happened."""

    CARRIER = "carrier"
    CUSTOMS = "customs"
    SENSOR = "sensor"
    MERCHANT = "merchant"


class Milestone(StrEnum):
    """How far the clearance has come, in this order; `held` stands beside it.

    * `none`: a known event that says nothing of the clearance, such as a scan on the way.
    * `unknown`: the code is in no table: kept as it came, and not guessed at.
    """

    DATA_SUBMITTED = "data_submitted"
    ARRIVED = "arrived"
    PRESENTED = "presented"
    HELD = "held"
    RELEASED = "released"
    DELIVERED = "delivered"
    RETURNED = "returned"
    NONE = "none"
    UNKNOWN = "unknown"


class HoldReason(StrEnum):
    """Why customs hold a parcel. `unknown`: held, and nobody says why."""

    DOCUMENTS = "documents"
    DATA = "data"
    PAYMENT = "payment"
    INSPECTION = "inspection"
    PROHIBITED = "prohibited"
    UNKNOWN = "unknown"


CodeSystem = Literal["dhl_express", "ups", "ups_track_alert", "fedex", "upu", "aftership", "easypost"]
EventId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]
EventText = Annotated[str, Field(max_length=500)]
#: What an event may state itself; `none` and `unknown` are only ever found.
StatedMilestone = Literal["data_submitted", "arrived", "presented", "held", "released", "delivered", "returned"]


class Reading(WireModel):
    """What a sensor measured."""

    kind: Annotated[Literal["temperature", "shock"], Field(description="In degrees Celsius, or in g.")]
    value: Annotated[
        Decimal,
        Field(
            ge=Decimal(-1_000), le=Decimal(100_000), max_digits=9, decimal_places=3, json_schema_extra=written_plainly
        ),
        SIGNED,
    ]


class EventRequest(WireModel):
    """Something that happened. `id` is the source's own: of one parcel, the same id is taken once.

    The milestone is that of `code` in the table of `code_system`, unless `milestone` states it.
    """

    id: EventId
    source: EventSource
    at: Moment
    code: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    code_system: Annotated[
        CodeSystem | None, Field(description="Whose code it is; default: the carrier's, of an event of the carrier.")
    ] = None
    milestone: StatedMilestone | None = None
    hold_reason: HoldReason | None = None
    text: EventText | None = None
    tracking_number: Annotated[
        str | None, Field(min_length=4, max_length=40, description="The parcel; null: all of the shipment.")
    ] = None
    reading: Reading | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.hold_reason is not None and self.milestone != "held":
            raise inconsistent("hold_reason", "is for the milestone held alone")
        if (self.source is EventSource.SENSOR) != (self.reading is not None):
            raise inconsistent("reading", "is what a sensor, and nobody else, has to send")
        if self.reading is None and self.code is None and self.milestone is None:
            raise inconsistent("code", "is needed where there is no milestone")
        return self


class EventsRequest(WireModel):
    """`POST /v1/shipments/{id}/events`."""

    events: Annotated[tuple[EventRequest, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        # Two events of one id and content are one; of two that differ the sender must say which holds.
        seen: dict[tuple[str, str, str | None], EventRequest] = {}
        for i, one in enumerate(self.events):
            if seen.setdefault((one.source, one.id, one.tracking_number), one) != one:
                raise inconsistent(f"events/{i}/id", "is used for two different events")
        return self


class TrackedEvent(EventRequest):
    """An event of a parcel that is known by its tracking number."""

    carrier: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if self.tracking_number is None:
            raise inconsistent("tracking_number", "is needed")
        return self


class TrackedEvents(WireModel):
    """`POST /v1/shipments/events`: events of many shipments."""

    events: Annotated[tuple[TrackedEvent, ...], Field(min_length=1, max_length=500)]


class CarrierMessage(WireModel):
    """What a carrier's webhook sends: `TrackedEvents` without the carrier, which the feed knows."""

    events: Annotated[tuple[EventRequest, ...], Field(min_length=1, max_length=500)]


class EventOutcome(StrEnum):
    """What became of an event that was sent.

    * `recorded`: it is new.
    * `known`: it was here already.
    * `conflicting`: an event of this id, but another content, was here before; that one holds.
    * `waiting`: no shipment has this tracking number yet; the event is kept for it.
    """

    RECORDED = "recorded"
    KNOWN = "known"
    CONFLICTING = "conflicting"
    WAITING = "waiting"


class EventResult(AnswerModel):
    """What became of one event. `milestone` is what it was read as; `shipment_id` is null while it waits."""

    id: str
    outcome: EventOutcome
    milestone: Milestone
    shipment_id: str | None


class EventsAnswer(AnswerModel):
    """What became of each event, in their order."""

    results: tuple[EventResult, ...]


class EventAnswer(AnswerModel):
    """An event as it was taken in: `at` is when it happened, `received_at` when we were told."""

    id: str
    source: EventSource
    at: datetime
    received_at: datetime
    milestone: Milestone
    hold_reason: HoldReason | None
    code: str | None
    code_system: str | None
    text: str | None
    tracking_number: str | None
    reading: dict[str, Any] | None


class ReachedAnswer(AnswerModel):
    """When a milestone was reached."""

    milestone: Milestone
    at: datetime


class HoldAnswer(AnswerModel):
    """`until` is null while it lasts."""

    tracking_number: str
    reason: HoldReason
    code: str | None
    text: str | None
    since: datetime
    until: datetime | None


class ExceptionAnswer(AnswerModel):
    """What needs somebody, and what they should do."""

    kind: str
    tracking_number: str | None
    since: datetime
    text: str
    action: str


class ParcelAnswer(AnswerModel):
    """How far one parcel is; `milestone` is null as long as nothing is known of it."""

    tracking_number: str
    milestone: Milestone | None
    reached: tuple[ReachedAnswer, ...]
    cleared_at: datetime | None


class ClearanceAnswer(AnswerModel):
    """Where the shipment stands: as far as the parcel that is furthest behind, `held` if any is.

    `milestone` is null as long as nothing is known. `clearance_hours` counts from arrival (or presentation) to release.
    """

    milestone: Milestone | None
    held: bool
    cleared_at: datetime | None
    clearance_hours: str | None
    parcels: tuple[ParcelAnswer, ...]
    holds: tuple[HoldAnswer, ...]
    exceptions: tuple[ExceptionAnswer, ...]
    unknown_codes: tuple[str, ...]


class FeedFormat(StrEnum):
    """Who writes, and how: `standard` is `CarrierMessage`; the others are what these send by themselves."""

    STANDARD = "standard"
    AFTERSHIP = "aftership"
    EASYPOST = "easypost"
    FEDEX = "fedex"
    UPS_TRACK_ALERT = "ups_track_alert"


class FeedRequest(WireModel):
    """A carrier, or who speaks for it, that will send events by webhook."""

    carrier: Annotated[
        str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$", description="Whose parcels; AfterShip and EasyPost name them.")
    ]
    format: FeedFormat = FeedFormat.STANDARD
    secret: Annotated[
        str | None,
        Field(
            min_length=16,
            max_length=256,
            pattern=r"^[!-~]+$",
            description="What the sender proves itself by, where it is theirs to choose; null: one is made.",
        ),
        SECRET,
    ] = None

    @model_validator(mode="after")
    def _is_theirs_to_choose(self) -> Self:
        if self.secret is not None and self.format is FeedFormat.STANDARD:
            raise inconsistent("secret", "is made by us for the format standard")
        return self


class FeedAnswer(AnswerModel):
    """A webhook by which a carrier sends events. Its secret is not shown."""

    id: str
    carrier: str
    format: FeedFormat
    path: Annotated[str, Field(description="Where it sends to.")]
    created_at: datetime


class NewFeedAnswer(FeedAnswer):
    """A feed just made, the only time with its secret."""

    secret: Annotated[str, Field(description="As given, or `whsec_...`; it is not shown again.")]


class FeedList(AnswerModel):
    """All feeds of the merchant."""

    feeds: tuple[FeedAnswer, ...]
