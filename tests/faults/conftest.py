"""The service that the tests of this folder treat badly, well again after each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from tests.conftest import Servers
from tests.faults.house import House
from tests.faults.toxic_proxy import proxied


def through(url: str, port: int) -> str:
    """The URL with another port."""
    parts = urlsplit(url)
    head, _, _ = parts.netloc.rpartition(":")
    return parts._replace(netloc=f"{head}:{port}").geturl()


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


@pytest.fixture(scope="session")
async def cold_codes(seeded_database_url: str) -> Iterator[str]:
    """Declarable codes of one tariff, each once."""
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    rows = await connection.fetch(
        """
        SELECT DISTINCT l.goods_code FROM quote.tariff_line l JOIN quote.tariff_active a USING (release_id)
        WHERE a.jurisdiction = 'GB' AND length(l.goods_code) = 10 ORDER BY 1 DESC
        """
    )
    await connection.close()
    return iter([row[0] for row in rows])


@pytest.fixture(scope="session")
async def one_house(
    seeded_database_url: str,
    servers: Servers,
    sandbox: str,
    cold_codes: Iterator[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[House]:
    spool: Path = tmp_path_factory.mktemp("machine") / "spool"
    async with proxied(port_of(seeded_database_url), port_of(servers.redis_url)) as (postgres, redis):
        app = create_app(
            QuoteSettings(
                database_url=through(seeded_database_url, postgres.port),
                redis_url=through(servers.redis_url, redis.port),
                webhook_concurrency=0,
                inbox_concurrency=0,
                request_deadline_ms=60_000,
                journal_timeout_ms=9_000,
                journal_spool=spool,
                tariff_doubt_seconds=5,
                tariff_postgres_ms=10_000,
            )
        )
        transport, headers = httpx2.ASGITransport(app=app), {"authorization": f"Bearer {sandbox}"}
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client,
        ):
            yield House(app, client, postgres, redis, cold_codes)


@pytest.fixture
async def house(one_house: House) -> AsyncIterator[House]:
    await one_house.well_again()
    yield one_house
    await one_house.well_again()
