"""The classification service as an ASGI application: `uvicorn --factory dutiful_classify.app:create_app`.

Its rooms are made here, once, and nowhere else.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.api import batch as batch_routes
from dutiful_classify.api import classifications as classification_routes
from dutiful_classify.api import lines as line_routes
from dutiful_classify.api import nomenclature as nomenclature_routes
from dutiful_classify.api import overrides as override_routes
from dutiful_classify.api import rechecks as recheck_routes
from dutiful_classify.api import reviews as review_routes
from dutiful_classify.api import settings as settings_routes
from dutiful_classify.api.state import Rooms
from dutiful_classify.batch.lifecycle import acquire_batches
from dutiful_classify.batch.lines import Lines
from dutiful_classify.classifications.appraisal import Appraiser
from dutiful_classify.classifications.backlog import Backlog
from dutiful_classify.classifications.journal import ClassificationJournal
from dutiful_classify.classifications.merchant_settings import MerchantSettings
from dutiful_classify.classifications.metrics import ClassificationMetrics, ModelMetrics
from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.national import CheckedLines, NationalLines, code_system_of
from dutiful_classify.classifications.nomenclature import KnownNomenclature, Nomenclature
from dutiful_classify.classifications.repository import ClassificationRepository
from dutiful_classify.classifications.second_opinion import SecondOpinion
from dutiful_classify.classifications.service import ClassificationService
from dutiful_classify.codes.lifecycle import acquire_codes
from dutiful_classify.codes.vector_scorer import LineVectors, VectorScorer
from dutiful_classify.engine.classifier import Classifier
from dutiful_classify.model.loading import load, subheading_texts
from dutiful_classify.rechecks.lifecycle import acquire_rechecks
from dutiful_classify.reranking import Reranker
from dutiful_classify.review.feedback import FeedbackDesk
from dutiful_classify.review.overrides import Overrides
from dutiful_classify.review.queue import ReviewQueue
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.account.lifecycle import acquire_keys, keys_check
from dutiful_shared.account.limits_lifecycle import acquire_limits
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.idempotency.lifecycle import acquire_idempotency
from dutiful_shared.service.app import create_service
from dutiful_shared.service.lifecycle import acquire_postgres, postgres_check
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.state import service_state
from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE

_DESCRIPTION: Final = """From a shop's words to a tariff code: candidates with calibrated probabilities, the reasons,
and the one question whose answer would help most.

What people decided is answered as they decided it. Unknown fields and query parameters are refused. Errors are RFC
9457 problems."""
#: The settings come before the answers, whose ids stand in the same place of a path.
_ROUTERS: Final = (
    settings_routes.router,
    batch_routes.router,
    batch_routes.cancel_router,
    line_routes.router,
    classification_routes.router,
    review_routes.feedback_router,
    override_routes.router,
    review_routes.router,
    recheck_routes.router,
    nomenclature_routes.router,
)


@dataclass(frozen=True, slots=True)
class ClassifyRooms(Rooms):
    """All rooms: those of the API, and what readiness asks."""

    engine: AsyncEngine


def utc_now() -> datetime:
    """The clock of the service; the rooms are given it, so that tests can give another."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What answers rest on.

    Attributes:
        classifier: finds subheadings.
        vectors: by code system, the directions of its lines in the classifier's space.
        national: the lines of national tariffs, instead of those of the active nomenclatures.
        nomenclature: which codes exist, instead of the known one.
    """

    classifier: Classifier
    vectors: Mapping[str, LineVectors]
    national: NationalLines | None
    nomenclature: Nomenclature | None


def create_app(
    settings: ClassifySettings | None = None,
    *,
    classifier: Classifier | None = None,
    national: NationalLines | None = None,
    nomenclature: Nomenclature | None = None,
) -> FastAPI:
    """The application; without `settings` they are read from the environment.

    Args:
        classifier: instead of the model that the release holds.
        national: instead of the lines of the active nomenclatures.
        nomenclature: instead of HS 2022 and the active nomenclatures.

    Raises:
        pydantic.ValidationError: the environment holds a setting out of bounds.
    """
    chosen = settings if settings is not None else ClassifySettings()

    async def start(app: FastAPI, stack: AsyncExitStack) -> ClassifyRooms:
        if classifier is not None:
            return await _open_rooms(app, stack, chosen, Knowledge(classifier, {}, national, nomenclature))
        model = await asyncio.to_thread(load)
        return await _open_rooms(app, stack, chosen, Knowledge(model.classifier, model.lines, national, nomenclature))

    return create_service(
        "classify",
        title="Dutiful: classify",
        description=_DESCRIPTION,
        settings=chosen,
        routers=_ROUTERS,
        lifespan=start,
        body_limits={
            batch_routes.BATCH_PATH: batch_routes.BATCH_BYTES,
            line_routes.LINES_PATH: line_routes.LINES_BYTES,
        },
        unhurried={batch_routes.BATCH_PATH},
        readiness=lambda rooms: _readiness(rooms, chosen),
    )


async def _open_rooms(
    app: FastAPI, stack: AsyncExitStack, settings: ClassifySettings, knowledge: Knowledge
) -> ClassifyRooms:
    """Acquire everything in order; the stack releases it in reverse, also when a later step fails."""
    registry = service_state(app).registry
    engine = acquire_postgres(stack, settings, "dutiful-classify", SERVICE_ROLE)
    requests_engine = acquire_postgres(stack, settings, "dutiful-requests", REQUEST_ROLE)
    service_state(app).pools.watch("background", engine)
    service_state(app).pools.watch("requests", requests_engine)
    keys = await acquire_keys(stack, settings, engine)
    limits = acquire_limits(stack, settings, registry)
    idempotency = await acquire_idempotency(stack, settings, registry, requests_engine, engine)
    codes = await acquire_codes(
        stack,
        engine,
        registry,
        settings.nomenclature_refresh_seconds,
        lambda: utc_now().date(),
        [VectorScorer(knowledge.vectors)],
    )
    national = knowledge.national or CheckedLines(codes.lines, codes.checks, codes.today)
    appraiser = Appraiser(knowledge.classifier, national)
    queue = _acquire_queue(stack, settings, registry, appraiser)
    repository, journal = _acquire_journal(stack, settings, registry, requests_engine)
    nomenclature = knowledge.nomenclature or KnownNomenclature(codes.checks, codes.nomenclatures, codes.today)
    service = ClassificationService(
        repository=repository,
        journal=journal,
        queue=queue,
        nomenclature=nomenclature,
        code_system_of=code_system_of,
        metrics=ClassificationMetrics(registry),
        budget_seconds=settings.classify_lookup_timeout_ms / 1000,
        now=utc_now,
        second_opinion=_acquire_second_opinion(stack, settings, registry, appraiser),
    )
    await _watch_backlog(stack, settings, registry, engine)
    return ClassifyRooms(
        engine=engine,
        keys=keys,
        limits=limits,
        idempotency=idempotency,
        classifications=service,
        settings=MerchantSettings(requests_engine),
        overrides=Overrides(requests_engine, nomenclature, utc_now),
        reviews=ReviewQueue(requests_engine, nomenclature, utc_now),
        feedback=FeedbackDesk(requests_engine, repository, nomenclature, utc_now),
        batches=acquire_batches(stack, settings, registry, requests_engine, engine, service),
        lines=Lines(service),
        rechecks=await acquire_rechecks(stack, settings, requests_engine, engine, service, codes.nomenclatures),
        codes=codes,
    )


async def _watch_backlog(
    stack: AsyncExitStack, settings: ClassifySettings, registry: CollectorRegistry, engine: AsyncEngine
) -> None:
    backlog = Backlog(engine, registry)
    reading = Periodic("backlog", backlog.read, settings.classify_backlog_seconds, passing=(SQLAlchemyError, OSError))
    stack.push_async_callback(reading.close)
    await reading.start()


def _acquire_queue(
    stack: AsyncExitStack, settings: ClassifySettings, registry: CollectorRegistry, appraiser: Appraiser
) -> ModelQueue:
    metrics = ModelMetrics(registry)
    metrics.loaded(appraiser.version)
    queue = ModelQueue(appraiser, metrics, settings.classify_most_waiting)
    queue.start()
    stack.push_async_callback(queue.close)
    return queue


def _acquire_second_opinion(
    stack: AsyncExitStack, settings: ClassifySettings, registry: CollectorRegistry, appraiser: Appraiser
) -> SecondOpinion | None:
    """None where the operator has named no language model."""
    if settings.rerank.url is None:
        return None
    reranker = Reranker(settings.rerank, subheading_texts(), registry)
    stack.push_async_callback(reranker.aclose)
    return SecondOpinion(reranker, appraiser)


def _acquire_journal(
    stack: AsyncExitStack, settings: ClassifySettings, registry: CollectorRegistry, requests: AsyncEngine
) -> tuple[ClassificationRepository, ClassificationJournal]:
    """Where answers are read, and what writes them."""
    writing = connect(settings, "dutiful-journal", single_statements=True, role=JOURNAL_ROLE)
    stack.push_async_callback(writing.dispose)
    repository = ClassificationRepository(requests, writing)
    journal = ClassificationJournal(repository, registry, settings.classify_journal_timeout_ms / 1000)
    journal.start()
    stack.push_async_callback(journal.close)
    return repository, journal


async def _readiness(rooms: ClassifyRooms, settings: ClassifySettings) -> Mapping[str, HealthCheck]:
    return {
        "postgres": await postgres_check(rooms.engine),
        "keys": keys_check(rooms.keys, settings),
    }
