"""Whether a session of the console goes on, by a clock that the test holds."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from dutiful_quote.sessions import register
from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.register import REMEMBERED, SessionRegister
from dutiful_quote.sessions.session import SESSION_TIME, Session, SessionOverError, SessionsUnavailableError, hash_of
from dutiful_shared.account.directory import Caller
from tests.builders.sessions import RULES, SessionsInMemory, caller

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
FIREFOX = Browser("Firefox", "Linux")
CALLER = caller()
Ask = Callable[[SessionRegister], Coroutine[Any, Any, object]]


@dataclass
class Process:
    """One process with its register; `store` may be another's too."""

    store: SessionsInMemory = field(default_factory=SessionsInMemory)
    moment: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.register = SessionRegister(self.store, RULES, lambda: self.moment, self.metrics)

    async def begin(self) -> str:
        return await self.register.begin(CALLER, FIREFOX)

    async def goes_on(self, session_id: str, *, awake: bool = True) -> bool:
        try:
            await self.register.go_on(CALLER, session_id, awake=awake)
        except SessionOverError:
            return False
        return True

    def pages(self, of: str) -> float | None:
        return self.metrics.get_sample_value("dutiful_console_pages_total", {"session": of})


@dataclass
class SilentStore(SessionsInMemory):
    """While it is `silent` it neither answers nor lets whoever gives up go, as a server that is stopped does."""

    silent: bool = False
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, caller: Caller, id_hash: bytes) -> Session | None:
        await self._heard()
        return await super().find(caller, id_hash)

    async def live(self, caller: Caller, moment: datetime) -> list[Session]:
        await self._heard()
        return await super().live(caller, moment)

    async def leave(self, hashes: Collection[bytes], moment: datetime) -> None:
        await self._heard()
        await super().leave(hashes, moment)

    async def _heard(self) -> None:
        while self.silent:
            try:
                await self.awake.wait()
            except asyncio.CancelledError:
                await self.awake.wait()
                raise


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
async def silent_store(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SilentStore]:
    """A store that a process waits a moment for."""
    monkeypatch.setattr(register, "_PATIENCE_SECONDS", 0.01)
    store = SilentStore()
    yield store
    store.silent = False
    store.awake.set()


async def test_of_an_id_the_store_has_the_hash_alone(process: Process) -> None:
    session_id = await process.begin()
    assert len(bytes.fromhex(session_id)) == 32
    assert list(process.store.rows) == [hash_of(session_id)]
    assert session_id not in repr(process.store)


async def test_a_session_is_of_one_key(process: Process) -> None:
    session_id = await process.begin()
    with pytest.raises(SessionOverError):
        await process.register.go_on(caller(key_id="key_2"), session_id)


async def test_a_session_ends_half_an_hour_after_its_last_page(process: Process) -> None:
    session_id = await process.begin()
    process.moment += 20 * MINUTE
    assert await process.goes_on(session_id)
    process.moment += RULES.idle - SECOND
    assert await process.goes_on(session_id)
    process.moment += RULES.idle
    assert not await process.goes_on(session_id)


async def test_what_a_script_asks_for_keeps_no_session_awake(process: Process) -> None:
    session_id = await process.begin()
    process.moment += 20 * MINUTE
    assert await process.goes_on(session_id, awake=False)
    process.moment += 10 * MINUTE
    assert not await process.goes_on(session_id)


async def test_a_session_in_use_ends_after_twelve_hours(process: Process) -> None:
    session_id, begun = await process.begin(), process.moment
    while process.moment < begun + SESSION_TIME - 20 * MINUTE:
        process.moment += 20 * MINUTE
        assert await process.goes_on(session_id)
    process.moment = begun + SESSION_TIME
    assert not await process.goes_on(session_id)


async def test_its_use_is_written_once_a_minute(process: Process) -> None:
    session_id, begun = await process.begin(), process.moment
    for _ in range(13):
        process.moment += 10 * SECOND
        await process.goes_on(session_id)
    assert process.store.written == [begun + MINUTE, begun + 2 * MINUTE]


async def test_one_session_too_many_ends_the_oldest(process: Process) -> None:
    sessions = []
    for _ in range(RULES.most + 1):
        sessions.append(await process.begin())
        process.moment += SECOND
    assert [await process.goes_on(one) for one in sessions] == [False, True, True]


async def test_one_that_was_left_is_over_in_every_process_at_once(process: Process) -> None:
    session_id = await process.begin()
    other = Process(process.store)
    assert await other.goes_on(session_id)
    await process.register.leave(session_id)
    assert not await process.goes_on(session_id)
    assert not await other.goes_on(session_id)


async def test_all_others_are_ended_and_ones_own_goes_on(process: Process) -> None:
    other, own = await process.begin(), await process.begin()
    await process.register.end_others(CALLER, own)
    assert [await process.goes_on(one) for one in (other, own)] == [False, True]


async def test_one_of_the_list_is_ended(process: Process) -> None:
    session_id = await process.begin()
    (listed,) = await process.register.live(CALLER)
    assert listed.browser == FIREFOX
    await process.register.end(CALLER, listed.id_hash)
    assert not await process.goes_on(session_id)


async def test_one_that_was_ended_here_stays_over_without_the_store(process: Process) -> None:
    session_id = await process.begin()
    await process.register.end(CALLER, hash_of(session_id))
    process.store.away = True
    assert not await process.goes_on(session_id)


async def test_the_end_of_a_session_of_another_key_changes_nothing_here(process: Process) -> None:
    session_id = await process.begin()
    await process.register.end(caller(key_id="key_2"), hash_of(session_id))
    process.store.away = True
    assert await process.goes_on(session_id)


async def test_without_the_store_a_session_goes_on_that_was_confirmed_minutes_ago(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    process.moment += REMEMBERED - SECOND
    assert await process.goes_on(session_id)
    process.moment += SECOND
    with pytest.raises(SessionsUnavailableError):
        await process.register.go_on(CALLER, session_id)
    assert (process.pages("remembered"), process.pages("unknown")) == (1, 1)


async def test_without_the_store_a_session_that_the_process_never_saw_does_not(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    with pytest.raises(SessionsUnavailableError):
        await Process(process.store).register.go_on(CALLER, session_id)


async def test_a_store_that_failed_is_not_asked_again_for_a_second(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    for _ in range(3):
        await process.goes_on(session_id)
    assert process.store.asked == 1
    process.store.away = False
    process.moment += SECOND
    assert await process.goes_on(session_id)
    assert process.pages("confirmed") == 1


async def test_a_store_that_says_nothing_and_does_not_let_go_keeps_nobody_waiting(silent_store: SilentStore) -> None:
    process = Process(silent_store)
    session_id = await process.begin()
    silent_store.silent = True
    asked = asyncio.create_task(process.goes_on(session_id))
    assert asked in (await asyncio.wait({asked}, timeout=5))[0]
    assert process.pages("remembered") == 1


async def test_a_store_that_fails_when_nobody_waits_any_more_is_no_failure_of_the_service(
    silent_store: SilentStore,
) -> None:
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    process = Process(silent_store)
    session_id = await process.begin()
    silent_store.silent = True
    assert await process.goes_on(session_id)
    silent_store.silent, silent_store.away = False, True
    silent_store.awake.set()
    while process.register._asked:
        await asyncio.sleep(0)
    gc.collect()
    assert failures == []


async def test_nor_whoever_signs_out_and_the_end_is_written_later(silent_store: SilentStore) -> None:
    process = Process(silent_store)
    session_id = await process.begin()
    silent_store.silent = True
    left = asyncio.create_task(process.register.leave(session_id))
    assert left in (await asyncio.wait({left}, timeout=5))[0]
    assert not await process.goes_on(session_id)
    silent_store.silent = False
    await process.register.tidy()
    assert silent_store.rows == {}


@pytest.mark.parametrize(
    "ask",
    [
        lambda register: register.live(CALLER),
        lambda register: register.end(CALLER, bytes(32)),
        lambda register: register.end_others(CALLER, ""),
    ],
    ids=["list", "end one", "end the others"],
)
async def test_nor_whoever_lists_or_ends_sessions(silent_store: SilentStore, ask: Ask) -> None:
    process = Process(silent_store)
    await process.begin()
    silent_store.silent = True
    asked = asyncio.create_task(ask(process.register))
    assert asked in (await asyncio.wait({asked}, timeout=5))[0]
    assert isinstance(asked.exception(), SessionsUnavailableError)


async def test_a_clock_that_is_set_back_does_not_keep_the_store_from_being_asked(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    await process.goes_on(session_id)
    process.store.away = False
    process.moment -= timedelta(hours=1)
    assert await process.goes_on(session_id)
    assert process.pages("confirmed") == 1


async def test_without_the_store_none_begins(process: Process) -> None:
    process.store.away = True
    with pytest.raises(SessionsUnavailableError):
        await process.begin()


async def test_one_that_is_left_without_the_store_is_over_here_and_its_end_written_later(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    await process.register.leave(session_id)
    assert not await process.goes_on(session_id)
    process.store.away = False
    await process.register.tidy()
    assert not await Process(process.store).goes_on(session_id)


async def test_a_process_that_stops_writes_the_ends_that_it_owes(process: Process) -> None:
    session_id = await process.begin()
    process.store.away = True
    await process.register.leave(session_id)
    process.store.away = False
    await process.register.close()
    assert process.store.rows == {}


async def test_a_day_later_nothing_of_it_is_left(process: Process) -> None:
    await process.begin()
    process.moment += timedelta(days=1)
    await process.register.tidy()
    assert len(process.store.rows) == 1
    process.moment += SECOND
    await process.register.tidy()
    assert process.store.rows == {}
