"""The SQL about imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.catalogue.errors import ImportNotFoundError
from dutiful_quote.catalogue.imports.reader import ReadRow
from dutiful_quote.catalogue.repository import reachable, state
from dutiful_shared.contract.catalogue_imports import ImportState, RowFault
from dutiful_shared.service.job_lease import HELD, LEASED, LeaseLostError, claim
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import as_merchant

#: More refused rows than this are counted but not listed.
MOST_FAULTS: Final = 10_000
_COLUMNS: Final = (
    "id, merchant_id, format, state, detail, bytes, rows_read, rows_written, rows_unchanged, rows_refused, "
    "created_at, updated_at"
)
_BEGIN = text(
    "INSERT INTO quote.catalogue_import (id, merchant_id, format, created_by) VALUES (:id, :merchant_id, :format, :by)"
)
_PART = text(
    "INSERT INTO quote.catalogue_import_part (import_id, merchant_id, number, content)"
    " VALUES (:id, :merchant_id, :number, :content)"
)
_RECEIVED = text(
    "UPDATE quote.catalogue_import SET state = 'waiting', bytes = :bytes, updated_at = clock_timestamp()"
    " WHERE id = :id AND merchant_id = :merchant_id"
)
_DROP = text("DELETE FROM quote.catalogue_import WHERE id = :id AND state = 'receiving'")
_FIND = text(
    f"SELECT {_COLUMNS} FROM quote.catalogue_import"  # noqa: S608 - constants only
    " WHERE id = :id AND merchant_id = :merchant_id AND state <> 'receiving'"
)
_FAULTS = text(
    "SELECT id, row, pointer, code, detail FROM quote.catalogue_import_fault"
    " WHERE import_id = :id AND merchant_id = :merchant_id AND id > :after ORDER BY id LIMIT :most"
)
# An import that somebody works on is left to them.
_RESUME = text(
    "UPDATE quote.catalogue_import SET state = 'waiting', detail = '', worker = NULL, updated_at = clock_timestamp()"
    " WHERE id = :id AND merchant_id = :merchant_id"
    " AND (state = 'failed' OR (state = 'running' AND leased_until < clock_timestamp()))"
)
_CLAIM = claim("quote.catalogue_import", _COLUMNS)
_CONTENT = text("SELECT content FROM quote.catalogue_import_part WHERE import_id = :id AND number = :number")
_PROGRESS = text(
    f"""
    UPDATE quote.catalogue_import SET rows_read = :read, rows_written = rows_written + :written, {LEASED},
           rows_unchanged = rows_unchanged + :unchanged, rows_refused = rows_refused + :refused
    {HELD} RETURNING rows_refused
    """  # noqa: S608
)
_LOCK = text(f"SELECT rows_refused FROM quote.catalogue_import {HELD} FOR UPDATE")  # noqa: S608
_FAULT = text(
    """
    INSERT INTO quote.catalogue_import_fault (import_id, merchant_id, row, pointer, code, detail)
    SELECT :id, :merchant_id, row, pointer, code, detail
    FROM unnest(CAST(:rows AS int[]), CAST(:pointers AS text[]), CAST(:codes AS text[]), CAST(:details AS text[]))
         AS fault (row, pointer, code, detail)
    """
)
_END = text(
    f"UPDATE quote.catalogue_import SET state = :state, detail = :detail, updated_at = clock_timestamp() {HELD}"  # noqa: S608
)
_DROP_BODY = text("DELETE FROM quote.catalogue_import_part WHERE import_id = :id")
# Bodies that never came whole, and those of failed imports that nobody resumed.
_TIDY = (
    text(
        "DELETE FROM quote.catalogue_import WHERE state = 'receiving'"
        " AND updated_at < clock_timestamp() - interval '1 hour'"
    ),
    text(
        "DELETE FROM quote.catalogue_import_part p USING quote.catalogue_import i WHERE i.id = p.import_id"
        " AND i.state = 'failed' AND i.updated_at < clock_timestamp() - interval '7 days'"
    ),
)


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it stands; `rows_read` is the position up to which it is done."""

    id: str
    merchant_id: str
    format: RowFormat
    state: ImportState
    detail: str
    bytes: int
    rows_read: int
    rows_written: int
    rows_unchanged: int
    rows_refused: int
    created_at: datetime
    updated_at: datetime


class ImportRepository:
    """Imports as their merchants see them. Every method raises `CatalogueUnavailableError` without PostgreSQL."""

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def begin(self, import_id: str, merchant_id: str, form: RowFormat, actor: str) -> None:
        """Write an import down before its body comes; workers leave it alone until `received`."""
        values = {"id": import_id, "merchant_id": merchant_id, "format": form.value, "by": actor}
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            await connection.execute(_BEGIN, values)

    async def add_part(self, import_id: str, merchant_id: str, number: int, content: bytes) -> None:
        """Keep a part of the body; parts are read in the order of their numbers."""
        values = {"id": import_id, "merchant_id": merchant_id, "number": number, "content": content}
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            await connection.execute(_PART, values)

    async def received(self, import_id: str, merchant_id: str, size: int) -> None:
        """The body is whole: workers may begin."""
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            await connection.execute(_RECEIVED, {"id": import_id, "merchant_id": merchant_id, "bytes": size})

    async def find(self, import_id: str, merchant_id: str) -> Import:
        """Raises `ImportNotFoundError`."""
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            row = (await connection.execute(_FIND, {"id": import_id, "merchant_id": merchant_id})).one_or_none()
        if row is None:
            raise ImportNotFoundError(import_id)
        values = row._mapping
        return Import(**{**values, "format": RowFormat(row.format), "state": ImportState(row.state)})

    async def faults(self, import_id: str, merchant_id: str, after: int, most: int) -> list[tuple[int, RowFault]]:
        """Refused rows with the ids of their faults."""
        values = {"id": import_id, "merchant_id": merchant_id, "after": after, "most": most}
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            found = await connection.execute(_FAULTS, values)
            return [(row.id, RowFault.model_validate(row._mapping)) for row in found]

    async def resume(self, import_id: str, merchant_id: str) -> None:
        """Let a worker go on where the last one stopped; one that is worked on goes on anyway."""
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            await connection.execute(_RESUME, {"id": import_id, "merchant_id": merchant_id})


class ImportQueue:
    """Imports as a worker sees them, of all merchants. Every method raises `CatalogueUnavailableError`."""

    def __init__(self, service: AsyncEngine, worker: str) -> None:
        self._service = service
        self._worker = worker

    async def claim(self) -> Import | None:
        """The oldest import that waits, or whose worker died."""
        async with reachable(), self._service.begin() as connection:
            row = (await connection.execute(_CLAIM, {"worker": self._worker})).one_or_none()
        if row is None:
            return None
        return Import(**{**row._mapping, "format": RowFormat(row.format), "state": ImportState(row.state)})

    async def drop(self, import_id: str) -> None:
        """Forget an import whose body did not come whole."""
        async with reachable(), self._service.begin() as connection:
            await connection.execute(_DROP, {"id": import_id})

    async def part(self, import_id: str, number: int) -> bytes | None:
        """A part of the body; None behind its end."""
        async with reachable(), self._service.connect() as connection:
            found = await connection.execute(_CONTENT, {"id": import_id, "number": number})
            return found.scalar_one_or_none()

    async def write(self, job: Import, block: Sequence[ReadRow]) -> tuple[int, list[str]]:
        """Articles, refused rows and the position, in one transaction; how many articles changed, and which there were.

        Raises:
            LeaseLostError: nothing was written.
        """
        async with reachable(), self._service.begin() as connection:
            mine = {"id": job.id, "worker": self._worker}
            refused_before = (await connection.execute(_LOCK, mine)).scalar_one_or_none()
            if refused_before is None:
                raise LeaseLostError(job.id)
            written = 0
            for rows in _each_sku_once(block):
                written += await state(connection, job.merchant_id, rows, f"import:{job.id}", "import")
            sound = [row.sku for row in block if not row.faults]
            if refused_before < MOST_FAULTS:
                await self._keep_faults(connection, job, block)
            counts = {"written": written, "unchanged": len(sound) - written, "refused": len(block) - len(sound)}
            await connection.execute(_PROGRESS, {**mine, **counts, "read": block[-1].number})
        return written, sound

    async def _keep_faults(self, connection: AsyncConnection, job: Import, block: Sequence[ReadRow]) -> None:
        faults = [fault for row in block for fault in row.faults]
        if faults:
            values = {
                "id": job.id,
                "merchant_id": job.merchant_id,
                "rows": [fault.row for fault in faults],
                "pointers": [_writable(fault.pointer) for fault in faults],
                "codes": [fault.code for fault in faults],
                "details": [_writable(fault.detail) for fault in faults],
            }
            await connection.execute(_FAULT, values)

    async def end(self, job: Import, ended: ImportState, detail: str) -> None:
        """Close an import; the body of one that is done is no longer needed."""
        async with reachable(), self._service.begin() as connection:
            values = {"id": job.id, "worker": self._worker, "state": ended.value, "detail": detail}
            await connection.execute(_END, values)
            if ended is ImportState.DONE:
                await connection.execute(_DROP_BODY, {"id": job.id})

    async def tidy(self) -> None:
        """Drop what nobody will ask for."""
        async with reachable(), self._service.begin() as connection:
            for statement in _TIDY:
                await connection.execute(statement)


def _each_sku_once(block: Sequence[ReadRow]) -> list[list[tuple[str, str]]]:
    """Portions that a statement can take: a SKU that comes again begins another one, so that its last row wins."""
    portions: list[dict[str, str]] = [{}]
    for row in block:
        if row.faults:
            continue
        if row.sku in portions[-1]:
            portions.append({})
        portions[-1][row.sku] = row.document
    return [list(portion.items()) for portion in portions if portion]


def _writable(value: str) -> str:
    """As PostgreSQL takes it: without NUL characters and lone surrogates."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
