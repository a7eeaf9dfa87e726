"""PgBouncer in transaction mode before PostgreSQL: what holds although sessions are shared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.home import Home
from dutiful_local.stack import Stack
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE, as_merchant
from tests.builders.pooler import Pooler, roles_that_log_in
from tests.conftest import Servers

CALLERS = 12  # more than the connections that the pooler has to PostgreSQL, all at once


def pooled(url: str, role: str, **more: bool) -> AsyncEngine:
    settings = ServiceSettings(database_url=url, database_pooler=True, database_pool_wait_ms=60_000)
    return connect(settings, role=role, statement_timeout_ms=0, **more)


@pytest.fixture
async def pooler_url(servers: Servers, database_url: str, spare_home: Home) -> AsyncIterator[str]:
    async with roles_that_log_in(servers.postgres_url) as logins:
        with Stack(spare_home, {}) as stack:
            pooler = Pooler(spare_home, database_url, logins)
            stack.start(pooler)
            yield pooler.url


async def test_a_merchant_named_in_one_transaction_is_unknown_in_the_next(pooler_url: str) -> None:
    engine = pooled(pooler_url, REQUEST_ROLE)
    named = text("SELECT current_setting('dutiful.merchant_id', true)")

    async def asked(merchant: str) -> None:
        async with as_merchant(engine, merchant) as connection:
            assert (await connection.execute(named)).scalar_one() == merchant
        async with engine.begin() as connection:
            assert not (await connection.execute(named)).scalar_one()

    await asyncio.gather(*(asked(f"m_{number}") for number in range(CALLERS)))
    await engine.dispose()


async def test_a_lock_of_a_transaction_keeps_others_out(pooler_url: str) -> None:
    engine = pooled(pooler_url, SERVICE_ROLE)
    inside: list[int] = []

    async def alone(number: int) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
            inside.append(number)
            await connection.execute(text("SELECT pg_sleep(0.01)"))
            assert inside == [number]
            inside.clear()

    await asyncio.gather(*(alone(number) for number in range(CALLERS)))
    await engine.dispose()


async def test_statements_with_values_need_no_session_of_their_own(pooler_url: str) -> None:
    engine = pooled(pooler_url, JOURNAL_ROLE, single_statements=True)

    async def sent(number: int) -> None:
        for other in range(5):
            async with engine.connect() as connection:
                answer = await connection.execute(
                    text("SELECT CAST(:a AS int) + CAST(:b AS int)"), {"a": number, "b": other}
                )
                assert answer.scalar_one() == number + other

    await asyncio.gather(*(sent(number) for number in range(CALLERS)))
    await engine.dispose()


async def test_a_pooler_that_logs_in_as_somebody_else_is_not_used(
    servers: Servers, database_url: str, spare_home: Home
) -> None:
    """The background sees the rows of all merchants: as the role of requests it would take the walls away."""
    async with roles_that_log_in(servers.postgres_url) as logins:
        with Stack(spare_home, {}) as stack:
            pooler = Pooler(spare_home, database_url, {**logins, REQUEST_ROLE: logins[SERVICE_ROLE]})
            stack.start(pooler)
            engine = pooled(pooler.url, REQUEST_ROLE)
            with pytest.raises(PermissionError, match=f"must log in as {REQUEST_ROLE}, not as {SERVICE_ROLE}"):
                async with engine.connect():
                    pass
            await engine.dispose()


def test_the_owners_work_is_refused_behind_a_pooler() -> None:
    with pytest.raises(ValueError, match="needs the owner of the tables on PostgreSQL itself"):
        connect(ServiceSettings(database_pooler=True))
