"""The rooms of the catalogue, opened together."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.catalogue.articles import Articles
from dutiful_quote.catalogue.export import exported
from dutiful_quote.catalogue.health import CatalogueHealthReport, Nomenclature
from dutiful_quote.catalogue.imports.intake import Imports
from dutiful_quote.catalogue.imports.repository import ImportQueue, ImportRepository
from dutiful_quote.catalogue.imports.worker import ImportWorker
from dutiful_quote.catalogue.recent_changes import changes_since
from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.store import CatalogueStore
from dutiful_quote.catalogue.sync import ShopSync
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.job_worker import worker_name
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import REQUEST_ROLE

#: The longest that one statement of a report over a whole catalogue may take.
_REPORT_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class CatalogueRooms:
    """`store` is what quotes ask; the others are for merchants and their shops."""

    store: CatalogueStore
    articles: Articles
    imports: Imports
    health: CatalogueHealthReport
    sync: ShopSync
    reading: CatalogueRepository

    def export(self, merchant_id: str, form: RowFormat) -> AsyncIterator[bytes]:
        """See `export.exported`."""
        return exported(self.reading, merchant_id, form)


class Profiles(Protocol):
    """Where merchants' languages are known; `ProfileDirectory` in production."""

    def of(self, merchant_id: str) -> MerchantProfile:
        """The merchant's settings; defaults where none were made."""


async def acquire_catalogue(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    requests: AsyncEngine,
    service: AsyncEngine,
    nomenclature: Nomenclature,
    profiles: Profiles,
    registry: CollectorRegistry,
    now: Callable[[], datetime],
) -> CatalogueRooms:
    """Start the store and the worker of imports; the stack stops them.

    Args:
        requests, service: engines with the roles of requests and of the background.
    """
    # For what reads a whole catalogue: it may take longer, and no quote waits for a connection behind it.
    reports = connect(settings, "dutiful-reports", role=REQUEST_ROLE, statement_timeout_ms=_REPORT_MS)
    stack.push_async_callback(reports.dispose)
    repository = CatalogueRepository(requests)
    store = CatalogueStore(
        repository,
        partial(changes_since, service),
        lambda merchant_id: profiles.of(merchant_id).language,
        registry,
        timeout_seconds=settings.catalogue_timeout_ms / 1000,
        most_items=settings.catalogue_memory_items,
    )
    await store.start()
    stack.push_async_callback(store.close)
    queue = ImportQueue(service, worker_name())
    worker = ImportWorker(queue, store, registry)
    worker.start()
    stack.push_async_callback(worker.close)
    return CatalogueRooms(
        store=store,
        articles=Articles(repository, store, now),
        imports=Imports(ImportRepository(requests), queue, worker),
        health=CatalogueHealthReport(reports, nomenclature),
        sync=ShopSync(requests, store),
        reading=CatalogueRepository(reports),
    )
