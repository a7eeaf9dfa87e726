"""Whole quotes with PgBouncer in transaction mode before PostgreSQL, as production has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from dutiful_local.home import Home
from dutiful_local.stack import Stack
from dutiful_quote.app import create_app
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from tests.builders.pooler import Pooler, roles_that_log_in
from tests.conftest import Servers

CALLERS = 12  # more than the connections that the pooler has to PostgreSQL, all at once


@pytest.fixture
async def pooler_url(servers: Servers, seeded_database_url: str, spare_home: Home) -> AsyncIterator[str]:
    async with roles_that_log_in(servers.postgres_url) as logins:
        with Stack(spare_home, {}) as stack:
            pooler = Pooler(spare_home, seeded_database_url, logins)
            stack.start(pooler)
            yield pooler.url


async def test_quotes_are_made_recorded_and_read_again(pooler_url: str, redis_url: str, sandbox: str) -> None:
    settings = QuoteSettings(
        database_url=pooler_url,
        database_pooler=True,
        redis_url=redis_url,
        request_deadline_ms=60_000,
        journal_timeout_ms=10_000,
        database_statement_timeout_ms=60_000,
        database_pool_wait_ms=10_000,
        webhook_concurrency=0,
    )
    app = create_app(settings)
    carts = [example(name) for name in ("t-shirts-to-us", "shoes-to-germany")]
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=headers, timeout=60
        ) as client,
    ):

        async def made_and_read(number: int) -> tuple[bytes, bytes]:
            made = await client.post(
                "/v1/quotes", json=carts[number % len(carts)], headers={"Idempotency-Key": f"managed-{number}"}
            )
            assert made.status_code == 200, made.text
            read = await client.get(f"/v1/quotes/{made.json()['id']}")
            return made.content, read.content

        pairs = await asyncio.gather(*(made_and_read(number) for number in range(CALLERS)))
        assert all(made == read for made, read in pairs)
        health = (await client.get("/readyz")).json()

    assert health["ready"]
    assert all(check["ok"] for check in health["checks"].values())
