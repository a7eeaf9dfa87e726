"""Screenings to be repeated, of all merchants."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.screening.engine.party import Verdict
from dutiful_docs.screening.plain import plain_verdict
from dutiful_docs.screening.record import ScreeningRecord, new_findings
from dutiful_docs.screening.stored_rows import ADD_RUN, COLUMNS, as_json, holds_of, open_hold, screening_of, told
from dutiful_shared.account.audit import write_audit

_OLD: Final = text(
    f"""
    SELECT {COLUMNS} FROM docs.screening
    WHERE created_at > :since AND (lists_key <> :lists_key OR (state = 'stale' AND :fresh))
    ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED
    """  # noqa: S608
)
_RESCREENED: Final = text(
    """
    UPDATE docs.screening SET state = :state, verdict = CAST(:verdict AS jsonb), lists_key = :lists_key,
        screened_at = :at, runs = :number
    WHERE id = :id
    """
)


class RescreeningRepository:
    """Screenings that other lists were asked for, of all merchants.

    Args:
        service: an engine of the service role.
    """

    def __init__(self, service: AsyncEngine) -> None:
        self._service = service

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction in which `old` locks what it gives."""
        return self._service.begin()

    async def old(
        self, connection: AsyncConnection, lists_key: str, since: datetime, most: int, *, fresh: bool
    ) -> list[ScreeningRecord]:
        """Screenings that other editions were asked for, or that were stale and need not be: those nobody works on."""
        values = {"lists_key": lists_key, "since": since, "most": most, "fresh": fresh}
        rows = (await connection.execute(_OLD, values)).all()
        return [screening_of(row, await holds_of(connection, row.id)) for row in rows]

    async def save(
        self,
        connection: AsyncConnection,
        before: ScreeningRecord,
        verdict: Verdict,
        lists_key: str,
        hold_id: str,
        at: datetime,
    ) -> None:
        """Record another run, and hold what is new."""
        values = {
            "id": before.id,
            "merchant_id": before.merchant_id,
            "number": before.runs + 1,
            "state": verdict.state.value,
            "verdict": as_json(plain_verdict(verdict)),
            "lists_key": lists_key,
            "at": at,
        }
        await connection.execute(_RESCREENED, values)
        await connection.execute(ADD_RUN, values)
        hits, blocking = new_findings(verdict, before.holds)
        await open_hold(connection, before.merchant_id, before.id, hold_id, hits, blocking, at)
        if hits or verdict.state is not before.verdict.state:
            said = told(verdict) | {"before": before.verdict.state.value}
            await write_audit(connection, before.merchant_id, "job:rescreening", "screening.repeat", before.id, **said)
