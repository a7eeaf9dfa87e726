from time import perf_counter

import pytest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.ports import free_port
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.redis import connect_redis
from dutiful_shared.service.settings import ServiceSettings

pytestmark = pytest.mark.integration


async def test_a_connection_says_who_it_is_and_keeps_utc(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        name = (await connection.execute(text("SHOW application_name"))).scalar_one()
        zone = (await connection.execute(text("SHOW timezone"))).scalar_one()
    assert (name, zone) == ("tests", "UTC")


async def test_a_statement_is_stopped_at_its_timeout(settings: ServiceSettings) -> None:
    engine = connect(settings.model_copy(update={"database_statement_timeout_ms": 50}))
    try:
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError, match="statement timeout"):
                await connection.execute(text("SELECT pg_sleep(10)"))
    finally:
        await engine.dispose()


async def test_long_work_may_have_a_timeout_of_its_own(settings: ServiceSettings) -> None:
    engine = connect(settings, statement_timeout_ms=0)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SHOW statement_timeout"))).scalar_one() == "0"
    await engine.dispose()


async def test_redis_keeps_bytes(settings: ServiceSettings) -> None:
    redis = connect_redis(settings)
    await redis.set("k", b"\x00v")
    assert await redis.get("k") == b"\x00v"
    await redis.aclose()


async def test_a_redis_out_of_reach_fails_quickly_and_once(settings: ServiceSettings) -> None:
    away = settings.model_copy(update={"redis_url": type(settings.redis_url)(f"redis://127.0.0.1:{free_port()}")})
    redis = connect_redis(away.model_copy(update={"redis_timeout_ms": 100}))
    started = perf_counter()
    with pytest.raises(RedisError):
        await redis.get("k")
    assert perf_counter() - started < 1.0
    await redis.aclose()
