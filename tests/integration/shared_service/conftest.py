"""Settings that point at the suite's own servers."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings


@pytest.fixture
def settings(database_url: str, redis_url: str) -> ServiceSettings:
    return ServiceSettings(
        database_url=database_url, redis_url=redis_url, redis_timeout_ms=1_000, request_deadline_ms=30_000
    )


@pytest.fixture
async def engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    engine = connect(settings, "tests")
    yield engine
    await engine.dispose()


@pytest.fixture
def accounts(engine: AsyncEngine) -> AccountRepository:
    return AccountRepository(engine)
