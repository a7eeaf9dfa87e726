"""A quote service on real stores with the packaged facts, and clients that hold its sandbox key."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.seed import seed
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import sandbox_key
from dutiful_shared.service.postgres import connect
from tests.conftest import Servers, _create_database, _database_url, _drop_database


@pytest.fixture(scope="session")
async def seeded_database_url(servers: Servers, migrated_template: str) -> AsyncIterator[str]:
    """A database with all packaged facts loaded and active; shared by the tests of this folder."""
    name = await _create_database(servers, migrated_template)
    url = _database_url(servers, name)
    engine = connect(QuoteSettings(database_url=url), statement_timeout_ms=0)
    await seed(ReleaseStore(engine))
    await engine.dispose()
    yield url
    await _drop_database(servers, name)


@pytest.fixture(scope="session")
async def sandbox(seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key of the sandbox merchant."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    file: Path = tmp_path_factory.mktemp("key") / "sandbox-key"
    found = await sandbox_key(AccountRepository(engine), file, "tests")
    await engine.dispose()
    return found.key


@pytest.fixture(scope="session")
async def quote_app(seeded_database_url: str, sandbox: str, servers: Servers) -> AsyncIterator[FastAPI]:
    """The started application."""
    app = create_app(QuoteSettings(database_url=seeded_database_url, redis_url=servers.redis_url))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def quote_api(quote_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the quote service with the sandbox key."""
    transport = httpx2.ASGITransport(app=quote_app)
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client
