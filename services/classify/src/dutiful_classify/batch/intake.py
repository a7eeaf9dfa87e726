"""Taking batches in: the body is kept in parts before anything is done with it, so that it survives this process."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import orjson

from dutiful_classify.batch.columns import RESULT_COLUMNS, result_cells
from dutiful_classify.batch.errors import BatchesUnavailableError
from dutiful_classify.batch.repository import BatchQueue, BatchRepository, ResultRow
from dutiful_classify.batch.worker import BatchWorker
from dutiful_classify.classifications.tables import written_csv
from dutiful_shared.contract.classification_batch import BatchJob
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.stored_body import take_in

#: Results read and written at a time: the loop that writes them serves others too.
_PORTION: Final = 200


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches of all merchants. Every method raises `BatchesUnavailableError` without PostgreSQL."""

    repository: BatchRepository
    queue: BatchQueue
    worker: BatchWorker

    async def take(self, merchant_id: str, form: RowFormat, body: AsyncIterable[bytes], actor: str) -> BatchJob:
        """Keep the body and let a worker begin. A body that breaks off is forgotten."""
        batch_id = f"cb_{uuid4().hex}"
        await self.repository.begin(batch_id, merchant_id, form, actor)
        await take_in(body, batch_id, merchant_id, self.repository, self.queue.drop, BatchesUnavailableError)
        self.worker.wake()
        return await self.find(merchant_id, batch_id, 0, 1)

    async def find(self, merchant_id: str, batch_id: str, cursor: int, most: int) -> BatchJob:
        """How far a batch is, with refused rows, those after the cursor. Raises `BatchNotFoundError`."""
        batch = await self.repository.find(batch_id, merchant_id)
        decisions = await self.repository.decisions(batch_id, merchant_id)
        refused = await self.repository.faults(batch_id, merchant_id, cursor, most)
        counted = {name: number for name, number in sorted(decisions.items(), key=str) if name is not None}
        return BatchJob.model_validate(
            {
                "id": batch.id,
                "state": batch.state,
                "detail": batch.detail,
                "created_at": batch.created_at,
                "updated_at": batch.updated_at,
                "bytes": batch.bytes,
                "rows_read": batch.rows_read,
                "rows_classified": sum(counted.values()),
                "rows_refused": decisions.get(None, 0),
                "decisions": counted,
                "faults": tuple(fault for _, faults in refused for fault in faults),
                "next": str(refused[-1][0]) if len(refused) == most else None,
            }
        )

    async def cancel(self, merchant_id: str, batch_id: str) -> BatchJob:
        """Stop a batch; what is done stays. One that has ended stays as it is. Raises `BatchNotFoundError`."""
        await self.repository.find(batch_id, merchant_id)
        await self.repository.cancel(batch_id, merchant_id)
        return await self.find(merchant_id, batch_id, 0, 1)

    async def results(self, merchant_id: str, batch_id: str, form: RowFormat) -> AsyncIterator[bytes]:
        """What is done so far as a file, portion by portion. Raises `BatchNotFoundError`."""
        await self.repository.find(batch_id, merchant_id)
        head = written_csv([RESULT_COLUMNS]) if form is RowFormat.CSV else b""
        async for rows in self.repository.results(batch_id, merchant_id, _PORTION):
            yield head + (_csv(rows) if form is RowFormat.CSV else b"".join(map(_json, rows)))
            head = b""
        if head:
            yield head


def _csv(rows: list[ResultRow]) -> bytes:
    return written_csv(
        [
            result_cells(row.number, None if row.answer is None else orjson.loads(row.answer), row.request, row.faults)
            for row in rows
        ]
    )


def _json(row: ResultRow) -> bytes:
    if row.answer is None:
        return orjson.dumps({"row": row.number, "faults": row.faults}, option=orjson.OPT_APPEND_NEWLINE)
    return b'{"row":%d,"classification":%b}\n' % (row.number, row.answer.encode())
