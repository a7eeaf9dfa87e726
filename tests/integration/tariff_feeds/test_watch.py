"""The watch: one runner at a time, on a schedule that survives it, stopped without a trace of half a release."""

import asyncio
import contextlib
from datetime import timedelta

from dutiful_quote.tariff.feeds.outcome import Outcome
from dutiful_quote.tariff.feeds.watch import LOOK_SECONDS
from tests.builders.publisher import drip, file, status
from tests.integration.tariff_feeds.conftest import Room, schedule_of

GOOD = schedule_of("10", padding=200)


class Sleeps:
    """Moves the room's clock instead of waiting, and ends the watch after so many times."""

    def __init__(self, room: Room, most: int) -> None:
        self._room, self._most = room, most
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._room.at += timedelta(seconds=seconds)
        if len(self.slept) == self._most:
            raise asyncio.CancelledError


async def watched(room: Room, sleeps: int) -> Sleeps:
    slept = Sleeps(room, sleeps)
    with contextlib.suppress(asyncio.CancelledError):
        await room.watch(slept, room.feed(interval="1m")).forever()
    return slept


async def test_a_feed_runs_when_it_is_due_and_not_before(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    slept = await watched(room, 4)
    assert slept.slept == [LOOK_SECONDS] * 4
    assert len(room.publisher.asked) == 2  # at 0:00 and 1:00


async def test_a_new_runner_goes_on_with_the_schedule_of_the_old_one(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await watched(room, 1)
    await watched(room, 1)
    assert len(room.publisher.asked) == 1
    await watched(room, 1)
    assert len(room.publisher.asked) == 2


async def test_failures_are_repeated_at_growing_distance(room: Room) -> None:
    room.publisher.reply = status("404 Not Found")
    feed, waits = room.feed(interval="1h"), []
    for _ in range(6):
        await room.watch(None, feed).once()
        due = (await room.repository.known(feed.name)).due_at
        assert due is not None
        waits.append((due - room.at) / timedelta(minutes=1))
    assert waits == [5, 10, 20, 40, 60, 60]


async def test_while_one_runner_is_at_work_another_stands_by(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    async with room.repository.lease() as lease:
        assert lease is not None
        assert await lease.held()
        assert await room.watch().once() is None
        await watched(room, 1)
    assert room.publisher.asked == []
    assert (await room.run()).outcome is Outcome.ACTIVATED


async def test_a_lease_is_lost_with_its_connection(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    async with room.repository.lease() as lease:
        assert lease is not None
        async with room.engine.begin() as connection:
            await connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        assert not await lease.held()
        assert (await room.run()).outcome is Outcome.ACTIVATED


async def test_a_stopped_run_is_recorded_and_due_again_at_once(room: Room) -> None:
    room.publisher.reply = drip(GOOD, 0.05)
    task = asyncio.create_task(room.watch().once())
    while not room.publisher.asked:
        await asyncio.sleep(0.01)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    (run,) = await room.repository.runs("xx-schedule")
    assert run.outcome is Outcome.STOPPED
    known = await room.repository.known("xx-schedule")
    assert (known.failures, known.due_at) == (0, None)


async def test_the_run_of_a_runner_that_died_is_closed_by_the_next(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    await room.repository.begin_run("xx-schedule", room.at)
    await room.run()
    _, dead, _ = await room.repository.runs("xx-schedule")
    assert dead.outcome is Outcome.ABANDONED
