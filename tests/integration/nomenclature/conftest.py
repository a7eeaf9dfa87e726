"""Editions on a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.codes.edition_repository import EditionRepository
from dutiful_classify.codes.live_nomenclatures import LiveNomenclatures
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def settings(database_url: str) -> ClassifySettings:
    return ClassifySettings(database_url=database_url, nomenclature_refresh_seconds=0.1)  # type: ignore[arg-type]


@pytest.fixture
async def engine(settings: ClassifySettings) -> AsyncIterator[AsyncEngine]:
    made = connect(settings, "tests", statement_timeout_ms=0)
    yield made
    await made.dispose()


@pytest.fixture
def repository(engine: AsyncEngine) -> EditionRepository:
    return EditionRepository(engine)


@pytest.fixture
async def serving(settings: ClassifySettings) -> AsyncIterator[EditionRepository]:
    """What a process that serves reads by: it owns no table."""
    made = connect(settings, "tests", role=SERVICE_ROLE)
    yield EditionRepository(made)
    await made.dispose()


@pytest.fixture
async def live(serving: EditionRepository) -> AsyncIterator[LiveNomenclatures]:
    nomenclatures = LiveNomenclatures(serving, refresh_seconds=0.1)
    await nomenclatures.start()
    yield nomenclatures
    await nomenclatures.close()
