"""KPIs are read from a replica where one is named: a second PostgreSQL that follows the first by streaming."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import httpx2
import pytest

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_local.home import Home
from dutiful_local.ports import free_port
from dutiful_local.postgres import DATABASE, SUPERUSER, Postgres
from dutiful_local.stack import Stack, asyncpg_url
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect
from tests.builders.patience import PATIENT
from tests.builders.replica import Replica
from tests.integration.dossier.told import told
from tests.integration.shared_service.workshop import merchants_key

pytestmark = pytest.mark.integration

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Administrators' connections to both servers, and a client of a docs service that knows them."""

    primary: asyncpg.Connection
    replica: asyncpg.Connection
    shop: httpx2.AsyncClient

    async def caught_up(self) -> None:
        """Return when the replica has all that the primary has."""
        # Of what is committed in the background too: `synchronous_commit` is off in tests.
        written = await self.primary.fetchval("SELECT pg_current_wal_insert_lsn()::text")
        async with asyncio.timeout(30):
            while not await self.replica.fetchval("SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", written):
                await asyncio.sleep(0.05)

    async def shipments(self) -> int:
        """How many the KPIs count."""
        answer = await self.shop.get("/v1/kpis", params=NOVEMBER)
        assert answer.status_code == 200, answer.text
        return sum(row["shipments"] for row in answer.json()["rows"])


@pytest.fixture
async def pair(spare_home: Home, spare_postgres: Postgres) -> AsyncIterator[Pair]:
    primary_url = asyncpg_url(spare_postgres.url)
    for schema, package in declared_schemas().items():
        await migrate(primary_url, package, schema)
    replica_home = Home(spare_home.root / "replica")
    replica_home.root.mkdir(mode=0o755)
    replica = Replica(replica_home.ensure(), free_port(), spare_postgres)
    replica_url = primary_url.replace(f":{spare_postgres.port}/", f":{replica.port}/")
    with Stack(replica_home, {}) as stack:
        stack.start(replica)
        settings = DocsSettings(database_url=primary_url, read_database_url=replica_url, **PATIENT)
        engine = connect(settings)
        key = await merchants_key(AccountRepository(engine), "Loom")
        await engine.dispose()
        connections = [
            await asyncpg.connect(
                host="127.0.0.1",
                port=port,
                user=SUPERUSER,
                password=spare_home.secret("postgres-admin"),
                database=DATABASE,
            )
            for port in (spare_postgres.port, replica.port)
        ]
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            transport, headers = httpx2.ASGITransport(app=app), {"Authorization": f"Bearer {key}"}
            async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as shop:
                yield Pair(*connections, shop)
        for connection in connections:
            await connection.close()


async def test_kpis_tell_what_the_replica_knows_and_all_else_what_was_written(pair: Pair) -> None:
    await told(pair.shop, shipped_at="2026-11-02T08:00:00Z")
    await pair.caught_up()
    before = await pair.shipments()
    await pair.replica.execute("SELECT pg_wal_replay_pause()")
    parcel = {"tracking_number": "PARCEL2"}
    second = await told(pair.shop, shipped_at="2026-11-03T08:00:00Z", order_reference="2", parcels=[parcel])
    found = await pair.shop.get(f"/v1/shipments/{second['id']}")
    lagging = await pair.shipments()
    await pair.replica.execute("SELECT pg_wal_replay_resume()")
    await pair.caught_up()

    assert await pair.replica.fetchval("SELECT pg_is_in_recovery()")
    assert (found.status_code, before, lagging, await pair.shipments()) == (200, 1, 1, 2)
