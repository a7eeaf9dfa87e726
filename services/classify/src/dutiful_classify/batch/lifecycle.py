"""Acquiring the batches at start."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.batch.intake import Batches
from dutiful_classify.batch.repository import BatchQueue, BatchRepository
from dutiful_classify.batch.worker import BatchWorker
from dutiful_classify.classifications.service import ClassificationService
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.service.job_worker import worker_name


def acquire_batches(
    stack: AsyncExitStack,
    settings: ClassifySettings,
    registry: CollectorRegistry,
    requests: AsyncEngine,
    engine: AsyncEngine,
    service: ClassificationService,
) -> Batches:
    """The batches, worked off until `stack` unwinds.

    Args:
        requests, engine: with the roles of requests and of the service.
    """
    queue = BatchQueue(engine, worker_name(), settings.classify_batch_days)
    worker = BatchWorker(queue, service, registry, settings.classify_batch_workers)
    worker.start()
    stack.push_async_callback(worker.close)
    return Batches(BatchRepository(requests), queue, worker)
