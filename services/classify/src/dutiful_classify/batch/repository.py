"""The only SQL about batches."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_classify.batch.errors import BatchesUnavailableError, BatchNotFoundError
from dutiful_classify.classifications.insertion import INSERT_ANSWERS, columns_of
from dutiful_classify.classifications.records import AnswerRecord
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.classification_batch import JobState
from dutiful_shared.service.escaped_nul import without_nul
from dutiful_shared.service.job_lease import HELD, LEASED, LeaseLostError, claim
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import rows_as_merchant

_COLUMNS: Final = "id, merchant_id, format, state, detail, bytes, rows_read, created_at, created_by, updated_at"
_TEXT: Final = "batches cannot be reached"

_BEGIN = text(
    "INSERT INTO classify.batch (id, merchant_id, format, created_by) VALUES (:id, :merchant_id, :format, :by)"
)
_PART = text(
    "INSERT INTO classify.batch_part (batch, merchant_id, number, content)"
    " VALUES (:id, :merchant_id, :number, :content)"
)
_RECEIVED = text(
    "UPDATE classify.batch SET state = 'waiting', bytes = :bytes, updated_at = clock_timestamp()"
    " WHERE id = :id AND merchant_id = :merchant_id"
)
_DROP = text("DELETE FROM classify.batch WHERE id = :id AND state = 'receiving'")
_FIND = text(
    f"SELECT {_COLUMNS} FROM classify.batch"  # noqa: S608 - constants only
    " WHERE id = :id AND merchant_id = :merchant_id AND state <> 'receiving'"
)
_CANCEL = text(
    "UPDATE classify.batch SET state = 'cancelled', worker = NULL, updated_at = clock_timestamp()"
    " WHERE id = :id AND merchant_id = :merchant_id AND state IN ('waiting', 'running')"
)
_DECISIONS = text(
    "SELECT decision, count(*) AS number FROM classify.batch_row WHERE batch = :id AND merchant_id = :merchant_id"
    " GROUP BY decision"
)
_FAULTS = text(
    "SELECT number, faults FROM classify.batch_row WHERE batch = :id AND merchant_id = :merchant_id"
    " AND number > :after AND faults IS NOT NULL ORDER BY number LIMIT :most"
)
_RESULTS = text(
    """
    SELECT r.number, r.faults, c.answer::text AS answer, c.request
    FROM classify.batch_row r LEFT JOIN classify.classification c ON c.id = r.classification
    WHERE r.batch = :id AND r.merchant_id = :merchant_id AND r.number > :after ORDER BY r.number LIMIT :most
    """
)
_CLAIM = claim("classify.batch", _COLUMNS)
_CONTENT = text("SELECT content FROM classify.batch_part WHERE batch = :id AND number = :number")
_PROGRESS = text(f"UPDATE classify.batch SET rows_read = :read, {LEASED} {HELD} RETURNING id")  # noqa: S608
_ROWS = text(
    """
    INSERT INTO classify.batch_row (batch, merchant_id, number, classification, decision, faults)
    SELECT :id, :merchant_id, number, classification, decision, CAST(faults AS jsonb)
    FROM unnest(CAST(:numbers AS int[]), CAST(:classifications AS text[]), CAST(:decisions AS text[]),
                CAST(:faults AS text[])) AS one (number, classification, decision, faults)
    """
)
_END = text(
    f"UPDATE classify.batch SET state = :state, detail = :detail, updated_at = clock_timestamp() {HELD}"  # noqa: S608
)
# A body that is worked off, or that nobody will work on, is no longer needed.
_TIDY = (
    text("DELETE FROM classify.batch WHERE state = 'receiving' AND updated_at < clock_timestamp() - interval '1 hour'"),
    text(
        "DELETE FROM classify.batch_part p USING classify.batch b WHERE b.id = p.batch"
        " AND b.state IN ('done', 'failed', 'cancelled')"
    ),
    text(
        "DELETE FROM classify.batch WHERE state IN ('done', 'failed', 'cancelled')"
        " AND updated_at < clock_timestamp() - make_interval(days => :days)"
    ),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands; `rows_read` is the position up to which it is done."""

    id: str
    merchant_id: str
    format: RowFormat
    state: JobState
    detail: str
    bytes: int
    rows_read: int
    created_at: datetime
    created_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DoneRow:
    """A row that is classified, or refused."""

    number: int
    record: AnswerRecord | None
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultRow:
    """`answer` is JSON as it was answered; None where the row was refused."""

    number: int
    answer: str | None
    request: dict[str, Any]
    faults: list[dict[str, Any]]


class BatchRepository:
    """Batches as their merchants see them. Every method raises `BatchesUnavailableError` without PostgreSQL."""

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def begin(self, batch_id: str, merchant_id: str, form: RowFormat, actor: str) -> None:
        """Write a batch down before its body comes; workers leave it alone until `received`."""
        await self._execute(merchant_id, _BEGIN, id=batch_id, format=form.value, by=actor)

    async def add_part(self, batch_id: str, merchant_id: str, number: int, content: bytes) -> None:
        """Keep a part of the body; parts are read in the order of their numbers."""
        await self._execute(merchant_id, _PART, id=batch_id, number=number, content=content)

    async def received(self, batch_id: str, merchant_id: str, size: int) -> None:
        """The body is whole: workers may begin."""
        await self._execute(merchant_id, _RECEIVED, id=batch_id, bytes=size)

    async def cancel(self, batch_id: str, merchant_id: str) -> None:
        """No further row is worked on; those that are done stay."""
        await self._execute(merchant_id, _CANCEL, id=batch_id)

    async def find(self, batch_id: str, merchant_id: str) -> Batch:
        """Raises `BatchNotFoundError`."""
        found = await self._execute(merchant_id, _FIND, id=batch_id)
        if not found:
            raise BatchNotFoundError(batch_id)
        return _batch(found[0])

    async def decisions(self, batch_id: str, merchant_id: str) -> dict[str | None, int]:
        """Rows by decision; None counts those that were refused."""
        return {row.decision: row.number for row in await self._execute(merchant_id, _DECISIONS, id=batch_id)}

    async def faults(self, batch_id: str, merchant_id: str, after: int, most: int) -> list[tuple[int, list[RowFault]]]:
        """Refused rows behind a row, with their faults."""
        rows = await self._execute(merchant_id, _FAULTS, id=batch_id, after=after, most=most)
        return [(row.number, [RowFault.model_validate(one) for one in row.faults]) for row in rows]

    async def results(self, batch_id: str, merchant_id: str, portion: int) -> AsyncIterator[list[ResultRow]]:
        """What stands so far, in the order of the rows."""
        after = 0
        while rows := await self._execute(merchant_id, _RESULTS, id=batch_id, after=after, most=portion):
            yield [ResultRow(row.number, row.answer, row.request or {}, row.faults or []) for row in rows]
            after = rows[-1].number

    async def _execute(self, merchant_id: str, statement: Any, **values: Any) -> Sequence[Any]:
        with unreachable_as(BatchesUnavailableError, _TEXT):
            return await rows_as_merchant(self._requests, merchant_id, statement, values)


class BatchQueue:
    """Batches as a worker sees them, of all merchants. Every method raises `BatchesUnavailableError`."""

    def __init__(self, service: AsyncEngine, worker: str, days: int) -> None:
        self._service = service
        self._worker = worker
        self._days = days

    async def claim(self) -> Batch | None:
        """The oldest batch that waits, or whose worker died."""
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                row = (await connection.execute(_CLAIM, {"worker": self._worker})).one_or_none()
        return None if row is None else _batch(row)

    async def drop(self, batch_id: str) -> None:
        """Forget a batch whose body did not come whole."""
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                await connection.execute(_DROP, {"id": batch_id})

    async def part(self, batch_id: str, number: int) -> bytes | None:
        """A part of the body; None behind its end."""
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.connect() as connection:
                found = await connection.execute(_CONTENT, {"id": batch_id, "number": number})
                return found.scalar_one_or_none()

    async def write(self, batch: Batch, block: Sequence[DoneRow]) -> None:
        """Answers, refused rows and the position, in one transaction.

        Raises:
            LeaseLostError: nothing was written.
        """
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                mine = {"id": batch.id, "worker": self._worker, "read": block[-1].number}
                if (await connection.execute(_PROGRESS, mine)).scalar_one_or_none() is None:
                    raise LeaseLostError(batch.id)
                await _insert_answers(connection, [row.record for row in block if row.record is not None])
                await connection.execute(_ROWS, _columns(batch, block))

    async def end(self, batch: Batch, ended: JobState, detail: str) -> None:
        """End a batch whose lease this worker holds; `detail` says for people why it failed, if it did."""
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                values = {"id": batch.id, "worker": self._worker, "state": ended.value, "detail": detail}
                await connection.execute(_END, values)

    async def tidy(self) -> None:
        """Drop what nobody will ask for."""
        with unreachable_as(BatchesUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                for statement in _TIDY:
                    await connection.execute(statement, {"days": self._days} if ":days" in statement.text else {})


async def _insert_answers(connection: AsyncConnection, records: Sequence[AnswerRecord]) -> None:
    if records:
        # The statement is asyncpg's own; it runs in the transaction that SQLAlchemy has begun.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute(INSERT_ANSWERS, *columns_of(records))


def _columns(batch: Batch, block: Sequence[DoneRow]) -> dict[str, Any]:
    return {
        "id": batch.id,
        "merchant_id": batch.merchant_id,
        "numbers": [row.number for row in block],
        "classifications": [row.record.id if row.record else None for row in block],
        "decisions": [row.record.decision if row.record else None for row in block],
        "faults": [None if row.record else _written(row.faults) for row in block],
    }


def _written(faults: Sequence[RowFault]) -> str:
    return without_nul(orjson.dumps([fault.model_dump() for fault in faults])).decode()


def _batch(row: Any) -> Batch:
    return Batch(**{**row._mapping, "format": RowFormat(row.format), "state": JobState(row.state)})
