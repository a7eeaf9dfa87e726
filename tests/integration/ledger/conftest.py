"""An empty log for each test, in a database of its own, and what works on it."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.checkpoint import SigningKey, TreeHead, opened
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import Leaf
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.settings import DocsSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, as_merchant
from tests.builders.ledger import KEY, ORIGIN
from tests.conftest import Servers, _create_database, _database_url, _drop_database

MERCHANT = "mer_ledger"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 29, 12, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
async def log_url(servers: Servers, migrated_template: str) -> AsyncIterator[str]:
    name = await _create_database(servers, migrated_template)
    yield _database_url(servers, name)
    await _drop_database(servers, name)


@pytest.fixture
def settings(log_url: str, servers: Servers) -> DocsSettings:
    return DocsSettings(database_url=log_url, redis_url=servers.redis_url, request_deadline_ms=30_000)


@pytest.fixture
async def owner(settings: DocsSettings) -> AsyncIterator[AsyncEngine]:
    """Acts as the role that owns the tables."""
    engine = connect(settings, "tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def service_engine(settings: DocsSettings) -> AsyncIterator[AsyncEngine]:
    engine = connect(settings, "tests", role=SERVICE_ROLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def requests_engine(settings: DocsSettings) -> AsyncIterator[AsyncEngine]:
    engine = connect(settings, "tests", role=REQUEST_ROLE)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_appender(service_engine: AsyncEngine, clock: Clock) -> Callable[..., Appender]:
    def make(*, key: SigningKey = KEY, most: int = 1_000) -> Appender:
        return Appender(service_engine, key, ORIGIN, clock, most=most, head_seconds=3_600)

    return make


@pytest.fixture
def appender(make_appender: Callable[..., Appender]) -> Appender:
    return make_appender()


@pytest.fixture
def reader(service_engine: AsyncEngine) -> LogReader:
    return LogReader(service_engine)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def enter(ledger: Ledger, requests_engine: AsyncEngine):  # type: ignore[no-untyped-def]
    """Enter a content as a merchant's request does."""

    async def entered(subject: str, content: str = "content", merchant: str = MERCHANT) -> Leaf:
        async with as_merchant(requests_engine, merchant) as connection:
            hash_ = hashlib.sha256(content.encode()).hexdigest()
            return await ledger.enter(connection, merchant, "document", subject, hash_)

    return entered


async def head_of(reader: LogReader, size: int | None = None) -> TreeHead:
    return opened((await reader.head(size)).note, [KEY.public])
