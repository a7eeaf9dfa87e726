"""Limits on a real Valkey: the script against a naive bucket, many processes at once, and a server that goes away."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
import redis as blocking_redis
from hypothesis import HealthCheck, settings
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from dutiful_local.valkey import Valkey
from dutiful_shared.account.limits import Policy
from dutiful_shared.account.limits_gate import Limits, RateLimitedError
from dutiful_shared.account.limits_lease import Lease, Leases, RedisLeases
from tests.builders.limits import KEY, NaiveLeases, SharedBudget
from tests.integration.shared_service.test_services import app_of, running
from tests.integration.shared_service.test_services import key as key  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.integration


class Compared:
    """The script's leases, each held against what the naive bucket would have given. `made` counts them."""

    made = 0

    def __init__(self, redis: Redis, process: str, naive: NaiveLeases) -> None:
        self._real = RedisLeases(redis, process, now=0)
        self._naive = naive

    async def lease(self, key_id: str, policy: Policy, wanted: int) -> Lease:
        self._real.now = self._naive.now
        real, naive = await self._real.lease(key_id, policy, wanted), await self._naive.lease(key_id, policy, wanted)
        assert (real.granted, real.left) == (naive.granted, naive.left)
        assert real.wait == pytest.approx(naive.wait, abs=0.0011)
        Compared.made += 1
        return replace(real, processes=1)


@pytest.fixture
def machine(redis_url: str) -> type[SharedBudget]:
    class OverValkey(SharedBudget):
        def __init__(self) -> None:
            super().__init__()
            with blocking_redis.Redis.from_url(redis_url) as client:
                client.flushdb()
            self.naive = NaiveLeases()
            self.redis = Redis.from_url(redis_url)

        def make_leases(self, process: int) -> Leases:
            return Compared(self.redis, f"process-{process}", self.naive)

        def set_time(self) -> None:
            self.naive.now = self.now

        def teardown(self) -> None:
            self.loop.run(self.redis.aclose())
            super().teardown()

    return OverValkey


def test_the_script_is_the_naive_bucket_whatever_processes_do(machine: type[SharedBudget]) -> None:
    case = machine.TestCase
    case.settings = settings(
        max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    before = Compared.made
    case().runTest()
    assert Compared.made > before, "no lease was compared"


async def test_many_processes_at_once_stay_within_the_policy(redis_url: str) -> None:
    policy = Policy(requests_per_second=60.0, burst=100, concurrency=10_000)
    client = Redis.from_url(redis_url)
    gates = [Limits(RedisLeases(client, str(number)), policy, CollectorRegistry()) for number in range(4)]
    let_in = 0

    async def hammer(gate: Limits) -> None:
        nonlocal let_in
        while time.monotonic() < until:
            try:
                (await gate.admit(KEY, None)).leave()
                let_in += 1
            except RateLimitedError:
                await asyncio.sleep(0.005)

    began = time.monotonic()
    until = began + 1.5
    await asyncio.gather(*(hammer(gate) for gate in gates for _ in range(5)))
    most = policy.burst + policy.requests_per_second * (time.monotonic() - began)
    await client.aclose()

    assert 0.75 * most < let_in <= most + 1


async def test_the_bucket_is_one_key_that_is_forgotten_when_it_would_be_full(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        await RedisLeases(client, "one").lease(KEY, Policy(10.0, 100, 5), 100)
        assert [name async for name in client.scan_iter()] == [b"dutiful:limits:{key_1}"]
        assert 60 < await client.ttl("dutiful:limits:{key_1}") <= 70


async def test_processes_that_serve_a_key_are_counted_and_silent_ones_are_not(redis_url: str) -> None:
    policy = Policy(10.0, 100, 5)
    async with Redis.from_url(redis_url) as client:
        one, two = RedisLeases(client, "one", now=0), RedisLeases(client, "two", now=1_000_000)
        assert (await one.lease(KEY, policy, 1)).processes == 1
        assert (await two.lease(KEY, policy, 1)).processes == 2
        two.now = 16_000_000
        assert (await two.lease(KEY, policy, 1)).processes == 1


async def test_requests_are_served_while_redis_is_stopped_and_shared_again_when_it_is_back(
    database_url: str, key: str, spare_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", spare_valkey.url)
    app = app_of("docs", database_url)

    async def served() -> tuple[int, float]:
        body: dict[str, Any] = {}
        answer = await client.post("/v1/documents", json=body, headers={"authorization": f"Bearer {key}"})
        registry = app.state.service.registry
        return answer.status_code, registry.get_sample_value("dutiful_limits_fail_open_total")

    spare_valkey.kill()
    async with running(app) as client:
        assert [await served() for _ in range(3)] == [(422, 1.0), (422, 2.0), (422, 3.0)]
        spare_valkey.launch()
        spare_valkey.wait_ready()
        await asyncio.sleep(1.1)
        await served()
        await asyncio.sleep(0.2)
        before = await served()
        assert await served() == before
