"""With Redis and PostgreSQL both out of reach the tariff is read from copies on the machine, and says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dutiful_local.ports import free_port
from dutiful_quote.tariff.cache import CachedSchedule, CacheLimits
from dutiful_quote.tariff.release_files import ReleaseFiles
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.schedule import Lookup, TariffUnavailableError
from tests.integration.tariff_store.test_store import FIRST, LAND, SECOND, SHIRT, activated

BELOW, STRANGE = Lookup("XX", "6109"), Lookup("XX", "99999999")


@pytest.fixture
async def away() -> AsyncIterator[AsyncEngine]:
    """PostgreSQL out of reach."""
    engine = create_async_engine(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/none")
    yield engine
    await engine.dispose()


def schedule_of(engine: AsyncEngine, folder: Path) -> CachedSchedule:
    return CachedSchedule(engine, None, CollectorRegistry(), limits=CacheLimits(copies=folder))


def copies_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.release-*"))


async def copied(engine: AsyncEngine, folder: Path) -> None:
    """What a process does in the background, to its end."""
    schedule = schedule_of(engine, folder)
    await schedule.start()
    await schedule.copy_now()
    await schedule.close()


async def test_a_process_that_starts_without_its_stores_finds_what_it_would_have_found(
    store: ReleaseStore, engine: AsyncEngine, away: AsyncEngine, tmp_path: Path
) -> None:
    wanted = [SHIRT, LAND, BELOW, STRANGE]
    await activated(store, FIRST)
    await copied(engine, tmp_path)
    with_stores, without = schedule_of(engine, tmp_path), schedule_of(away, tmp_path)
    await with_stores.start()
    await without.start()
    expected, found = await with_stores.lookup(wanted), await without.lookup(wanted)
    again = await without.lookup(wanted)
    await with_stores.close()
    await without.close()

    assert (found.slices, found.editions) == (expected.slices, expected.editions)
    assert (expected.doubts, expected.tier) == ((), "postgres")
    assert (found.tier, again.tier) == ("packaged", "memory")
    assert found.doubts
    assert again.doubts  # it is in memory now, and still nobody has confirmed that it holds


async def test_copies_follow_the_active_release(
    store: ReleaseStore, engine: AsyncEngine, away: AsyncEngine, tmp_path: Path
) -> None:
    await activated(store, FIRST)
    await copied(engine, tmp_path)
    second = await activated(store, SECOND)
    await copied(engine, tmp_path)
    files = ReleaseFiles(tmp_path)
    editions = await files.editions()
    await files.close()

    assert [release.id for release in editions["XX"].releases] == [second]
    assert len(copies_in(tmp_path)) == 1


async def test_a_damaged_copy_answers_nothing(
    store: ReleaseStore, engine: AsyncEngine, away: AsyncEngine, tmp_path: Path
) -> None:
    await activated(store, FIRST)
    await copied(engine, tmp_path)
    (copy,) = copies_in(tmp_path)
    copy.write_bytes(b"not a copy at all" * 1000)
    schedule = schedule_of(away, tmp_path)
    await schedule.start()
    with pytest.raises(TariffUnavailableError):
        await schedule.lookup([SHIRT])
    await schedule.close()
