"""Works imports off: reads a block of rows, writes it with its position, and again. A crash costs one block's work."""

import asyncio
from functools import partial
from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.catalogue.errors import CatalogueUnavailableError
from dutiful_quote.catalogue.imports.reader import read_rows
from dutiful_quote.catalogue.imports.repository import Import, ImportQueue
from dutiful_quote.catalogue.store import CatalogueStore
from dutiful_shared.contract.catalogue_imports import ImportState
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.job_worker import JobWorker
from dutiful_shared.service.logs import logger
from dutiful_shared.service.row_blocks import RowBlocks
from dutiful_shared.service.row_files import UnreadableError
from dutiful_shared.service.stored_body import parts_for_thread

#: Rows of one transaction: some 50 ms of work, so that the lease is renewed often and memory stays small.
BLOCK_ROWS: Final = 1_000


class ImportWorker(JobWorker[Import]):
    """One import at a time in each process. One that was under way when its process stopped goes on from its last
    block elsewhere, or after the next start."""

    def __init__(self, queue: ImportQueue, store: CatalogueStore, registry: CollectorRegistry) -> None:
        self._queue = queue
        self._store = store
        super().__init__("catalogue-imports", queue.claim, self._import, CatalogueUnavailableError, tidy=queue.tidy)
        rows = Counter("dutiful_catalogue_import_rows_total", "Rows imported.", ["outcome"], registry=registry)
        self._written, self._unchanged, self._refused = (
            rows.labels(outcome) for outcome in ("written", "unchanged", "refused")
        )

    async def _import(self, job: Import) -> None:
        parts = parts_for_thread(partial(self._queue.part, job.id), asyncio.get_running_loop())
        blocks = RowBlocks(read_rows(parts, job.format, after=job.rows_read), BLOCK_ROWS)
        began, read = monotonic(), 0
        try:
            # In a thread: the rows of a block take longer than a quote should wait for this loop.
            while block := await asyncio.to_thread(blocks.following):
                written, skus = await self._queue.write(job, block)
                self._store.forget(job.merchant_id, skus)
                self._written.inc(written)
                self._unchanged.inc(len(skus) - written)
                self._refused.inc(len(block) - len(skus))
                read += len(block)
        except UnreadableError as exc:
            await self._queue.end(job, ImportState.FAILED, str(exc))
            return
        except LeaseLostError:
            logger().warning("a catalogue import was taken over", import_id=job.id)
            return
        await self._queue.end(job, ImportState.DONE, "")
        logger().info("catalogue imported", import_id=job.id, rows=read, seconds=round(monotonic() - began, 2))
