"""A quote service that starts while PostgreSQL and Redis are both out of reach quotes from what the machine holds."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from dutiful_local.ports import free_port
from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.release_copies import ReleaseCopies
from dutiful_quote.tariff.release_files import ReleaseFiles
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.schedule import Edition
from dutiful_shared.service.postgres import connect
from tests.conftest import Servers
from tests.e2e.test_journal import CART


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "machine"


def settings(folder: Path, database_url: str, redis_url: str) -> QuoteSettings:
    return QuoteSettings(
        database_url=database_url,
        redis_url=redis_url,
        webhook_concurrency=0,
        request_deadline_ms=60_000,
        journal_timeout_ms=9_000,
        tariff_postgres_ms=9_000,
        key_copy=folder / "keys.json",
        tariff_copies=folder / "tariff",
        journal_spool=folder / "spool",
    )


@asynccontextmanager
async def started(chosen: QuoteSettings, key: str) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    app = create_app(chosen)
    headers = {"authorization": f"Bearer {key}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=headers) as client,
    ):
        yield app, client


@dataclass(frozen=True)
class Editions:
    """Some of the active ones: copying all of them takes long."""

    known: Mapping[str, Edition]
    confirmed: bool = True


@pytest.fixture
async def quoted_before(folder: Path, seeded_database_url: str, servers: Servers, sandbox: str) -> dict[str, Any]:
    """What a service with its stores answers; it leaves the keys and the tariff of the cart on the machine."""
    chosen = settings(folder, seeded_database_url, servers.redis_url).model_copy(update={"tariff_copies": None})
    async with started(chosen, sandbox) as (_, client):
        answer: dict[str, Any] = (await client.post("/v1/quotes", json=CART)).json()
    engine = connect(chosen)
    editions = await TariffRepository(engine).active_editions()
    needed = Editions({name: editions[name] for name in ("GB", "CN") if name in editions})
    copies = ReleaseCopies(needed, engine, ReleaseFiles(folder / "tariff"), CollectorRegistry())
    await copies.turn()
    await copies.close()
    await engine.dispose()
    return answer


@pytest.fixture
async def without_stores(quoted_before: object, folder: Path, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    nowhere = f"127.0.0.1:{free_port()}"
    cut_off = settings(folder, f"postgresql://nobody@{nowhere}/none", f"redis://{nowhere}/0")
    async with started(cut_off, sandbox) as (_, client):
        yield client


async def test_it_is_ready_and_answers_the_same_amounts_as_degraded_and_durable(
    without_stores: httpx2.AsyncClient, quoted_before: dict[str, Any], folder: Path
) -> None:
    ready = await without_stores.get("/readyz")
    answer = (await without_stores.post("/v1/quotes", json=CART)).json()
    spooled = "".join(path.read_text() for path in (folder / "spool").glob("*.spool"))

    assert ready.status_code == 200
    assert answer["freshness"]["tier"] == "packaged"
    assert (quoted_before["status"], answer["status"]) == ("complete", "degraded")
    assert [answer[name] for name in ("duty", "tax", "fees")] == [
        quoted_before[name] for name in ("duty", "tax", "fees")
    ]
    assert answer["id"] in spooled


@pytest.fixture
async def codes(seeded_database_url: str) -> list[str]:
    """Two hundred declarable codes from all over the copied tariff."""
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    rows = await connection.fetch(
        """
        SELECT DISTINCT l.goods_code FROM quote.tariff_line l JOIN quote.tariff_active a USING (release_id)
        WHERE a.jurisdiction = 'GB' AND length(l.goods_code) = 10 ORDER BY 1
        """
    )
    await connection.close()
    return [row[0] for row in rows[:: len(rows) // 200]][:200]


async def test_codes_that_nobody_ever_asked_for_are_quoted_too(
    without_stores: httpx2.AsyncClient, codes: list[str]
) -> None:
    line = CART["lines"][0]
    lines = [{**line, "id": str(n), "hs_code": code, "code_system": "GB"} for n, code in enumerate(codes)]
    answer = await without_stores.post("/v1/quotes", json={**CART, "lines": lines})
    plain = answer.json()

    assert answer.status_code == 200, answer.text
    assert [one["tariff_code"] for one in plain["lines"]] == codes
    assert plain["status"] in {"degraded", "partial"}  # some codes ask for more than the cart says
    assert plain["freshness"]["stale"]
