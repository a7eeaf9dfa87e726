"""A quote that was answered is durable: whatever PostgreSQL does meanwhile, and whenever the process dies."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from prometheus_client import CollectorRegistry

from dutiful_local.ports import free_port
from dutiful_quote.app import create_app
from dutiful_quote.quotes.journal import JournalLimits, JournalUnavailableError, QuoteJournal
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.spooled_quotes import SpooledQuotes
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.spool import Spool
from tests.builders.quote_process import serving
from tests.conftest import Servers
from tests.e2e.test_idempotent_quotes import journal_held
from tests.e2e.test_journal import CART

#: Carts in work at a time, so that groups form.
_AT_ONCE = 6


@pytest.fixture
def settings(seeded_database_url: str, servers: Servers, tmp_path: Path) -> QuoteSettings:
    return QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=30_000,
        journal_timeout_ms=9_000,
        tariff_postgres_ms=9_000,
        journal_spool=tmp_path / "spool",
    )


class Buyers:
    """Ask for quotes without a pause, and remember every answer that came."""

    def __init__(self, client: httpx2.AsyncClient, key: str) -> None:
        self._client, self._headers = client, {"authorization": f"Bearer {key}"}
        self.answers: list[httpx2.Response] = []
        self._tasks = [asyncio.create_task(self._ask()) for _ in range(_AT_ONCE)]

    async def _ask(self) -> None:
        while True:
            cart = {**CART, "lines": [{**CART["lines"][0], "sku": str(uuid4())}]}
            try:
                self.answers.append(await self._client.post("/v1/quotes", json=cart, headers=self._headers))
            except httpx2.TransportError:
                return

    async def more(self, count: int) -> None:
        wanted = len(self.answers) + count
        while len(self.answers) < wanted:
            await asyncio.sleep(0.02)

    async def gone(self) -> None:
        await asyncio.gather(*self._tasks)


async def metric(client: httpx2.AsyncClient, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", (await client.get("/metrics")).text, re.MULTILINE)
    assert found, name
    return float(found[1])


async def until_delivered(client: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while await metric(client, "dutiful_journal_spool_quotes"):
            await asyncio.sleep(0.05)


async def test_no_answered_quote_is_lost_by_a_stalled_postgres_and_a_killed_process(
    settings: QuoteSettings, sandbox: str
) -> None:
    url = settings.database_url.get_secret_value()
    async with serving(settings) as (process, client):
        buyers = Buyers(client, sandbox)
        await buyers.more(20)
        async with journal_held(url):
            await buyers.more(20)
            assert await metric(client, "dutiful_journal_spooled_total") > 0
        await until_delivered(client)
        async with journal_held(url):
            await buyers.more(20)
            assert await metric(client, "dutiful_journal_spool_quotes") > 0
            process.send_signal(signal.SIGKILL)
            await buyers.gone()
    answered = {answer.json()["id"]: answer.content for answer in buyers.answers}
    async with serving(settings) as (_, client):
        await until_delivered(client)
        found = {
            one: (await client.get(f"/v1/quotes/{one}", headers={"authorization": f"Bearer {sandbox}"})).content
            for one in answered
        }

    assert None not in answered
    assert found == answered


@pytest.fixture
async def hasty_api(seeded_database_url: str, servers: Servers, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A service that waits little for its journal and has no spool."""
    app = create_app(
        QuoteSettings(
            database_url=seeded_database_url,
            redis_url=servers.redis_url,
            request_deadline_ms=30_000,
            journal_timeout_ms=100,
            tariff_postgres_ms=9_000,
        )
    )
    headers = {"authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=headers) as client,
    ):
        yield client


async def test_without_a_spool_a_quote_that_postgres_does_not_take_is_degraded(
    hasty_api: httpx2.AsyncClient, seeded_database_url: str
) -> None:
    async with journal_held(seeded_database_url):
        answer = (await hasty_api.post("/v1/quotes", json=CART)).json()

    assert (answer["status"], answer["id"], answer["token"]) == ("degraded", None, None)


async def test_what_neither_postgres_nor_a_full_spool_takes_is_refused(
    quote_api: httpx2.AsyncClient, seeded_database_url: str, sandbox_merchant: str, tmp_path: Path
) -> None:
    await quote_api.post("/v1/quotes", json=CART)
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    away = connect(QuoteSettings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none"))
    repository = QuoteRepository(engine, away)
    (known,) = await repository.recent(sandbox_merchant, 1)
    journal = _journal(repository, Spool(tmp_path, 2 * len(known.answer) + 8_000))
    await journal.start()
    outcomes = [await _outcome(journal, known) for _ in range(20)]
    await journal.close()
    await engine.dispose()

    assert outcomes[0] is None
    assert isinstance(outcomes[-1], JournalUnavailableError)


def _journal(repository: QuoteRepository, spool: Spool) -> QuoteJournal:
    registry = CollectorRegistry()
    return QuoteJournal(repository, registry, JournalLimits(9.0, 0.3), SpooledQuotes(spool, repository, registry))


async def _outcome(journal: QuoteJournal, record: QuoteRecord) -> Exception | None:
    try:
        await journal.record(record)
    except JournalUnavailableError as exc:
        return exc
    return None
