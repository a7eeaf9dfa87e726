"""A warm request asks Redis nothing."""

import asyncio
from typing import Any

import httpx2
from redis.asyncio import Redis

from tests.conftest import Servers
from tests.e2e.test_journal import CART

_OURS = {"cmdstat_config|resetstat", "cmdstat_info", "cmdstat_client|setinfo", "cmdstat_hello"}


async def _commands(client: Redis) -> dict[str, Any]:
    stats: dict[str, Any] = await client.info("commandstats")
    return {name: values["calls"] for name, values in stats.items() if name not in _OURS}


async def test_a_warm_quote_makes_no_call_to_redis(quote_api: httpx2.AsyncClient, servers: Servers) -> None:
    async with Redis.from_url(servers.redis_url) as client:
        await quote_api.post("/v1/quotes", json=CART)
        await quote_api.post("/v1/quotes", json=CART)
        await asyncio.sleep(0.1)  # a lease that became due is taken in the background
        await client.config_resetstat()
        answers = [await quote_api.post("/v1/quotes", json=CART) for _ in range(40)]
        commands = await _commands(client)

    assert {answer.status_code for answer in answers} == {200}
    assert all("ratelimit" in answer.headers for answer in answers)
    assert commands == {}
