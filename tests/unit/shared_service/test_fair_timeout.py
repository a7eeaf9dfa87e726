"""A limit of time that does not blame others for our own lateness."""

import asyncio
import time

import pytest

from dutiful_shared.service.fair_timeout import STEPS, FairTimer, fair_timeout

_LIMIT = 0.01


async def turns_of_busy_loop(count: int) -> None:
    """So many turns of the loop, each as long as the whole limit; whoever asks is answered after the last."""
    for _ in range(count):
        asyncio.get_running_loop().call_soon(time.sleep, _LIMIT)
        await asyncio.sleep(0)


async def test_an_answer_that_only_our_own_loop_kept_waiting_is_in_time() -> None:
    answered = False
    async with fair_timeout(_LIMIT):
        await turns_of_busy_loop(STEPS // 2)
        answered = True
    assert answered


async def test_on_the_wall_the_same_answer_would_be_late() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(_LIMIT):
            await turns_of_busy_loop(STEPS // 2)


async def test_whoever_does_not_answer_is_waited_for_no_longer_than_that() -> None:
    with pytest.raises(TimeoutError):
        async with fair_timeout(_LIMIT):
            await asyncio.Event().wait()


async def test_a_loop_that_stays_late_makes_the_limit_no_endless_one() -> None:
    with pytest.raises(TimeoutError):
        async with fair_timeout(_LIMIT):
            await turns_of_busy_loop(10 * STEPS)


async def test_without_seconds_there_is_no_limit() -> None:
    answered = False
    async with fair_timeout(None):
        await asyncio.sleep(2 * _LIMIT)
        answered = True
    assert answered


async def test_errors_and_cancellation_go_through() -> None:
    with pytest.raises(ZeroDivisionError):
        async with fair_timeout(_LIMIT):
            raise ZeroDivisionError
    with pytest.raises(asyncio.CancelledError):
        async with fair_timeout(_LIMIT):
            raise asyncio.CancelledError


async def test_a_timer_that_was_cancelled_tells_nobody() -> None:
    told: list[str] = []
    timer, other = FairTimer(_LIMIT, lambda: told.append("cancelled")), asyncio.Event()
    FairTimer(_LIMIT * 2, other.set)
    timer.cancel()
    await other.wait()
    assert told == []
