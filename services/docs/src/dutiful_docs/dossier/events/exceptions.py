"""What needs somebody, and what they should do: texts and advice are data (`actions.toml`)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from dutiful_docs.dossier.events.event import ClearanceEvent
from dutiful_docs.dossier.events.fold import Clearance
from dutiful_shared.contract.shipment_events import Milestone

ACTIONS: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "actions.toml").read_text())


@dataclass(frozen=True, slots=True)
class ClearanceException:
    """Something that somebody must see to: `text` is what is wrong, `action` what to do."""

    kind: str
    tracking_number: str | None
    since: datetime
    text: str
    action: str


def exceptions_of(clearance: Clearance, events: tuple[ClearanceEvent, ...]) -> Iterator[ClearanceException]:
    """Holds that last, readings out of bounds, codes that no table knows, and events before the shipment."""
    for hold in clearance.holds:
        if hold.until is None:
            known = ACTIONS["hold"][hold.reason.value]
            kind = f"held_{hold.reason.value}"
            yield ClearanceException(kind, hold.tracking_number, hold.since, known["text"], known["action"])
    for breach in clearance.breaches:
        known = ACTIONS["breach"][breach.kind]
        text = known["text"].format(reading=f"{breach.reading:f}", limit=f"{breach.limit:f}")
        yield ClearanceException(breach.kind, breach.tracking_number, breach.at, text, known["action"])
    known = ACTIONS["unknown_code"]
    for code in clearance.unknown_codes:
        unread = [one for one in events if one.code == code and one.milestone is Milestone.UNKNOWN]
        first = min(unread, key=lambda one: one.at)
        yield ClearanceException(
            "unknown_code", first.tracking_number, first.at, known["text"].format(code=code), known["action"]
        )
    known = ACTIONS["before_shipping"]
    for event in clearance.early:
        said = known["text"].format(at=event.at.isoformat(), event=event.id)
        yield ClearanceException("before_shipping", event.tracking_number, event.at, said, known["action"])
