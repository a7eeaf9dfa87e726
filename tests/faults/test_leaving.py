"""SIGTERM under load: no request that was sent is dropped."""

import asyncio
import signal
from collections import Counter

import httpx2
import pytest

from dutiful_quote.settings import QuoteSettings
from tests.builders.quote_process import serving
from tests.conftest import Servers
from tests.faults.house import cart

_CALLERS = 6


class Caller:
    """Asks for quotes on one connection as long as the process says that it is ready, as a load balancer would."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx2.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60)
        self.answers: Counter[int] = Counter()
        self.told_to_go = False
        self.farewell = ""

    async def run(self) -> None:
        async with self._client:
            while not self.told_to_go:
                answer = await self._client.post("/v1/quotes", json=cart())
                self.answers[answer.status_code] += 1
                ready = await self._client.get("/readyz")
                self.told_to_go = ready.status_code == 503
                self.farewell = ready.headers.get("connection", "")


@pytest.fixture
def settings(seeded_database_url: str, servers: Servers) -> QuoteSettings:
    return QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=60_000,
        journal_timeout_ms=9_000,
        webhook_concurrency=0,
        drain_seconds=3,
    )


async def test_readiness_goes_first_and_every_request_is_answered(settings: QuoteSettings, sandbox: str) -> None:
    async with serving(settings) as (process, client):
        callers = [Caller(str(client.base_url), sandbox) for _ in range(_CALLERS)]
        running = [asyncio.create_task(caller.run()) for caller in callers]
        while sum(sum(caller.answers.values()) for caller in callers) < 5 * _CALLERS:
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        await asyncio.gather(*running)
        code = await asyncio.to_thread(process.wait, 60)

    assert {status for caller in callers for status in caller.answers} == {200}
    assert {caller.farewell for caller in callers} == {"close"}
    assert code == -signal.SIGTERM  # uvicorn ends as the signal would have, once everything is closed
