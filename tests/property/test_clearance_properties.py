"""Whatever order events come in, and however often, the clearance is the same."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_docs.dossier.events.event import ClearanceEvent
from dutiful_docs.dossier.events.fold import STEPS, fold
from dutiful_shared.contract.shipment_events import HoldReason, Milestone
from dutiful_shared.contract.shipments import ConditionLimits

_START = datetime(2026, 11, 1, tzinfo=UTC)
_PARCELS = ("AAAA1", "BBBB2")
_LIMITS = ConditionLimits(temperature_max_c=Decimal(8), shock_max_g=Decimal(5))


@st.composite
def events(draw: st.DrawFn) -> ClearanceEvent:
    milestone = draw(st.sampled_from(list(Milestone)))
    reading = draw(st.sampled_from((None, Decimal(3), Decimal(9))))
    return ClearanceEvent(
        source=draw(st.sampled_from(("carrier", "customs"))),
        id=str(draw(st.integers(0, 12))),
        at=_START + timedelta(hours=draw(st.integers(0, 6))),
        milestone=milestone,
        hold_reason=draw(st.sampled_from(list(HoldReason))) if milestone is Milestone.HELD else None,
        code=draw(st.sampled_from((None, "X1", "X2"))),
        tracking_number=draw(st.sampled_from((None, *_PARCELS))),
        reading_kind=None if reading is None else draw(st.sampled_from(("temperature", "shock"))),
        reading=reading,
    )


@given(st.lists(events(), max_size=14), st.data())
def test_order_and_repetition_change_nothing(happened: list[ClearanceEvent], data: st.DataObject) -> None:
    repeated = happened + data.draw(st.lists(st.sampled_from(happened), max_size=6) if happened else st.just([]))
    shuffled = data.draw(st.permutations(repeated))

    assert fold(shuffled, _PARCELS, _LIMITS) == fold(happened, _PARCELS, _LIMITS)


@given(st.lists(events(), max_size=14))
def test_a_shipment_is_never_further_than_its_last_parcel(happened: list[ClearanceEvent]) -> None:
    clearance = fold(happened, _PARCELS)

    milestones = [parcel.milestone for parcel in clearance.parcels]
    if clearance.milestone in STEPS:
        assert all(STEPS.index(one) >= STEPS.index(clearance.milestone) for one in milestones if one is not None)
    else:
        assert clearance.milestone is Milestone.HELD or None in milestones


@given(st.lists(events(), max_size=14))
def test_a_held_parcel_is_not_cleared(happened: list[ClearanceEvent]) -> None:
    clearance = fold(happened, _PARCELS)

    assert not [one for one in clearance.parcels if one.held and one.cleared_at is not None]


@given(st.lists(events(), max_size=14))
def test_a_hold_never_ends_before_it_begins(happened: list[ClearanceEvent]) -> None:
    holds = fold(happened, _PARCELS).holds

    assert not [hold for hold in holds if hold.until is not None and hold.until < hold.since]


@given(events())
def test_an_event_comes_back_from_the_store_as_it_was(event: ClearanceEvent) -> None:
    assert ClearanceEvent.of_content(event.source, event.id, event.content()) == event
