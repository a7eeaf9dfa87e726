"""Sessions of the console on a real database: two processes, their store, and what is left in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.ports import free_port
from dutiful_quote.sessions.acquire import acquire_sessions
from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.sessions.session import SessionOverError, SessionsUnavailableError, hash_of
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.directory import Caller
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE
from tests.builders.sessions import caller
from tests.integration.sessions.conftest import Clock

pytestmark = pytest.mark.integration

FIREFOX = Browser("Firefox", "Linux")


@pytest.fixture
def who() -> Caller:
    """Somebody who has no session yet."""
    return caller(f"mer_{uuid4().hex[:20]}", f"key_{uuid4().hex[:20]}")


def process(stack: AsyncExitStack, database_url: str, clock: Clock) -> SessionRegister:
    chosen = QuoteSettings(database_url=database_url, database_pool_size=4)
    requests, service = (acquire_postgres(stack, chosen, "tests", role) for role in (REQUEST_ROLE, SERVICE_ROLE))
    return acquire_sessions(stack, chosen, CollectorRegistry(), requests, service, clock)


@pytest.fixture
async def register(database_url: str, clock: Clock) -> AsyncIterator[SessionRegister]:
    async with AsyncExitStack() as stack:
        yield process(stack, database_url, clock)


@pytest.fixture
async def other(database_url: str, clock: Clock) -> AsyncIterator[SessionRegister]:
    """Another process on the same database."""
    async with AsyncExitStack() as stack:
        yield process(stack, database_url, clock)


async def goes_on(register: SessionRegister, who: Caller, session_id: str) -> bool:
    try:
        await register.go_on(who, session_id)
    except SessionOverError:
        return False
    return True


async def test_a_session_goes_on_in_every_process_until_it_is_left(
    register: SessionRegister, other: SessionRegister, who: Caller
) -> None:
    session_id = await register.begin(who, FIREFOX)
    assert await goes_on(other, who, session_id)
    await other.leave(session_id)
    assert not await goes_on(register, who, session_id)


async def test_the_database_has_no_id_and_no_more_than_two_names_of_the_browser(
    register: SessionRegister, who: Caller, owner: AsyncEngine
) -> None:
    session_id = await register.begin(who, FIREFOX)
    async with owner.connect() as connection:
        rows = await connection.execute(
            text("SELECT * FROM quote.console_session WHERE merchant_id = :merchant"), {"merchant": who.merchant_id}
        )
        row = dict(rows.mappings().one())
    assert bytes(row["id_hash"]) == hash_of(session_id)
    assert {row["browser"], row["system"]} == {"Firefox", "Linux"}
    assert session_id not in str(row)


async def test_its_last_use_is_written_to_the_minute(register: SessionRegister, who: Caller, clock: Clock) -> None:
    session_id, begun = await register.begin(who, FIREFOX), clock.moment
    for seconds in (59, 60, 119):
        clock.moment = begun + timedelta(seconds=seconds)
        await register.go_on(who, session_id)
    (listed,) = await register.live(who)
    assert listed.seen_at == begun + timedelta(seconds=60)


async def test_idle_time_counts_in_a_process_that_never_saw_it(
    register: SessionRegister, other: SessionRegister, who: Caller, clock: Clock
) -> None:
    session_id = await register.begin(who, FIREFOX)
    clock.moment += timedelta(minutes=30)
    assert not await goes_on(other, who, session_id)
    assert await register.live(who) == []


async def test_a_sixth_session_ends_the_oldest_also_when_many_begin_at_once(
    register: SessionRegister, other: SessionRegister, who: Caller, clock: Clock
) -> None:
    oldest = await register.begin(who, FIREFOX)
    clock.moment += timedelta(seconds=1)
    begun = await asyncio.gather(*((register, other)[n % 2].begin(who, FIREFOX) for n in range(8)))
    live = {one.id_hash for one in await register.live(who)}
    assert len(live) == 5
    assert hash_of(oldest) not in live
    assert live < {hash_of(one) for one in begun}


async def test_nobody_ends_a_session_of_another_key(register: SessionRegister, who: Caller, clock: Clock) -> None:
    session_id = await register.begin(who, FIREFOX)
    neighbour = caller(who.merchant_id, "key_of_the_same_merchant")
    stranger = caller("mer_stranger", who.key_id)
    for other in (neighbour, stranger):
        await register.end(other, hash_of(session_id))
        await register.end_others(other, "")
        assert await register.live(other) == []
        assert not await goes_on(register, other, session_id)
    assert await goes_on(register, who, session_id)


async def test_old_rows_are_deleted(register: SessionRegister, who: Caller, clock: Clock, owner: AsyncEngine) -> None:
    await register.begin(who, FIREFOX)
    clock.moment += timedelta(days=1, seconds=1)
    await register.tidy()
    async with owner.connect() as connection:
        count = await connection.execute(
            text("SELECT count(*) FROM quote.console_session WHERE merchant_id = :merchant"),
            {"merchant": who.merchant_id},
        )
    assert count.scalar_one() == 0


async def test_a_database_out_of_reach_is_said_so(who: Caller, clock: Clock) -> None:
    async with AsyncExitStack() as stack:
        register = process(stack, f"postgresql://nobody@127.0.0.1:{free_port()}/none", clock)
        for asked in (register.begin(who, FIREFOX), register.go_on(who, "an id"), register.live(who), register.tidy()):
            with pytest.raises(SessionsUnavailableError):
                await asked
