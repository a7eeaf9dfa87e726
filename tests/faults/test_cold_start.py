"""A process that starts while PostgreSQL is away: nobody is sent to it before it is warm."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from tests.conftest import Servers
from tests.faults.conftest import port_of, through
from tests.faults.house import cart, until
from tests.faults.toxic_proxy import ToxicProxy, proxied


@pytest.fixture
async def postgres(seeded_database_url: str) -> AsyncIterator[ToxicProxy]:
    async with proxied(port_of(seeded_database_url)) as (proxy,):
        yield proxy


@pytest.fixture
async def client(
    postgres: ToxicProxy, seeded_database_url: str, servers: Servers, sandbox: str
) -> AsyncIterator[httpx2.AsyncClient]:
    """Of a process that was started while PostgreSQL was away."""
    app = create_app(
        QuoteSettings(
            database_url=through(seeded_database_url, postgres.port),
            redis_url=servers.redis_url,
            webhook_concurrency=0,
            inbox_concurrency=0,
            request_deadline_ms=60_000,
            journal_timeout_ms=9_000,
            tariff_postgres_ms=10_000,
        )
    )
    await postgres.down()
    headers = {"authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=headers) as found,
    ):
        yield found


async def test_it_is_ready_when_its_hot_set_is_in_memory_and_not_before(
    client: httpx2.AsyncClient, postgres: ToxicProxy
) -> None:
    early = await client.get("/readyz")
    await postgres.heal()
    ready: list[dict[str, Any]] = []

    async def is_ready() -> bool:
        answer = await client.get("/readyz")
        ready.append(answer.json())
        return answer.status_code == 200

    await until(is_ready)
    first = await client.post("/v1/quotes", json=cart())

    assert (early.status_code, early.json()["checks"]["hot"]["ok"]) == (503, False)
    assert ready[-1]["checks"]["hot"]["ok"]
    assert first.status_code == 200
