"""The tariff store on real servers: all-or-nothing loads, moving pointers, tiers that are asked in order."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.valkey import Valkey
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.errors import NothingToRollBackError, ReleaseRefusedError
from dutiful_quote.tariff.published import PublicationInfo, PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.schedule import Lookup
from tests.builders.tariff import duty, percent

SHIRT = Lookup("XX", "61091000")
LAND = Lookup("XX", "")


def published(edition: str, *measures: Measure, digest: str = "") -> PublishedTariff:
    info = PublicationInfo("XX", "schedule", edition, "Schedule", "Nobody", "", "CC0", date(2026, 1, 1), None)
    return PublishedTariff(
        info, digest or f"{edition:0<64}", measures, [NomenclatureLine("61091000")], profile={"currency": "USD"}
    )


FIRST = published("1", duty("61091000", percent("10")))
SECOND = published("2", duty("61091000", percent("12")))


async def activated(store: ReleaseStore, tariff: PublishedTariff) -> str:
    release = (await store.load(tariff)).id
    await store.activate_together([release], "tests")
    return release


class Started:
    """A schedule of its own, as another process would have it."""

    def __init__(self, engine: AsyncEngine, redis: Redis | None) -> None:
        self.schedule = CachedSchedule(engine, redis, CollectorRegistry())

    async def __aenter__(self) -> CachedSchedule:
        await self.schedule.start()
        return self.schedule

    async def __aexit__(self, *_: object) -> None:
        await self.schedule.close()


def rate(schedule_result, lookup: Lookup = SHIRT) -> str:
    (measure,) = schedule_result.slices[lookup].measures
    return measure.rate_text


async def test_what_was_loaded_is_what_is_looked_up(store: ReleaseStore, engine: AsyncEngine, redis: Redis) -> None:
    release = await activated(store, FIRST)
    async with Started(engine, redis) as schedule:
        found = await schedule.lookup([SHIRT, LAND])

    (measure,) = found.slices[SHIRT].measures
    (given,) = FIRST.measures
    assert measure == replace(given, release=release)
    assert found.slices[LAND].profile == {"currency": "USD"}


async def test_the_same_facts_are_one_release(store: ReleaseStore) -> None:
    assert (await store.load(FIRST)).id == (await store.load(FIRST)).id


async def test_a_refused_publication_leaves_nothing_behind(store: ReleaseStore, engine: AsyncEngine) -> None:
    twice = published("bad", duty("61091000", percent("10")), duty("61091000", percent("11")))

    with pytest.raises(ReleaseRefusedError):
        await store.load(twice)

    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM quote.tariff_release"))).scalar_one() == 0
        assert (await connection.execute(text("SELECT count(*) FROM quote.tariff_measure"))).scalar_one() == 0


async def test_tiers_are_asked_in_order(store: ReleaseStore, engine: AsyncEngine, redis: Redis) -> None:
    await activated(store, FIRST)
    async with Started(engine, redis) as one:
        tiers = [(await one.lookup([SHIRT, LAND])).tier, (await one.lookup([SHIRT, LAND])).tier]
    async with Started(engine, redis) as other:
        tiers.append((await other.lookup([SHIRT, LAND])).tier)

    assert tiers == ["postgres", "memory", "redis"]


async def test_many_carts_at_once_cost_one_statement(store: ReleaseStore, engine: AsyncEngine) -> None:
    await activated(store, FIRST)
    statements: list[str] = []
    async with Started(engine, None) as schedule:
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        await asyncio.gather(*(schedule.lookup([SHIRT, LAND]) for _ in range(50)))

    assert len([statement for statement in statements if "wanted" in statement]) == 1


async def test_what_was_hot_before_an_activation_is_in_memory_after_it(
    store: ReleaseStore, engine: AsyncEngine, redis: Redis
) -> None:
    await activated(store, FIRST)
    async with Started(engine, redis) as schedule:
        schedule.hot.start()
        await schedule.lookup([SHIRT])
        await activated(store, SECOND)
        async with asyncio.timeout(60):
            # Of both editions: what is written to Redis is in memory already.
            while len(await redis.keys(f"tariff:*:{SHIRT.goods_code}")) < 2:
                await asyncio.sleep(0.05)
        found = await schedule.lookup([SHIRT])

    assert (found.tier, rate(found)) == ("memory", str(percent("12")))


async def test_an_activation_reaches_another_process_within_five_seconds(
    store: ReleaseStore, engine: AsyncEngine, redis: Redis
) -> None:
    await activated(store, FIRST)
    async with Started(engine, redis) as schedule:
        assert rate(await schedule.lookup([SHIRT])) == str(percent("10"))
        await activated(store, SECOND)
        async with asyncio.timeout(5):
            while rate(await schedule.lookup([SHIRT])) != str(percent("12")):
                await asyncio.sleep(0.02)


async def test_a_roll_back_brings_the_former_release_back(store: ReleaseStore, engine: AsyncEngine) -> None:
    first = await activated(store, FIRST)
    await activated(store, SECOND)

    assert await store.rollback("XX", "schedule", "tests") == first


async def test_there_is_nothing_before_the_first_release(store: ReleaseStore) -> None:
    await activated(store, FIRST)

    with pytest.raises(NothingToRollBackError):
        await store.rollback("XX", "schedule", "tests")


async def test_a_replay_reads_the_releases_it_names(store: ReleaseStore, engine: AsyncEngine) -> None:
    first = await activated(store, FIRST)
    await activated(store, SECOND)
    async with Started(engine, None) as schedule:
        assert rate(await schedule.lookup([SHIRT], [first])) == str(percent("10"))


async def test_a_poisoned_value_in_redis_is_a_miss(store: ReleaseStore, engine: AsyncEngine, redis: Redis) -> None:
    await activated(store, FIRST)
    async with Started(engine, redis) as schedule:
        await schedule.lookup([SHIRT])
    for key in await redis.keys("tariff:*"):
        await redis.set(key, b"not a slice")

    async with Started(engine, redis) as schedule:
        found = await schedule.lookup([SHIRT])

    assert (found.tier, rate(found)) == ("postgres", str(percent("10")))


async def test_without_redis_the_tariff_is_still_found(
    store: ReleaseStore, engine: AsyncEngine, spare_valkey: Valkey
) -> None:
    await activated(store, FIRST)
    client = Redis.from_url(spare_valkey.url, socket_timeout=0.2, socket_connect_timeout=0.2)
    spare_valkey.kill()
    async with Started(engine, client) as schedule:
        assert rate(await schedule.lookup([SHIRT])) == str(percent("10"))
    await client.aclose()


async def test_a_code_that_nobody_knows_is_an_empty_slice(store: ReleaseStore, engine: AsyncEngine) -> None:
    await activated(store, FIRST)
    async with Started(engine, None) as schedule:
        found = (await schedule.lookup([Lookup("XX", "99999999")])).slices[Lookup("XX", "99999999")]

    assert (found.measures, found.lines, found.has_nomenclature) == ((), (), True)


async def test_a_new_process_loads_what_others_were_asked_for_before_it_is_warm(
    store: ReleaseStore, engine: AsyncEngine, redis: Redis
) -> None:
    await activated(store, FIRST)
    async with Started(engine, redis) as one:
        await one.hot.load()
        await one.lookup([SHIRT])
        await one.hot.remember()
    async with Started(engine, redis) as other:
        before = other.hot.loaded
        await other.hot.load()
        found = await other.lookup([SHIRT, LAND])

    assert (before, other.hot.loaded, found.tier) == (None, 2, "memory")
