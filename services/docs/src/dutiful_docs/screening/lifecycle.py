"""Acquiring the room at start."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, datetime

from prometheus_client import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.screening.book import ListBook
from dutiful_docs.screening.errors import ScreeningUnavailableError
from dutiful_docs.screening.hold_repository import HoldRepository
from dutiful_docs.screening.list_store import ListStore
from dutiful_docs.screening.metrics import ScreeningMetrics
from dutiful_docs.screening.repository import ScreeningRepository
from dutiful_docs.screening.rescreening import Rescreening
from dutiful_docs.screening.rescreening_repository import RescreeningRepository
from dutiful_docs.screening.service import ScreeningService
from dutiful_docs.settings import DocsSettings
from dutiful_shared.service.periodic import Periodic


@dataclass(frozen=True, slots=True)
class ScreeningRooms:
    """Screening, and the lists it goes by."""

    service: ScreeningService
    book: ListBook
    lists: ListStore
    rescreening: Rescreening
    required: tuple[str, ...]
    now: Callable[[], datetime]

    def today(self) -> date:
        """The present day in UTC."""
        return self.now().date()


async def acquire_screening(
    stack: AsyncExitStack,
    settings: DocsSettings,
    registry: CollectorRegistry,
    requests_engine: AsyncEngine,
    service_engine: AsyncEngine,
    now: Callable[[], datetime],
) -> ScreeningRooms:
    """The room of screening; it looks for other lists, and screens again, until `stack` unwinds."""
    metrics = ScreeningMetrics(registry)
    lists = ListStore(service_engine)
    book = ListBook(
        lists,
        metrics,
        now,
        required=settings.required_screening_lists,
        oldest_days=settings.screening_list_max_age_days,
    )
    repository = ScreeningRepository(requests_engine)
    service = ScreeningService(
        book, repository, HoldRepository(requests_engine), metrics, now, four_eyes=settings.screening_four_eyes
    )
    job = Rescreening(
        book, RescreeningRepository(service_engine), metrics, now, keep_days=settings.screening_rescreen_days
    )
    passing = (ScreeningUnavailableError, SQLAlchemyError, OSError)
    periodic = Periodic("rescreening", job.turn, settings.screening_refresh_seconds, passing=passing)
    stack.push_async_callback(periodic.close)
    await periodic.start()
    return ScreeningRooms(service, book, lists, job, settings.required_screening_lists, now)
