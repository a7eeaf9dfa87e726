"""`dutiful tariff watch` as a process: what it prints, its status, and its end on SIGTERM."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from dutiful_quote.tariff.feeds.outcome import Outcome
from tests.builders.publisher import drip, status
from tests.integration.tariff_feeds.conftest import Room, schedule_of

DUTIFUL = Path(sys.executable).with_name("dutiful")


@pytest.fixture
def environment(room: Room, tmp_path: Path, database_url: str, redis_url: str) -> Mapping[str, str]:
    values = room.feed().model_dump(mode="json", exclude={"name", "confirmed"})
    seconds = {"interval": "1d", "full_every": "7d", "timeout": "30s", "idle_timeout": "5s"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**values, **seconds}.items()]
    path = tmp_path / "feeds.toml"
    path.write_text("\n".join(["[feeds.xx-schedule]", *lines]))
    chosen = {"DUTIFUL_DATABASE_URL": database_url, "DUTIFUL_REDIS_URL": redis_url, "DUTIFUL_TARIFF_FEEDS": str(path)}
    return {**os.environ, **chosen, "COLUMNS": "200"}


async def start(environment: Mapping[str, str], *arguments: str, command: str = "watch") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        DUTIFUL, "tariff", command, *arguments, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_failed_feed_is_shown_and_ends_with_status_1(room: Room, environment: Mapping[str, str]) -> None:
    room.publisher.reply = status("404 Not Found")
    process = await start(environment, "--once")
    shown, errors = await process.communicate()
    assert process.returncode == 1, errors
    assert b"the server answered 404" in shown
    events = [json.loads(line) for line in shown.decode().splitlines() if line.startswith("{")]
    (ran,) = [event for event in events if event["event"] == "tariff feed ran"]
    assert (ran["level"], ran["outcome"], ran["service"]) == ("warning", "refused", "tariff-watch")

    process = await start(environment, command="feeds")
    shown, errors = await process.communicate()
    assert (process.returncode, b"xx-schedule" in shown, b"refused" in shown) == (0, True, True), errors
    process = await start(environment, "xx-schedule", "--json", command="feeds")
    shown, _ = await process.communicate()
    ((feed,), run) = json.loads(shown), json.loads(shown)[0]["runs"][0]
    assert (feed["url"], run["outcome"]) == (room.publisher.url, "refused")


async def test_a_second_runner_says_so(room: Room, environment: Mapping[str, str]) -> None:
    async with room.repository.lease():
        process = await start(environment, "--once")
        shown, _ = await process.communicate()
    assert process.returncode == 1
    assert b"Another runner is at work." in shown


async def test_a_feed_that_is_not_there_is_named(environment: Mapping[str, str]) -> None:
    process = await start(environment, "--once", "--feed", "no-such")
    _, errors = await process.communicate()
    assert (process.returncode, b"no-such" in errors) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_a_signal_in_the_middle_of_a_fetch_ends_it_cleanly(
    room: Room, environment: Mapping[str, str], number: signal.Signals
) -> None:
    room.publisher.reply = drip(schedule_of("10", padding=200), 0.2)
    process = await start(environment)
    async with asyncio.timeout(20):
        while not room.publisher.asked:
            await asyncio.sleep(0.05)
        process.send_signal(number)
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    (run,) = await room.repository.runs("xx-schedule")
    assert run.outcome is Outcome.STOPPED
    async with room.repository.lease() as lease:
        assert lease is not None


async def test_after_a_kill_the_next_runner_takes_over(room: Room, environment: Mapping[str, str]) -> None:
    room.publisher.reply = drip(schedule_of("10", padding=200), 0.2)
    process = await start(environment)
    async with asyncio.timeout(20):
        while not room.publisher.asked:
            await asyncio.sleep(0.05)
        process.kill()
        await process.communicate()
        room.publisher.reply = status("404 Not Found")
        while (await room.watch().once()) is None:
            await asyncio.sleep(0.05)
    assert [run.outcome for run in await room.repository.runs("xx-schedule")] == [Outcome.REFUSED, Outcome.ABANDONED]
