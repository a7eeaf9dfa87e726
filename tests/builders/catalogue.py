"""Catalogue rooms of a process of its own, and what tests do with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from prometheus_client import CollectorRegistry

from dutiful_quote.catalogue.rooms import CatalogueRooms, acquire_catalogue
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_shared.contract.catalogue_imports import ImportAnswer, ImportState
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

_NOMENCLATURE = HarmonizedSystem()


class DefaultSettings:
    """Merchants that have settled nothing."""

    def of(self, merchant_id: str) -> MerchantProfile:
        return MerchantProfile()


@asynccontextmanager
async def opened(database_url: str, *, timeout_ms: int = 2_000) -> AsyncIterator[CatalogueRooms]:
    """The rooms of one process."""
    settings = QuoteSettings(database_url=database_url, catalogue_timeout_ms=timeout_ms, catalogue_memory_items=1_000)
    async with AsyncExitStack() as stack:
        requests = connect(settings, "tests-requests", role=REQUEST_ROLE)
        stack.push_async_callback(requests.dispose)
        service = connect(settings, "tests-service", role=SERVICE_ROLE)
        stack.push_async_callback(service.dispose)
        yield await acquire_catalogue(
            stack,
            settings,
            requests,
            service,
            _NOMENCLATURE,
            DefaultSettings(),
            CollectorRegistry(),
            lambda: datetime.now(UTC),
        )


def somebody() -> str:
    """A merchant that has no article yet."""
    return f"mer_{uuid4().hex[:20]}"


async def imported(rooms: CatalogueRooms, merchant_id: str, body: bytes, form: RowFormat) -> ImportAnswer:
    """Import a body and wait for the end of it."""

    async def parts() -> AsyncIterator[bytes]:
        yield body

    taken = await rooms.imports.take(merchant_id, form, parts(), "tests")
    return await ended(rooms, merchant_id, taken.id)


async def ended(rooms: CatalogueRooms, merchant_id: str, import_id: str) -> ImportAnswer:
    """An import when nothing of it is left to do."""
    while True:
        answer = await rooms.imports.find(merchant_id, import_id, 0, 200)
        if answer.state in {ImportState.DONE, ImportState.FAILED}:
            return answer
        await asyncio.sleep(0.02)


async def file_of(rooms: CatalogueRooms, merchant_id: str, form: RowFormat) -> bytes:
    """The catalogue as a file."""
    return b"".join([part async for part in rooms.export(merchant_id, form)])
