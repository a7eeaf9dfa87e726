"""What a cold cart of 200 different codes asks of the stores: one question to Redis and one to PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import httpx2
import pytest
import redis
from sqlalchemy import event
from sqlalchemy.engine import Engine

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings

_MOST_LINES = 200


@pytest.fixture
async def cold_api(seeded_database_url: str, redis_url: str, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A service whose memory and whose Redis hold nothing of the cart; its hot set is loaded."""
    app = create_app(
        QuoteSettings(
            database_url=seeded_database_url,
            redis_url=redis_url,
            redis_timeout_ms=5_000,
            tariff_postgres_ms=10_000,
            request_deadline_ms=60_000,
            journal_timeout_ms=9_000,
            webhook_concurrency=0,
        )
    )
    headers = {"authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=headers) as client,
    ):
        await app.state.resources.schedule.hot.load()
        yield client


@pytest.fixture
async def cart(seeded_database_url: str) -> dict[str, Any]:
    """Two hundred declarable codes of one tariff, and articles that no memory holds."""
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    rows = await connection.fetch(
        """
        SELECT DISTINCT l.goods_code FROM quote.tariff_line l JOIN quote.tariff_active a USING (release_id)
        WHERE a.jurisdiction = 'GB' AND length(l.goods_code) = 10 ORDER BY 1 LIMIT $1
        """,
        _MOST_LINES,
    )
    await connection.close()
    lines = [
        {"id": str(n), "sku": f"COLD-{n}", "hs_code": row[0], "code_system": "GB", "origin": "CN", "quantity": 1,
         "unit_price": "5.00"}
        for n, row in enumerate(rows)
    ]  # fmt: skip
    return {"ship_from": {"country": "CN"}, "ship_to": {"country": "GB"}, "currency": "GBP", "lines": lines}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that goes through SQLAlchemy meanwhile."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_cold_cart_of_two_hundred_codes_is_one_question_to_each_store(
    cold_api: httpx2.AsyncClient, cart: dict[str, Any], redis_url: str
) -> None:
    with redis.Redis.from_url(redis_url) as server, statements() as seen:
        server.config_resetstat()
        answer = await cold_api.post("/v1/quotes", json=cart)
        asked = server.info("commandstats")

    assert answer.status_code == 200, answer.text
    assert len({line["tariff_code"] for line in answer.json()["lines"]}) == len(cart["lines"]) == _MOST_LINES
    assert answer.json()["freshness"]["tier"] == "postgres"
    assert asked["cmdstat_mget"]["calls"] == 1
    assert sum("quote.tariff_measure" in statement for statement in seen) == 1
    asked_for_articles = [one for one in seen if "quote.catalogue_article" in one and "changed_in >=" not in one]
    assert len(asked_for_articles) == 1, asked_for_articles
