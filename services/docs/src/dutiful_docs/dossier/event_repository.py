"""The only SQL about events, and the columns of a shipment that repeat what they add up to."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.dossier.events.event import ClearanceEvent
from dutiful_docs.dossier.events.fold import Clearance
from dutiful_docs.dossier.shipment import Recorded, RecordedEvent, Shipment
from dutiful_shared.contract.shipment_events import EventOutcome, HoldReason

#: Holds that better papers or data would have avoided.
PAPER_REASONS: Final = frozenset({HoldReason.DOCUMENTS, HoldReason.DATA})
# Whoever tells of a shipment and whoever tells of an event of its parcel must see each other's work.
_LOCK_NUMBERS: Final = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM (SELECT name FROM unnest(CAST(:names AS text[])) AS name ORDER BY name) AS sorted
    """
)
_PARCELS: Final = text(
    """
    SELECT p.carrier, p.tracking_number, p.shipment_id FROM docs.shipment_parcel p
    JOIN unnest(CAST(:carriers AS text[]), CAST(:numbers AS text[])) AS asked (carrier, tracking_number)
      ON asked.carrier = p.carrier AND asked.tracking_number = p.tracking_number
    """
)
_LOCK_SHIPMENTS: Final = text(
    """
    SELECT id, merchant_id, content, expected_from, created_at FROM docs.shipment
    WHERE id = ANY(:ids) ORDER BY id FOR UPDATE
    """
)
_INSERT: Final = text(
    """
    INSERT INTO docs.shipment_event
        (merchant_id, carrier, subject, source, event_id, shipment_id, tracking_number, content, received_at)
    SELECT :merchant_id, carrier, subject, source, event_id, shipment_id, tracking_number, content, :received_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS row (carrier text, subject text, source text, event_id text, shipment_id text, tracking_number text,
                content jsonb)
    ON CONFLICT DO NOTHING RETURNING carrier, subject, source, event_id
    """
)
_STANDING: Final = text(
    """
    SELECT e.carrier, e.subject, e.source, e.event_id, e.shipment_id, e.content FROM docs.shipment_event e
    JOIN jsonb_to_recordset(CAST(:rows AS jsonb)) AS row (carrier text, subject text, source text, event_id text)
      ON (row.carrier, row.subject, row.source, row.event_id) = (e.carrier, e.subject, e.source, e.event_id)
    """
)
_EVENTS: Final = text(
    """
    SELECT source, event_id, content, received_at FROM docs.shipment_event WHERE shipment_id = :shipment_id
    ORDER BY content->>'at', source, event_id
    """
)
_ADOPT: Final = text(
    """
    UPDATE docs.shipment_event SET shipment_id = :shipment_id
    WHERE carrier = :carrier AND tracking_number = ANY(:numbers) AND shipment_id IS NULL
    """
)
_UPDATE: Final = text(
    """
    UPDATE docs.shipment SET milestone = :milestone, held = :held, held_for_papers = :held_for_papers,
        began_at = :began_at, cleared_at = :cleared_at
    FROM (SELECT milestone AS before, held AS held_before FROM docs.shipment WHERE id = :id) AS was
    WHERE id = :id RETURNING was.before IS DISTINCT FROM :milestone OR was.held_before <> :held AS changed
    """
)
_NEWS: Final = text(
    "INSERT INTO docs.clearance_news (id, merchant_id, data) VALUES (:id, :merchant_id, CAST(:data AS jsonb))"
)

#: An event with the carrier whose id it bears.
Told = tuple[str, ClearanceEvent]


async def lock_numbers(connection: AsyncConnection, merchant_id: str, numbers: Iterable[tuple[str, str]]) -> None:
    """Until the transaction ends, nobody else tells of these parcels (carrier and plain tracking number)."""
    names = sorted({f"parcel:{merchant_id}:{number}" for _, number in numbers})
    await connection.execute(_LOCK_NUMBERS, {"names": names})


async def shipments_of(
    connection: AsyncConnection, numbers: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], str]:
    """The ids of the shipments that have these parcels."""
    asked = {"carriers": [carrier for carrier, _ in numbers], "numbers": [number for _, number in numbers]}
    return {(row.carrier, row.tracking_number): row.shipment_id for row in await connection.execute(_PARCELS, asked)}


async def locked_rows(connection: AsyncConnection, ids: Iterable[str]) -> Sequence[Any]:
    """The rows of these shipments; others who want to change one wait."""
    return (await connection.execute(_LOCK_SHIPMENTS, {"ids": sorted(set(ids))})).all()


async def record(
    connection: AsyncConnection,
    merchant_id: str,
    told: Sequence[tuple[str, ClearanceEvent, str | None]],
    received_at: datetime,
) -> list[Recorded]:
    """Write events down, each once; what became of them, in their order.

    Args:
        told: carrier, event and the shipment, where it is known.
    """
    unique: dict[tuple[str, ...], dict[str, Any]] = {}
    for carrier, event, shipment_id in told:
        key = _key(carrier, event, shipment_id)
        row: dict[str, Any] = dict(zip(("carrier", "subject", "source", "event_id"), key, strict=True))
        row |= {"shipment_id": shipment_id, "tracking_number": event.tracking_number, "content": event.content()}
        unique.setdefault(key, row)
    rows = orjson.dumps(list(unique.values())).decode()
    values = {"merchant_id": merchant_id, "rows": rows, "received_at": received_at}
    fresh = {tuple(row) for row in await connection.execute(_INSERT, values)}
    standing = {
        (row.carrier, row.subject, row.source, row.event_id): row
        for row in await connection.execute(_STANDING, {"rows": rows})
    }
    results: list[Recorded] = []
    for carrier, event, shipment_id in told:
        key = _key(carrier, event, shipment_id)
        stands = standing[key]
        if stands.content != event.content() or (shipment_id is not None and stands.shipment_id != shipment_id):
            outcome = EventOutcome.CONFLICTING
        elif key not in fresh:
            outcome = EventOutcome.KNOWN
        else:
            fresh.discard(key)
            outcome = EventOutcome.RECORDED if shipment_id is not None else EventOutcome.WAITING
        results.append(Recorded(event, outcome, shipment_id))
    return results


def _key(carrier: str, event: ClearanceEvent, shipment_id: str | None) -> tuple[str, str, str, str]:
    subject = event.tracking_number or shipment_id
    assert subject is not None, "an event is of a parcel or of a shipment"
    return carrier, subject, event.source, event.id


async def adopt_waiting(connection: AsyncConnection, shipment: Shipment) -> int:
    """Give the shipment the events that wait for its parcels; how many."""
    values = {"shipment_id": shipment.id, "carrier": shipment.content.carrier}
    return (await connection.execute(_ADOPT, {**values, "numbers": list(shipment.tracking_numbers)})).rowcount


async def events_of(connection: AsyncConnection, shipment_id: str) -> list[RecordedEvent]:
    """The events of a shipment, by their time."""
    rows = await connection.execute(_EVENTS, {"shipment_id": shipment_id})
    return [
        RecordedEvent(ClearanceEvent.of_content(row.source, row.event_id, row.content), row.received_at) for row in rows
    ]


async def refolded(connection: AsyncConnection, shipment: Shipment, now: datetime) -> Clearance:
    """Compute the clearance anew, write it down, and put a change of it with the news."""
    events = [one.event for one in await events_of(connection, shipment.id)]
    clearance = shipment.clearance(events)
    milestone = clearance.milestone.value if clearance.milestone else None
    values = {
        "id": shipment.id,
        "milestone": milestone,
        "held": clearance.held,
        "held_for_papers": any(hold.reason in PAPER_REASONS for hold in clearance.holds),
        "began_at": clearance.began_at,
        "cleared_at": clearance.cleared_at,
    }
    if (await connection.execute(_UPDATE, values)).scalar_one():
        reasons = sorted({hold.reason.value for hold in clearance.holds if hold.until is None})
        data = {
            "shipment_id": shipment.id,
            "order_reference": shipment.content.order_reference,
            "milestone": milestone,
            "hold_reasons": reasons,
            "at": now.isoformat(),
        }
        news = {"id": f"evt_{secrets.token_hex(16)}", "merchant_id": shipment.merchant_id}
        await connection.execute(_NEWS, {**news, "data": orjson.dumps(data).decode()})
    return clearance
