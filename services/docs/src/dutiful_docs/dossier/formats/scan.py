"""`Scan`: what the foreign formats have in common, and the event of the API that it becomes."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from dutiful_shared.contract.shipment_events import CodeSystem, EventRequest, EventSource, StatedMilestone

_LONGEST_CODE: Final = 64
_LONGEST_TEXT: Final = 500
#: What stands for a code where a sender gives none; in no table.
UNSTATED: Final = "unstated"


class Foreign(BaseModel):
    """Of what others send, the fields that are read; they add fields without notice."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CamelForeign(Foreign):
    """As `Foreign`, where the sender writes names like `eventType`."""

    model_config = ConfigDict(alias_generator=to_camel)


def _moment(value: Any) -> datetime:
    """ISO 8601, also with a blank before the offset (FedEx); without an offset it is read as UTC."""
    if not isinstance(value, str):
        raise ValueError("must be a text")
    at = datetime.fromisoformat(value.strip().replace(" +", "+").replace(" -", "-"))
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


ScannedAt = Annotated[datetime, BeforeValidator(_moment)]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


@dataclass(frozen=True, slots=True)
class Scan:
    """`known_by` tells apart what happened to one parcel at one moment; it is not kept."""

    tracking_number: str
    at: datetime
    system: CodeSystem
    code: str
    text: str
    known_by: str = ""
    milestone: StatedMilestone | None = None

    def event(self) -> EventRequest:
        """The event. Senders give scans no id, and send all of a parcel again with each: the same scan has the same id.

        Raises:
            pydantic.ValidationError: the tracking number cannot be one.
        """
        code = (self.code or UNSTATED)[:_LONGEST_CODE]
        told = (self.tracking_number, self.at.astimezone(UTC).isoformat(), code, self.known_by, self.milestone or "")
        return EventRequest(
            id=hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:32],
            source=EventSource.CARRIER,
            at=self.at,
            code=code,
            code_system=self.system,
            milestone=self.milestone,
            text=self.text[:_LONGEST_TEXT] or None,
            tracking_number=self.tracking_number.strip(),
        )
