"""A quote asked for twice under one key is one quote, whatever happens in between."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from dutiful_local.ports import free_port
from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.idempotency.lifecycle import lease_seconds
from dutiful_shared.idempotency.store import IdempotencyStore
from dutiful_shared.service.postgres import connect
from tests.builders.quote_process import serving
from tests.conftest import Servers
from tests.e2e.test_journal import CART

_HOLD = 470_011
#: Holds whoever stores an answer until the test lets go of the lock.
_HOLD_SAVING = f"""
    CREATE FUNCTION account.hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock({_HOLD}); RETURN NEW; END $$;
    CREATE TRIGGER hold BEFORE UPDATE ON account.idempotency FOR EACH ROW EXECUTE FUNCTION account.hold()
"""
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def name() -> str:
    return str(uuid4())


@pytest.fixture
async def database(seeded_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


def cart_of(name: str) -> dict[str, object]:
    """A cart that no other test quotes."""
    return {**CART, "lines": [{**CART["lines"][0], "sku": name}]}


async def rows_of(database: asyncpg.Connection, name: str) -> list[tuple[str, bytes]]:
    """Id and answer of the quotes of that cart."""
    query = "SELECT id, answer::text FROM quote.quote WHERE request #>> '{lines,0,sku}' = $1"
    return [(row["id"], row["answer"].encode()) for row in await database.fetch(query, name)]


@pytest.fixture(scope="module")
async def patient_settings(seeded_database_url: str, servers: Servers) -> QuoteSettings:
    """Of a service that does not mind a slow machine."""
    return QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=30_000,
        journal_timeout_ms=9_000,
        admission_enforced=False,
    )


@pytest.fixture(scope="module")
async def patient_app(patient_settings: QuoteSettings) -> AsyncIterator[FastAPI]:
    app = create_app(patient_settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
async def patient_api(patient_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {sandbox}"}
    transport = httpx2.ASGITransport(app=patient_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client


async def test_a_repeated_quote_is_the_recorded_one(
    patient_api: httpx2.AsyncClient, database: asyncpg.Connection, name: str
) -> None:
    headers = {"idempotency-key": name}
    first, second = [await patient_api.post("/v1/quotes", json=cart_of(name), headers=headers) for _ in range(2)]
    ((quote_id, recorded),) = await rows_of(database, name)

    assert second.content == first.content == recorded
    assert second.headers["idempotent-replayed"] == "true"
    assert first.json()["id"] == quote_id


async def test_fifty_at_once_are_one_quote(
    patient_api: httpx2.AsyncClient, database: asyncpg.Connection, name: str
) -> None:
    async def until_answered() -> bytes:
        headers = {"idempotency-key": name}
        while (answer := await patient_api.post("/v1/quotes", json=cart_of(name), headers=headers)).is_error:
            assert (answer.status_code, answer.json()["code"]) == (409, "request_in_progress")
            await asyncio.sleep(0.25)
        return answer.content

    answers = await asyncio.gather(*(until_answered() for _ in range(50)))
    ((_, recorded),) = await rows_of(database, name)

    assert set(answers) == {recorded}


@contextlib.asynccontextmanager
async def saving_held(database_url: str) -> AsyncIterator[None]:
    """Nobody can store an answer meanwhile."""
    holder = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await holder.execute(_HOLD_SAVING)
        await holder.execute(f"SELECT pg_advisory_lock({_HOLD})")
        yield
        await holder.execute(f"SELECT pg_advisory_unlock({_HOLD})")
    finally:
        await holder.execute("DROP FUNCTION account.hold() CASCADE")
        await holder.close()


@contextlib.asynccontextmanager
async def journal_held(database_url: str) -> AsyncIterator[None]:
    """The journal waits meanwhile, and writes what it was given afterwards, even if who gave it is dead."""
    holder = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        async with holder.transaction():
            await holder.execute("LOCK TABLE quote.quote IN SHARE MODE")
            yield
    finally:
        await holder.close()


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(saving_held, id="after it recorded the quote and before it stored the answer"),
        pytest.param(journal_held, id="while PostgreSQL was recording the quote"),
    ],
)
async def test_a_quote_whose_process_was_killed_is_found_again(
    held: Callable[[str], contextlib.AbstractAsyncContextManager[None]],
    settings_of_a_crash: QuoteSettings,
    sandbox: str,
    database: asyncpg.Connection,
    name: str,
) -> None:
    headers = {"authorization": f"Bearer {sandbox}", "idempotency-key": name}
    async with serving(settings_of_a_crash) as (process, client):
        # From the second quote on, the statement is prepared, and goes to PostgreSQL as a whole.
        await client.post("/v1/quotes", json=CART, headers={"authorization": f"Bearer {sandbox}"})
        async with held(settings_of_a_crash.database_url.get_secret_value()):
            lost = asyncio.create_task(client.post("/v1/quotes", json=cart_of(name), headers=headers))
            while not await database.fetchval(_WAITING):
                await asyncio.sleep(0.02)
                assert not lost.done()
            process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx2.TransportError):
                await lost
        async with asyncio.timeout(30):
            while not (rows := await rows_of(database, name)):
                await asyncio.sleep(0.05)
    ((quote_id, recorded),) = rows
    assert await database.fetchval("SELECT status FROM account.idempotency WHERE key = $1", name) is None

    async with serving(settings_of_a_crash) as (_, client):
        early = await client.post("/v1/quotes", json=cart_of(name), headers=headers)
        await asyncio.sleep(lease_seconds(settings_of_a_crash))
        again, repeated = [await client.post("/v1/quotes", json=cart_of(name), headers=headers) for _ in range(2)]

    assert early.status_code in {200, 409}  # a slow start may have outlasted the lease
    assert again.content == repeated.content == recorded
    assert repeated.headers["idempotent-replayed"] == "true"
    assert [known for known, _ in await rows_of(database, name)] == [quote_id]


@pytest.fixture
def settings_of_a_crash(patient_settings: QuoteSettings) -> QuoteSettings:
    return patient_settings.model_copy(update={"request_deadline_ms": 4_000, "database_statement_timeout_ms": 4_000})


async def test_without_the_store_of_keys_a_quote_is_answered_but_not_recorded(
    patient_app: FastAPI, patient_api: httpx2.AsyncClient, database: asyncpg.Connection, name: str
) -> None:
    rooms = patient_app.state.resources
    away = connect(QuoteSettings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none"))
    store = IdempotencyStore(away, away, keep_seconds=86_400, lease_seconds=5)
    patient_app.state.resources = replace(rooms, idempotency=replace(rooms.idempotency, store=store))
    answer = await patient_api.post("/v1/quotes", json=cart_of(name), headers={"idempotency-key": name})
    patient_app.state.resources = rooms

    assert (answer.status_code, answer.json()["status"], answer.json()["id"]) == (200, "degraded", None)
    assert await rows_of(database, name) == []
