"""Requests under a key while PostgreSQL, which knows the keys, is away or slow."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from tests.e2e.test_idempotent_quotes import journal_held
from tests.faults.house import House, cart, until


class Repeated:
    """One cart under one key, sent as often as wanted."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._cart = cart()
        self.key = str(uuid4())

    async def send(self) -> httpx2.Response:
        return await self._house.client.post("/v1/quotes", json=self._cart, headers={"idempotency-key": self.key})


@pytest.fixture
def repeated(house: House) -> Repeated:
    return Repeated(house)


@pytest.fixture
async def database(seeded_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


def said(answer: httpx2.Response) -> tuple[Any, ...]:
    plain = answer.json()
    facts = {one["fact"] for one in plain["assumptions"]}
    return answer.status_code, plain["status"], plain["id"], plain["token"], "not_recorded" in facts


async def test_without_the_store_of_keys_each_is_answered_without_an_id_and_says_so(
    house: House, repeated: Repeated
) -> None:
    await house.postgres.down()
    answers = [await repeated.send() for _ in range(2)]

    assert [said(one) for one in answers] == [(200, "degraded", None, None, True)] * 2
    assert not any("idempotent-replayed" in one.headers for one in answers)


async def test_none_of_those_is_recorded_and_the_first_after_them_is_the_one_that_counts(
    house: House, repeated: Repeated
) -> None:
    await house.postgres.down()
    await repeated.send()
    await house.well_again()
    first, second = await repeated.send(), await repeated.send()

    assert first.json()["id"] is not None
    assert "idempotent-replayed" not in first.headers
    assert second.content == first.content == await house.recorded(first.json()["id"])
    assert second.headers["idempotent-replayed"] == "true"


async def test_an_attempt_that_died_with_its_quote_in_the_spool_is_not_answered_anew(
    house: House, repeated: Repeated, database: asyncpg.Connection, seeded_database_url: str
) -> None:
    async with journal_held(seeded_database_url):
        first = await repeated.send()
        # As its process would have left it, had it died before the answer was stored.
        await database.execute(
            "UPDATE account.idempotency SET status = NULL, body = NULL, lease_until = now() WHERE key = $1",
            repeated.key,
        )
        meanwhile = await repeated.send()

    async def delivered() -> bool:
        return not await house.metric("dutiful_journal_spool_quotes")

    await until(delivered)
    again = await repeated.send()

    assert first.json()["id"] is not None
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (503, "unavailable")
    assert again.content == first.content
