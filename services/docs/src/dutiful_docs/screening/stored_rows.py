"""Rows of screenings and holds, written and read: what the repositories share."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.screening.engine.party import Hit, Restriction, Verdict
from dutiful_docs.screening.errors import ScreeningUnavailableError, UnknownScreeningError
from dutiful_docs.screening.plain import hit_of, party_of, plain_restrictions, restriction_of, verdict_of
from dutiful_docs.screening.record import Hold, HoldState, ScreeningRecord
from dutiful_shared.service.postgres import unreachable_as

HOLD_COLUMNS: Final = (
    "id, screening_id, state, hits, restrictions, opened_at, claimed_by, claimed_at, first_by, first_reason, "
    "decided_by, decided_at, reason"
)
COLUMNS: Final = "id, merchant_id, reference, parties, restrictions, verdict, created_at, screened_at, runs"
_ONE: Final = text(f"SELECT {COLUMNS} FROM docs.screening WHERE id = :id")  # noqa: S608 - columns of ours
_HOLDS_OF: Final = text(
    f"SELECT {HOLD_COLUMNS} FROM docs.screening_hold WHERE screening_id = :id ORDER BY opened_at, id"  # noqa: S608
)
ADD_RUN: Final = text(
    """
    INSERT INTO docs.screening_run (screening_id, number, merchant_id, at, state, verdict)
    VALUES (:id, :number, :merchant_id, :at, :state, CAST(:verdict AS jsonb))
    """
)
_ADD_HOLD: Final = text(
    """
    INSERT INTO docs.screening_hold (id, merchant_id, screening_id, state, hits, restrictions, opened_at)
    VALUES (:hold_id, :merchant_id, :id, 'open', CAST(:hits AS jsonb), CAST(:restrictions AS jsonb), :at)
    """
)


async def open_hold(
    connection: AsyncConnection,
    merchant_id: str,
    screening_id: str,
    hold_id: str,
    hits: Sequence[Hit],
    blocking: Sequence[Restriction],
    at: datetime,
) -> None:
    """Open a hold for what was found, if anything was."""
    if not hits and not blocking:
        return
    values = {
        "hold_id": hold_id,
        "merchant_id": merchant_id,
        "id": screening_id,
        "hits": as_json([asdict(hit) for hit in hits]),
        "restrictions": as_json(plain_restrictions(blocking)),
        "at": at,
    }
    await connection.execute(_ADD_HOLD, values)


def told(verdict: Verdict) -> dict[str, Any]:
    """What the audit says of a verdict."""
    return {
        "state": verdict.state.value,
        "hits": len(verdict.hits),
        "lists": [one.edition_id for one in verdict.lists],
    }


async def record_of(connection: AsyncConnection, screening_id: str) -> ScreeningRecord:
    """The screening with its holds.

    Raises:
        UnknownScreeningError: the transaction's merchant has none of this id.
    """
    row = (await connection.execute(_ONE, {"id": screening_id})).one_or_none()
    if row is None:
        raise UnknownScreeningError(f"no screening {screening_id}")
    return screening_of(row, await holds_of(connection, screening_id))


async def holds_of(connection: AsyncConnection, screening_id: str) -> tuple[Hold, ...]:
    """The holds of a screening, the oldest first."""
    return tuple(hold_of(row) for row in await connection.execute(_HOLDS_OF, {"id": screening_id}))


def screening_of(row: Row[Any], holds: tuple[Hold, ...]) -> ScreeningRecord:
    """A row with `COLUMNS`."""
    return ScreeningRecord(
        row.id,
        row.merchant_id,
        row.reference,
        tuple(party_of(one) for one in row.parties),
        tuple(restriction_of(one) for one in row.restrictions),
        verdict_of(row.verdict),
        row.created_at,
        row.screened_at,
        row.runs,
        holds,
    )


def hold_of(row: Row[Any]) -> Hold:
    """A row with `HOLD_COLUMNS`."""
    return Hold(
        row.id,
        row.screening_id,
        HoldState(row.state),
        tuple(hit_of(one) for one in row.hits),
        tuple(restriction_of(one) for one in row.restrictions),
        row.opened_at,
        row.claimed_by,
        row.claimed_at,
        row.first_by,
        row.first_reason,
        row.decided_by,
        row.decided_at,
        row.reason,
    )


def as_json(value: Any) -> str:
    """As a parameter that is cast to jsonb."""
    return orjson.dumps(value).decode()


def reachable() -> AbstractContextManager[None]:
    """Says in the words of the room that PostgreSQL is out of reach."""
    return unreachable_as(ScreeningUnavailableError, "the record of screenings is out of reach")
