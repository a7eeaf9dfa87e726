"""Works batches off: reads a block of rows, classifies it, writes it with its position, and again.

A crash costs one block's work. The model computes for requests first (see `classifications.model_queue`).
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_classify.batch.errors import BatchesUnavailableError
from dutiful_classify.batch.reader import ReadRow, read_rows
from dutiful_classify.batch.repository import Batch, BatchQueue, DoneRow
from dutiful_classify.classifications.errors import ClassificationsUnavailableError
from dutiful_classify.classifications.service import Appraised, ClassificationService
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.classification_batch import JobState
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.job_worker import JobWorker
from dutiful_shared.service.logs import logger
from dutiful_shared.service.row_blocks import RowBlocks
from dutiful_shared.service.row_files import UnreadableError
from dutiful_shared.service.stored_body import parts_for_thread

#: Rows of one transaction: a second of work at most, so that the lease is renewed often and progress is seen.
BLOCK_ROWS: Final = 64


class BatchWorker(JobWorker[Batch]):
    """Classifies files. One that was under way when its process stopped goes on from its last block elsewhere, or after
    the next start."""

    def __init__(
        self, queue: BatchQueue, service: ClassificationService, registry: CollectorRegistry, tasks: int
    ) -> None:
        self._queue = queue
        self._service = service
        super().__init__(
            "classification-batches", queue.claim, self._classify, BatchesUnavailableError, tidy=queue.tidy, tasks=tasks
        )
        self._rows = Counter(
            "dutiful_classification_batch_rows_total", "Rows of batches.", ["outcome"], registry=registry
        )

    async def _classify(self, batch: Batch) -> None:
        parts = parts_for_thread(partial(self._queue.part, batch.id), asyncio.get_running_loop())
        blocks = RowBlocks(read_rows(parts, batch.format, after=batch.rows_read), BLOCK_ROWS)
        began, done = monotonic(), 0
        try:
            while block := await asyncio.to_thread(blocks.following):
                written, answers = await self._block(batch, block)
                await self._queue.write(batch, written)
                for record, known in answers:
                    self._service.count(record, known)
                self._rows.labels("classified").inc(len(answers))
                self._rows.labels("refused").inc(len(block) - len(answers))
                done += len(block)
        except UnreadableError as exc:
            await self._queue.end(batch, JobState.FAILED, str(exc))
            return
        except LeaseLostError:
            logger().info("a batch was taken over or cancelled", batch_id=batch.id)
            return
        except ClassificationsUnavailableError as exc:
            # Its lease ends, and then somebody goes on with it.
            raise BatchesUnavailableError("batches cannot be reached") from exc
        await self._queue.end(batch, JobState.DONE, "")
        logger().info("batch classified", batch_id=batch.id, rows=done, seconds=round(monotonic() - began, 2))

    async def _block(self, batch: Batch, block: Sequence[ReadRow]) -> tuple[list[DoneRow], list[Appraised]]:
        """The rows as they will be written, and the answers among them."""
        sound = [row for row in block if row.request is not None]
        requests = [row.request for row in sound if row.request is not None]
        found = await self._service.classify_in_background(batch.merchant_id, batch.created_by, requests)
        outcomes = {row.number: outcome for row, outcome in zip(sound, found, strict=True)}
        written, answers = [], []
        for row in block:
            outcome = outcomes.get(row.number)
            if outcome is None:
                written.append(DoneRow(row.number, None, row.faults or (_failed(row.number),)))
            else:
                written.append(DoneRow(row.number, outcome[0]))
                answers.append(outcome)
        return written, answers


def _failed(number: int) -> RowFault:
    detail = "the service failed at this product; the failure has been recorded"
    return RowFault(row=number, pointer="", code="internal_error", detail=detail)
