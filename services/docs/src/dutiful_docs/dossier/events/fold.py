"""`fold`: the clearance that a set of events adds up to.

The events are made unique by parcel, source and id, and sorted by their time, so that neither the order in which they
came in nor a repetition changes the outcome. A parcel goes forward along the milestones and never back: a scan on the
way after the release changes nothing. A hold lasts until a release, a delivery or a return that is later than it.
What lies before the shipment itself moves nothing: its time is wrong, and a clearance would seem to take years.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import orjson

from dutiful_docs.dossier.events.event import ClearanceEvent
from dutiful_shared.contract.shipment_events import HoldReason, Milestone
from dutiful_shared.contract.shipments import ConditionLimits

#: The milestones that lie behind each other.
STEPS: Final = (
    Milestone.DATA_SUBMITTED,
    Milestone.ARRIVED,
    Milestone.PRESENTED,
    Milestone.RELEASED,
    Milestone.DELIVERED,
    Milestone.RETURNED,
)
_ENDS_HOLD: Final = frozenset({Milestone.RELEASED, Milestone.DELIVERED, Milestone.RETURNED})
_RANK: Final = {milestone: rank for rank, milestone in enumerate(Milestone)}


@dataclass(frozen=True, slots=True)
class Hold:
    """Customs or the carrier keep a parcel; `until` is None while they do."""

    tracking_number: str
    reason: HoldReason
    code: str | None
    text: str | None
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A sensor read what the parcel's goods must not meet. `kind` is `too_cold`, `too_warm` or `shock`."""

    kind: str
    tracking_number: str | None
    at: datetime
    reading: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class ParcelState:
    """How far one parcel has come; `reached` holds the first time of each milestone, in their order."""

    tracking_number: str
    milestone: Milestone | None
    reached: tuple[tuple[Milestone, datetime], ...]
    cleared_at: datetime | None
    holds: tuple[Hold, ...]

    @property
    def held(self) -> bool:
        """Whether a hold lasts."""
        return any(hold.until is None for hold in self.holds)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Where a shipment stands. `milestone` is that of the parcel furthest behind, or `held` if any is held.

    `early` are the events that lie before the shipment, and count for nothing else.
    """

    milestone: Milestone | None
    cleared_at: datetime | None
    began_at: datetime | None
    parcels: tuple[ParcelState, ...]
    breaches: tuple[Breach, ...]
    unknown_codes: tuple[str, ...]
    early: tuple[ClearanceEvent, ...] = ()

    @property
    def holds(self) -> tuple[Hold, ...]:
        """Of all parcels, past ones too."""
        return tuple(hold for parcel in self.parcels for hold in parcel.holds)

    @property
    def held(self) -> bool:
        """Whether a hold of any parcel lasts."""
        return any(parcel.held for parcel in self.parcels)

    @property
    def took(self) -> timedelta | None:
        """From arrival to release; None where either is not known, or where the sources contradict each other."""
        if self.began_at is None or self.cleared_at is None or self.cleared_at < self.began_at:
            return None
        return self.cleared_at - self.began_at


def fold(
    events: Iterable[ClearanceEvent],
    tracking_numbers: Sequence[str],
    limits: ConditionLimits | None = None,
    earliest: datetime | None = None,
) -> Clearance:
    """The clearance of the parcels with these (plain) tracking numbers.

    Args:
        earliest: no event of the parcels but the data sent ahead of them can lie before it.
    """
    told = _ordered(events)
    early = tuple(one for one in told if _is_early(one, earliest))
    ordered = [one for one in told if one not in early] if early else told
    parcels = tuple(_parcel(ordered, number) for number in tracking_numbers)
    starts = [at for one in parcels for step, at in one.reached if step in {Milestone.ARRIVED, Milestone.PRESENTED}]
    cleared = [one.cleared_at for one in parcels]
    all_cleared = [one for one in cleared if one is not None]
    unknown = {event.code for event in ordered if event.milestone is Milestone.UNKNOWN and event.code is not None}
    return Clearance(
        milestone=_together(parcels),
        cleared_at=max(all_cleared) if all_cleared and len(all_cleared) == len(cleared) else None,
        began_at=min(starts) if starts else None,
        parcels=parcels,
        breaches=tuple(_breaches(ordered, limits)),
        unknown_codes=tuple(sorted(unknown)),
        early=early,
    )


def _is_early(event: ClearanceEvent, earliest: datetime | None) -> bool:
    return earliest is not None and event.at < earliest and event.milestone is not Milestone.DATA_SUBMITTED


def _ordered(events: Iterable[ClearanceEvent]) -> list[ClearanceEvent]:
    """Each event once, by time. Of two that share an id but differ, the same one is taken whichever came first."""
    unique: dict[tuple[str, str, str | None], ClearanceEvent] = {}
    for event in sorted(events, key=_key):
        unique.setdefault((event.source, event.id, event.tracking_number), event)
    return list(unique.values())


def _key(event: ClearanceEvent) -> tuple[datetime, int, str, str, bytes]:
    # At one moment the step that lies further on comes later: a release ends a hold of the same second.
    return event.at, _RANK[event.milestone], event.source, event.id, orjson.dumps(event.content())


def _parcel(ordered: Iterable[ClearanceEvent], number: str) -> ParcelState:
    reached: dict[Milestone, datetime] = {}
    holds: list[Hold] = []
    cleared_at: datetime | None = None
    for event in ordered:
        if event.tracking_number not in {None, number}:
            continue
        if event.milestone is Milestone.HELD:
            reason = event.hold_reason or HoldReason.UNKNOWN
            if not holds or holds[-1].until is not None or holds[-1].reason is not reason:
                holds.append(Hold(number, reason, event.code, event.text, event.at))
            cleared_at = None
        elif event.milestone in _RANK and event.milestone in STEPS:
            reached.setdefault(event.milestone, event.at)
            if event.milestone in _ENDS_HOLD:
                holds = [hold if hold.until is not None else replace(hold, until=event.at) for hold in holds]
            if event.milestone is Milestone.RELEASED and cleared_at is None:
                cleared_at = event.at
    furthest = max(reached, key=STEPS.index, default=None)
    held = any(hold.until is None for hold in holds)
    steps = tuple((step, reached[step]) for step in STEPS if step in reached)
    return ParcelState(number, Milestone.HELD if held else furthest, steps, cleared_at, tuple(holds))


def _together(parcels: Sequence[ParcelState]) -> Milestone | None:
    if any(parcel.held for parcel in parcels):
        return Milestone.HELD
    reached = [parcel.milestone for parcel in parcels]
    known = [one for one in reached if one is not None]
    return min(known, key=STEPS.index) if known and len(known) == len(reached) else None


def _breaches(ordered: Iterable[ClearanceEvent], limits: ConditionLimits | None) -> Iterable[Breach]:
    if limits is None:
        return
    for event in ordered:
        if event.reading is None:
            continue
        bounds = (
            (("too_cold", limits.temperature_min_c, -1), ("too_warm", limits.temperature_max_c, 1))
            if event.reading_kind == "temperature"
            else (("shock", limits.shock_max_g, 1),)
        )
        for kind, limit, sign in bounds:
            if limit is not None and (event.reading - limit) * sign > 0:
                yield Breach(kind, event.tracking_number, event.at, event.reading, limit)
