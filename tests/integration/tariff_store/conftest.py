"""An empty tariff store on real servers."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dutiful_quote.tariff.redis_tier import RedisTier
from dutiful_quote.tariff.releases import ReleaseStore

_TABLES = "seed activation active area line measure release"


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(database_url)
    async with made.begin() as connection:
        await connection.execute(text("TRUNCATE " + ", ".join(f"quote.tariff_{name}" for name in _TABLES.split())))
    yield made
    await made.dispose()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
async def store(engine: AsyncEngine, redis: Redis) -> ReleaseStore:
    return ReleaseStore(engine, RedisTier(redis))
