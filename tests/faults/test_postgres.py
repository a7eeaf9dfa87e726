"""PostgreSQL away, hanging or resetting: no quote fails, and none of those that were answered is lost."""

import errno
from collections.abc import Awaitable, Callable

import pytest

from dutiful_shared.service.spool_disk import Disk
from tests.faults.house import House, until
from tests.faults.toxic_proxy import ToxicProxy, Toxics

Fault = Callable[[ToxicProxy], Awaitable[None]]
FAULTS = [ToxicProxy.down, ToxicProxy.timeout, ToxicProxy.reset_peer]


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_quote_fails_and_none_is_lost(house: House, fault: Fault) -> None:
    await fault(house.postgres)
    answers = await house.quotes(24)
    waiting = await house.metric("dutiful_journal_spool_quotes")
    await house.well_again()

    assert {(one.status_code, bool(one.json()["id"])) for one in answers} == {(200, True)}
    assert waiting == len(answers)
    assert [await house.recorded(one.json()["id"]) for one in answers] == [one.content for one in answers]


async def test_a_bad_road_to_both_stores_fails_no_quote(house: House) -> None:
    house.postgres.toxics = Toxics(latency=0.01, jitter=0.01, bandwidth=200_000, slicer=700)
    house.redis.toxics = Toxics(latency=0.01, jitter=0.01, slicer=5)
    answers = [await house.cold_quote(), *await house.quotes(8)]

    assert {(one.status_code, bool(one.json()["id"])) for one in answers} == {(200, True)}


async def test_a_full_disk_costs_the_quotes_their_ids_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    await house.postgres.down()
    spooled = await house.quotes(4)
    with monkeypatch.context() as patch:
        patch.setattr(Disk, "write", full)
        without = await house.quotes(8)
    room_again = await house.quotes(4)
    await house.well_again()

    assert {(one.status_code, one.json()["status"], one.json()["id"]) for one in without} == {(200, "degraded", None)}
    kept = [*spooled, *room_again]
    assert [await house.recorded(one.json()["id"]) for one in kept] == [one.content for one in kept]


@pytest.mark.parametrize("fault", [ToxicProxy.down, ToxicProxy.timeout])
async def test_with_redis_away_too_a_warm_code_is_quoted_and_soon_called_degraded(house: House, fault: Fault) -> None:
    (good,) = [answer.json() for answer in await house.quotes(1, at_once=1)]
    answers = []

    async def degraded() -> bool:
        answers.append(await house.quote())
        return bool(answers[-1].json()["status"] == "degraded")

    await fault(house.postgres)
    await fault(house.redis)
    await until(degraded)
    last = answers[-1].json()

    assert {one.status_code for one in answers} == {200}
    assert all(one.json()["id"] for one in answers)
    assert [last[name] for name in ("duty", "tax", "fees")] == [good[name] for name in ("duty", "tax", "fees")]
    assert last["freshness"]["stale"]
