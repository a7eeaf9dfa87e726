"""`ClearanceEvent`: an event with its meaning."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from dutiful_docs.dossier.events.codes import SYSTEMS, meaning_of
from dutiful_shared.contract.shipment_events import EventRequest, EventSource, HoldReason, Milestone

#: How far a sender's clock may be before ours.
CLOCK_SKEW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ClearanceEvent:
    """`tracking_number` is None where the event is of the whole shipment. `at` is in UTC."""

    source: str
    id: str
    at: datetime
    milestone: Milestone
    hold_reason: HoldReason | None = None
    code: str | None = None
    code_system: str | None = None
    text: str | None = None
    tracking_number: str | None = None
    reading_kind: Literal["temperature", "shock"] | None = None
    reading: Decimal | None = None

    def content(self) -> dict[str, Any]:
        """All but the id and source, as plain values; two events of one id are the same if this is."""
        return {
            "at": self.at.isoformat(),
            "milestone": self.milestone.value,
            "hold_reason": self.hold_reason and self.hold_reason.value,
            "code": self.code,
            "code_system": self.code_system,
            "text": self.text,
            "tracking_number": self.tracking_number,
            "reading_kind": self.reading_kind,
            "reading": None if self.reading is None else f"{self.reading.normalize():f}",
        }

    @classmethod
    def of_content(cls, source: str, event_id: str, content: dict[str, Any]) -> "ClearanceEvent":
        """Reads an event out of what is kept of it; source and id are columns of their own."""
        reason, reading = content["hold_reason"], content["reading"]
        return cls(
            source=source,
            id=event_id,
            at=datetime.fromisoformat(content["at"]),
            milestone=Milestone(content["milestone"]),
            hold_reason=HoldReason(reason) if reason else None,
            code=content["code"],
            code_system=content["code_system"],
            text=content["text"],
            tracking_number=content["tracking_number"],
            reading_kind=content["reading_kind"],
            reading=None if reading is None else Decimal(reading),
        )


def event_of(asked: EventRequest, carrier: str) -> ClearanceEvent:
    """The event with the meaning that its sender states, or that the table of its code gives.

    Args:
        carrier: the shipment's; its table reads codes of the carrier's events that name no system.
    """
    system = asked.code_system
    if system is None and asked.source is EventSource.CARRIER and carrier in SYSTEMS:
        system = carrier  # type: ignore[assignment]
    milestone, reason = Milestone.NONE, None
    if asked.milestone is not None:
        milestone = Milestone(asked.milestone)
        if milestone is Milestone.HELD:
            reason = asked.hold_reason or HoldReason.UNKNOWN
    elif asked.code is not None:
        found = meaning_of(system, asked.code)
        milestone, reason = found.milestone, found.hold_reason
    return ClearanceEvent(
        source=asked.source.value,
        id=asked.id,
        at=asked.at.astimezone(UTC),
        milestone=milestone,
        hold_reason=reason,
        code=asked.code,
        code_system=system,
        text=asked.text,
        tracking_number=plain_number(asked.tracking_number),
        reading_kind=None if asked.reading is None else asked.reading.kind,
        reading=None if asked.reading is None else asked.reading.value,
    )


def plain_number(tracking_number: str | None) -> str | None:
    """A tracking number without the blanks and dashes that people group it with, in capitals."""
    if tracking_number is None:
        return None
    return tracking_number.replace(" ", "").replace("-", "").upper()
