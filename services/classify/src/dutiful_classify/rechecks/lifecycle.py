"""Acquiring the rechecks at start."""

from contextlib import AsyncExitStack

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.service import ClassificationService
from dutiful_classify.codes.live_nomenclatures import LiveNomenclatures
from dutiful_classify.rechecks.desk import Rechecks
from dutiful_classify.rechecks.edition_watch import EditionWatch
from dutiful_classify.rechecks.errors import RechecksUnavailableError
from dutiful_classify.rechecks.repository import RecheckQueue, RecheckRepository
from dutiful_classify.rechecks.worker import RecheckWorker
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.service.job_worker import worker_name
from dutiful_shared.service.periodic import Periodic


async def acquire_rechecks(
    stack: AsyncExitStack,
    settings: ClassifySettings,
    requests: AsyncEngine,
    engine: AsyncEngine,
    service: ClassificationService,
    known: LiveNomenclatures,
) -> Rechecks:
    """The rechecks, worked off until `stack` unwinds, and begun by a new edition where the settings say so.

    Args:
        requests, engine: with the roles of requests and of the service.
    """
    repository, model, nomenclature = RecheckRepository(requests), service.queue, service.nomenclature
    queue = RecheckQueue(engine, worker_name(), settings.classify_batch_days, lambda: known.key)
    worker = RecheckWorker(queue, model, nomenclature, tasks=min(1, settings.classify_batch_workers))
    worker.start()
    stack.push_async_callback(worker.close)
    if settings.classify_recheck_seconds:
        watch = EditionWatch(engine, lambda: known.key, model, nomenclature, worker)
        passing = (RechecksUnavailableError,)
        looking = Periodic("edition-rechecks", watch.look, settings.classify_recheck_seconds, passing=passing)
        stack.push_async_callback(looking.close)
        await looking.start()
    return Rechecks(repository, nomenclature, model, worker)
