"""Limits of keys: what a caller is told, and what happens while the shared bucket is out of reach."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from dutiful_shared.account.limits import KeyLimits, Policy
from dutiful_shared.account.limits_gate import Limits, RateLimitedError
from tests.builders.limits import SMALL, Clock, NaiveLeases


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def limits(leases: NaiveLeases, clock: Clock, registry: CollectorRegistry) -> Limits:
    return Limits(leases, SMALL, registry, clock=clock)


async def let_in(limits: Limits, times: int, own: KeyLimits | None = None) -> int:
    """How many of so many requests, one after the other, were let in."""
    count = 0
    for _ in range(times):
        try:
            (await limits.admit("key_1", own)).leave()
        except RateLimitedError:
            continue
        count += 1
        await asyncio.sleep(0.0)
    return count


async def test_a_key_has_its_burst_and_then_its_rate(limits: Limits, clock: Clock) -> None:
    assert await let_in(limits, 10) == 4
    clock.advance(1.5)
    assert await let_in(limits, 10) == 3


async def test_a_caller_below_its_rate_is_never_refused(limits: Limits, clock: Clock) -> None:
    for _ in range(200):
        assert await let_in(limits, 1) == 1
        clock.advance(0.5)


async def test_a_refusal_says_when_to_come_again(limits: Limits, clock: Clock) -> None:
    await let_in(limits, 4)
    with pytest.raises(RateLimitedError) as refusal:
        await limits.admit("key_1", None)
    clock.advance(refusal.value.retry_after)

    assert await let_in(limits, 1) == 1


async def test_what_a_request_owes_is_paid_before_the_next_one(limits: Limits, clock: Clock) -> None:
    budget = await limits.admit("key_1", None)
    limits.charge(budget, 4)
    budget.leave()

    with pytest.raises(RateLimitedError) as refusal:
        await limits.admit("key_1", None)
    assert refusal.value.retry_after == 1  # five were spent of four, and one more is asked for, at two a second
    clock.advance(0.9)
    assert await let_in(limits, 1) == 0
    clock.advance(0.1)
    assert await let_in(limits, 1) == 1


async def test_a_debt_holds_while_the_shared_bucket_is_out_of_reach(
    limits: Limits, leases: NaiveLeases, clock: Clock
) -> None:
    leases.away = True
    budget = await limits.admit("key_1", None)
    limits.charge(budget, 4)
    budget.leave()

    assert await let_in(limits, 1) == 0
    clock.advance(1.0)
    assert await let_in(limits, 1) == 1


async def test_a_caller_beyond_its_limit_costs_the_shared_bucket_next_to_nothing(
    limits: Limits, leases: NaiveLeases
) -> None:
    await let_in(limits, 5)
    asked = leases.asked
    await let_in(limits, 1_000)
    assert leases.asked == asked


async def test_a_key_may_only_have_so_many_requests_at_the_same_time(limits: Limits) -> None:
    for _ in range(3):
        await limits.admit("key_1", None)
    with pytest.raises(RateLimitedError, match="at the same time"):
        await limits.admit("key_1", None)


async def test_a_process_has_a_share_of_the_concurrency_alone(limits: Limits, leases: NaiveLeases) -> None:
    leases.processes = 2
    budgets = [await limits.admit("key_1", None) for _ in range(2)]
    with pytest.raises(RateLimitedError, match="at the same time"):
        await limits.admit("key_1", None)
    budgets[0].leave()
    await limits.admit("key_1", None)


async def test_limits_of_a_keys_own_take_the_place_of_the_defaults(limits: Limits) -> None:
    assert await let_in(limits, 100, KeyLimits(burst=20)) == 20


async def test_a_rate_alone_brings_a_burst_in_proportion() -> None:
    assert SMALL.for_key(KeyLimits(requests_per_second=10.0)) == Policy(10.0, 20, 3)


async def test_changed_limits_hold_at_once(limits: Limits, clock: Clock) -> None:
    await let_in(limits, 4)
    assert await let_in(limits, 100, KeyLimits(requests_per_second=50.0)) == 0
    clock.advance(1.0)
    assert await let_in(limits, 100, KeyLimits(requests_per_second=50.0)) == 50


async def test_nobody_is_refused_because_the_shared_bucket_is_away(
    limits: Limits, leases: NaiveLeases, registry: CollectorRegistry
) -> None:
    leases.away = True
    assert await let_in(limits, 3) == 3
    assert registry.get_sample_value("dutiful_limits_fail_open_total") == 3


async def test_meanwhile_each_process_bounds_a_key_by_itself(limits: Limits, leases: NaiveLeases) -> None:
    leases.away = True
    assert await let_in(limits, 50) == 4


async def test_a_bucket_that_is_away_is_asked_once_a_second(limits: Limits, leases: NaiveLeases, clock: Clock) -> None:
    leases.away = True
    for _ in range(20):
        await let_in(limits, 1)
        clock.advance(0.25)
    assert leases.asked <= 6


async def test_the_shared_bucket_counts_again_once_it_is_back(
    limits: Limits, leases: NaiveLeases, clock: Clock, registry: CollectorRegistry
) -> None:
    leases.away = True
    await let_in(limits, 2)
    leases.away = False
    clock.advance(1.1)
    await let_in(limits, 1)  # starts to lease; itself it is let in by the local bucket
    await asyncio.sleep(0.01)
    counted = registry.get_sample_value("dutiful_limits_fail_open_total")
    assert await let_in(limits, 10) == 4
    assert registry.get_sample_value("dutiful_limits_fail_open_total") == counted


async def test_limits_that_are_not_enforced_count_and_let_in(
    leases: NaiveLeases, clock: Clock, registry: CollectorRegistry
) -> None:
    limits = Limits(leases, SMALL, registry, enforced=False, clock=clock)
    assert await let_in(limits, 10) == 10
    assert registry.get_sample_value("dutiful_limits_refused_total", {"limit": "rate"}) == 6


# ---------------------------------------------------------------------------------------------- over HTTP
