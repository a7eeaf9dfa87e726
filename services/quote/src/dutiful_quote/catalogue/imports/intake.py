"""Taking imports in: the body is kept in parts before anything is done with it, so that it survives this process."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from uuid import uuid4

from dutiful_quote.catalogue.errors import CatalogueUnavailableError, ImportDoneError
from dutiful_quote.catalogue.imports.repository import ImportQueue, ImportRepository
from dutiful_quote.catalogue.imports.worker import ImportWorker
from dutiful_shared.contract.catalogue_imports import ImportAnswer, ImportState
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.stored_body import take_in


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of all merchants. Every method raises `CatalogueUnavailableError` without PostgreSQL."""

    repository: ImportRepository
    queue: ImportQueue
    worker: ImportWorker

    async def take(self, merchant_id: str, form: RowFormat, body: AsyncIterable[bytes], actor: str) -> ImportAnswer:
        """Keep the body and let a worker begin. A body that breaks off is forgotten."""
        import_id = f"imp_{uuid4().hex}"
        await self.repository.begin(import_id, merchant_id, form, actor)
        await take_in(body, import_id, merchant_id, self.repository, self.queue.drop, CatalogueUnavailableError)
        self.worker.wake()
        return await self.find(merchant_id, import_id, 0, 1)

    async def find(self, merchant_id: str, import_id: str, cursor: int, most: int) -> ImportAnswer:
        """An import with refused rows, those after the cursor. Raises `ImportNotFoundError`."""
        job = await self.repository.find(import_id, merchant_id)
        faults = await self.repository.faults(import_id, merchant_id, cursor, most)
        return ImportAnswer(
            id=job.id,
            state=job.state,
            detail=job.detail,
            created_at=job.created_at,
            updated_at=job.updated_at,
            bytes=job.bytes,
            rows_read=job.rows_read,
            rows_written=job.rows_written,
            rows_unchanged=job.rows_unchanged,
            rows_refused=job.rows_refused,
            faults=tuple(fault for _, fault in faults),
            next=str(faults[-1][0]) if len(faults) == most else None,
        )

    async def resume(self, merchant_id: str, import_id: str) -> ImportAnswer:
        """Go on where the last worker stopped.

        Raises:
            ImportNotFoundError, ImportDoneError
        """
        job = await self.repository.find(import_id, merchant_id)
        if job.state is ImportState.DONE:
            raise ImportDoneError(import_id)
        await self.repository.resume(import_id, merchant_id)
        self.worker.wake()
        return await self.find(merchant_id, import_id, 0, 1)
