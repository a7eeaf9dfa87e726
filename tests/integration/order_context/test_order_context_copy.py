"""Two processes that see parts of one order, and a Redis that is away."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from redis.asyncio import Redis

from dutiful_quote.shipping.order_context import OriginPart
from dutiful_quote.shipping.order_context_redis import SharedOrderContexts
from tests.conftest import Servers

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def redis(servers: Servers) -> AsyncIterator[Redis]:
    async with Redis.from_url(servers.redis_url) as client:
        yield client


def part(origin: str) -> OriginPart:
    return OriginPart(origin, Decimal("10.00"), NOW)


@pytest.mark.timeout(20)
async def test_a_part_that_another_process_saw_is_known_to_the_next_request(redis: Redis) -> None:
    one, other = SharedOrderContexts(redis), SharedOrderContexts(redis)
    for contexts in (one, other):
        contexts.start()
    one.join("shared", part("CN"))
    await one.settled()
    other.join("shared", part("US"))
    await other.settled()

    assert other.join("shared", part("US")).apart
    assert await redis.ttl("order-context:{shared}") > 0
    for contexts in (one, other):
        await contexts.close()


async def test_without_redis_a_process_knows_its_own_parts() -> None:
    async with Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2) as nowhere:
        contexts = SharedOrderContexts(nowhere)
        contexts.start()
        contexts.join("alone", part("CN"))
        await contexts.settled()

        assert contexts.join("alone", part("US")).apart
        await contexts.close()
