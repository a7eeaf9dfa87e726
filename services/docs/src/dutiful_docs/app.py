"""The document service as an ASGI application: `uvicorn --factory dutiful_docs.app:create_app`."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

import httpx2
from fastapi import FastAPI

from dutiful_docs.api import document_batches, documents, ledger, order_papers, screening
from dutiful_docs.api.dossier_routers import DOSSIER_BODY_LIMITS, DOSSIER_ROUTERS
from dutiful_docs.bridges.paper_ledger import PaperLedger
from dutiful_docs.bridges.paper_screening import PaperScreener
from dutiful_docs.documents.acquire import acquire_papers
from dutiful_docs.dossier.acquire import acquire_dossier
from dutiful_docs.ledger.lifecycle import acquire_ledger
from dutiful_docs.order_papers.room import OrderPapersRoom
from dutiful_docs.rooms import Rooms
from dutiful_docs.screening.lifecycle import acquire_screening
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.lifecycle import acquire_keys, keys_check
from dutiful_shared.account.limits_lifecycle import acquire_limits
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.idempotency.lifecycle import acquire_idempotency
from dutiful_shared.service.app import create_service
from dutiful_shared.service.lifecycle import acquire_postgres, postgres_check
from dutiful_shared.service.state import ServiceState, service_state
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

_ROUTERS: Final = (
    documents.router,
    document_batches.router,
    order_papers.router,
    ledger.router,
    screening.router,
    *DOSSIER_ROUTERS,
)


def utc_now() -> datetime:
    """The clock of the service; the rooms are given it, so that tests can give another."""
    return datetime.now(UTC)


def create_app(settings: DocsSettings | None = None, *, transport: httpx2.AsyncBaseTransport | None = None) -> FastAPI:
    """The application; without `settings` they are read from the environment.

    Args:
        transport: to the other services, instead of the network; for tests.

    Raises:
        pydantic.ValidationError: the environment holds a setting out of bounds.
    """
    chosen = settings if settings is not None else DocsSettings()

    async def start(app: FastAPI, stack: AsyncExitStack) -> Rooms:
        return await _opened(stack, chosen, service_state(app), transport)

    async def readiness(rooms: Rooms) -> Mapping[str, HealthCheck]:
        return {
            "postgres": await postgres_check(rooms.engine),
            "keys": keys_check(rooms.keys, chosen),
        }

    return create_service(
        "docs",
        title="Dutiful: docs",
        settings=chosen,
        routers=_ROUTERS,
        lifespan=start,
        readiness=readiness,
        body_limits={
            document_batches.PATH: document_batches.BODY_LIMIT_BYTES,
            order_papers.EVENTS_PATH: order_papers.EVENTS_BODY_LIMIT_BYTES,
            **DOSSIER_BODY_LIMITS,
        },
        unhurried={document_batches.PATH},
    )


async def _opened(
    stack: AsyncExitStack, settings: DocsSettings, state: ServiceState, transport: httpx2.AsyncBaseTransport | None
) -> Rooms:
    """The rooms of the service, closed when `stack` unwinds."""
    registry = state.registry
    engine = acquire_postgres(stack, settings, "dutiful-docs", SERVICE_ROLE)
    keys = await acquire_keys(stack, settings, engine)
    limits = acquire_limits(stack, settings, registry)
    requests_engine = acquire_postgres(stack, settings, "dutiful-requests", REQUEST_ROLE)
    state.pools.watch("background", engine)
    state.pools.watch("requests", requests_engine)
    reads_engine = requests_engine
    if replica := settings.read_database_url.get_secret_value():
        reads_engine = acquire_postgres(stack, settings, "dutiful-reads", REQUEST_ROLE, replica=replica)
        state.pools.watch("reads", reads_engine)
    idempotency = await acquire_idempotency(stack, settings, registry, requests_engine, engine)
    ledger_rooms = await acquire_ledger(stack, settings, registry, requests_engine, engine, utc_now)
    screening_rooms = await acquire_screening(stack, settings, registry, requests_engine, engine, utc_now)
    papers = acquire_papers(
        stack,
        settings,
        registry,
        requests_engine,
        engine,
        PaperLedger(ledger_rooms, requests_engine),
        PaperScreener(screening_rooms, strict=settings.document_needs_lists),
        utc_now,
        transport,
    )
    dossier = await acquire_dossier(
        stack, settings, registry, requests_engine, reads_engine, engine, utc_now, transport
    )
    return Rooms(
        engine=engine,
        keys=keys,
        limits=limits,
        idempotency=idempotency,
        papers=papers.papers,
        quotes=papers.quotes,
        batches=papers.batches,
        order_papers=OrderPapersRoom(requests_engine, papers.batches.repository, papers.batches.worker, utc_now),
        ledger=ledger_rooms,
        screening=screening_rooms,
        dossier=dossier,
    )
