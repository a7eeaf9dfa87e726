"""The dossier in the shapes of the contract."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from dutiful_docs.dossier.events.event import ClearanceEvent
from dutiful_docs.dossier.events.exceptions import exceptions_of
from dutiful_docs.dossier.events.fold import Clearance, ParcelState
from dutiful_docs.dossier.shipment import Recorded, RecordedEvent, Shipment, ShipmentRow
from dutiful_shared.contract.shipment_charges import ComparisonAnswer
from dutiful_shared.contract.shipment_events import (
    ClearanceAnswer,
    EventAnswer,
    EventResult,
    EventsAnswer,
    EventSource,
    ExceptionAnswer,
    HoldAnswer,
    ParcelAnswer,
    ReachedAnswer,
)
from dutiful_shared.contract.shipments import (
    FeedbackAnswer,
    ReturnAnswer,
    ShipmentAnswer,
    ShipmentPaper,
    ShipmentSummary,
)


def shipment_answer(
    shipment: Shipment,
    recorded: Sequence[RecordedEvent],
    feedback_token: str,
    comparisons: Iterable[ComparisonAnswer] = (),
    returns: Iterable[ReturnAnswer] = (),
    feedback: FeedbackAnswer | None = None,
    documents: Iterable[ShipmentPaper] = (),
) -> ShipmentAnswer:
    """The whole dossier."""
    events = tuple(one.event for one in recorded)
    clearance = shipment.clearance(events)
    return ShipmentAnswer(
        id=shipment.id,
        created_at=shipment.created_at,
        shipment=shipment.content,
        lane=shipment.content.lane,
        expected_from=shipment.expected_from,
        clearance=clearance_answer(clearance, events),
        events=tuple(event_answer(one) for one in recorded),
        charges=tuple(comparisons),
        returns=tuple(returns),
        documents=tuple(documents),
        feedback=feedback,
        feedback_token=feedback_token,
    )


def clearance_answer(clearance: Clearance, events: tuple[ClearanceEvent, ...]) -> ClearanceAnswer:
    """`events` tell when each exception began."""
    return ClearanceAnswer(
        milestone=clearance.milestone,
        held=clearance.held,
        cleared_at=clearance.cleared_at,
        clearance_hours=None if clearance.took is None else hours(clearance.took),
        parcels=tuple(_parcel(one) for one in clearance.parcels),
        holds=tuple(
            HoldAnswer(
                tracking_number=one.tracking_number,
                reason=one.reason,
                code=one.code,
                text=one.text,
                since=one.since,
                until=one.until,
            )
            for one in clearance.holds
        ),
        exceptions=tuple(
            ExceptionAnswer(
                kind=one.kind,
                tracking_number=one.tracking_number,
                since=one.since,
                text=one.text,
                action=one.action,
            )
            for one in exceptions_of(clearance, events)
        ),
        unknown_codes=clearance.unknown_codes,
    )


def event_answer(recorded: RecordedEvent) -> EventAnswer:
    """A sensor's reading becomes `{"kind", "value"}`, in degrees Celsius or in g."""
    event = recorded.event
    reading = None if event.reading is None else {"kind": event.reading_kind, "value": f"{event.reading:f}"}
    return EventAnswer(
        id=event.id,
        source=EventSource(event.source),
        at=event.at,
        received_at=recorded.received_at,
        milestone=event.milestone,
        hold_reason=event.hold_reason,
        code=event.code,
        code_system=event.code_system,
        text=event.text,
        tracking_number=event.tracking_number,
        reading=reading,
    )


def events_answer(recorded: Iterable[Recorded]) -> EventsAnswer:
    """What became of each event, in the order in which they were sent."""
    results = tuple(
        EventResult(id=one.event.id, outcome=one.outcome, milestone=one.event.milestone, shipment_id=one.shipment_id)
        for one in recorded
    )
    return EventsAnswer(results=results)


def summary(row: ShipmentRow) -> ShipmentSummary:
    """A row of a list; it has no more of the clearance than the milestone and whether it is held."""
    return ShipmentSummary(
        id=row.id,
        order_reference=row.order_reference,
        carrier=row.carrier,
        lane=row.lane,
        milestone=row.milestone,
        held=row.held,
        created_at=row.created_at,
    )


def hours(took: timedelta) -> str:
    """Hours with two decimals."""
    return f"{Decimal(int(took.total_seconds())) / 3600:.2f}"


def _parcel(parcel: ParcelState) -> ParcelAnswer:
    return ParcelAnswer(
        tracking_number=parcel.tracking_number,
        milestone=parcel.milestone,
        reached=tuple(ReachedAnswer(milestone=step, at=at) for step, at in parcel.reached),
        cleared_at=parcel.cleared_at,
    )
