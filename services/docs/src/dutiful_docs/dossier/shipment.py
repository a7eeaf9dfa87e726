"""`Shipment`: a shipment with what was told of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from dutiful_docs.dossier.events.event import ClearanceEvent, plain_number
from dutiful_docs.dossier.events.fold import Clearance, fold
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipment_events import EventOutcome
from dutiful_shared.contract.shipments import ShipmentRequest

ExpectedFrom = Literal["quote", "request"]
#: What the law takes at the border or of the sale; a carrier's fee is a cost, but neither duty nor tax.
BORDER_KINDS = frozenset(ChargeKind) - {ChargeKind.FEE}
#: How far before the time of shipping an event may lie: senders tell a day, or a time without its offset.
_INEXACT: Final = timedelta(days=2)
#: The same before we were told of a shipment that does not say when it was sent. Our choice: parcels take weeks.
_TOLD_LATE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Shipment:
    """`content` holds the expected charges, wherever they came from."""

    id: str
    merchant_id: str
    content: ShipmentRequest
    expected_from: ExpectedFrom | None
    created_at: datetime

    @property
    def tracking_numbers(self) -> tuple[str, ...]:
        """In the form in which they are compared."""
        return tuple(plain_number(one.tracking_number) or "" for one in self.content.parcels)

    @property
    def earliest_event(self) -> datetime:
        """What lies before it did not happen to these parcels."""
        shipped = self.content.shipped_at
        return shipped - _INEXACT if shipped else self.created_at - _TOLD_LATE

    def clearance(self, events: Iterable[ClearanceEvent]) -> Clearance:
        """What these events add up to."""
        return fold(events, self.tracking_numbers, self.content.limits, self.earliest_event)

    @property
    def expected_border(self) -> Decimal | None:
        """Duties and taxes expected in the shipment's currency; None where none are told, or one is in another."""
        amounts = [one for one in self.content.expected if one.kind in BORDER_KINDS]
        if not amounts or any(one.currency != self.content.currency for one in amounts):
            return None
        return sum((one.amount for one in amounts), Decimal(0))


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event, and when we were told of it."""

    event: ClearanceEvent
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an event that came in."""

    event: ClearanceEvent
    outcome: EventOutcome
    shipment_id: str | None


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment in a list."""

    id: str
    order_reference: str
    carrier: str
    lane: str
    milestone: str | None
    held: bool
    created_at: datetime
