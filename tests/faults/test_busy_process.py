"""A process whose own event loop is late: no store is blamed for it, and what was begun is answered."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.breaker import BreakerState
from tests.conftest import Servers
from tests.faults.house import House, cart
from tests.faults.toxic_proxy import ToxicProxy

#: A turn of the loop takes longer than Redis may, and a few of them longer than PostgreSQL may; both have room for a
#: machine on which other tests run too.
_TURN_SECONDS = 0.16
_REDIS_MS = 100
_POSTGRES_MS = 800
_QUOTES = 6


@pytest.fixture
async def busy_house(
    seeded_database_url: str, servers: Servers, sandbox: str, cold_codes: Iterator[str]
) -> AsyncIterator[House]:
    settings = QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        webhook_concurrency=0,
        inbox_concurrency=0,
        request_deadline_ms=60_000,
        journal_timeout_ms=9_000,
        redis_timeout_ms=_REDIS_MS,
        tariff_postgres_ms=_POSTGRES_MS,
        admission_enforced=False,
    )
    app = create_app(settings)
    transport, headers = httpx2.ASGITransport(app=app), {"authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://busy", headers=headers) as client,
    ):
        async with busy_loop():
            await app.state.resources.schedule.hot.load()
        yield House(app, client, ToxicProxy(0), ToxicProxy(0), cold_codes)


@asynccontextmanager
async def busy_loop() -> AsyncIterator[None]:
    """Every turn of the loop is long meanwhile, as it is where more carts are in work than the processor can bear."""

    async def work() -> None:
        while True:
            time.sleep(_TURN_SECONDS)  # noqa: ASYNC251 - the point of it
            await asyncio.sleep(0)

    task = asyncio.create_task(work())
    yield
    task.cancel()


async def test_cold_carts_are_answered_and_no_breaker_opens(busy_house: House) -> None:
    assert (await busy_house.quote()).json()["id"]  # connections are open
    carts = [cart(next(busy_house.cold_codes), "GB") for _ in range(_QUOTES)]
    async with busy_loop():
        answers = [await busy_house.client.post("/v1/quotes", json=one) for one in carts]

    assert {one.status_code for one in answers} == {200}
    assert {one.json()["freshness"]["tier"] for one in answers} == {"postgres"}
    for store in ("redis", "postgres"):
        assert await busy_house.calls(store, "error") == 0
        assert await busy_house.metric(f'dutiful_breaker_state{{dependency="{store}"}}') == BreakerState.CLOSED
    assert all(one.json()["id"] for one in answers)
