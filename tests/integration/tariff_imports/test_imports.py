"""`dutiful tariff import` against real servers: reports, refusals, the same facts once, and a kill in the middle."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dutiful_quote.tariff.errors import ImportRefusedError
from dutiful_quote.tariff.imports import ImportOptions, TooManyRefusedError, import_publication
from dutiful_quote.tariff.releases import ReleaseStore

OPTIONS = ImportOptions(edition="2026 Revision 10", published_on=date(2026, 6, 8))


def row(number: str, general: str = "5%") -> dict[str, object]:
    return {"htsno": number, "general": general, "special": "", "other": "90%", "units": ["No."], "footnotes": []}


def schedule(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(database_url)
    async with made.begin() as connection:
        tables = ("tariff_seed", "tariff_activation", "tariff_active", "tariff_area", "tariff_line", "tariff_measure",
                  "tariff_release")  # fmt: skip
        await connection.execute(text("TRUNCATE " + ", ".join(f"quote.{name}" for name in tables) + " CASCADE"))
    yield made
    await made.dispose()


async def stored(engine: AsyncEngine) -> tuple[int, int]:
    """(releases, measures) in the store."""
    async with engine.connect() as connection:
        counts = [
            (await connection.execute(text(f"SELECT count(*) FROM quote.{table}"))).scalar_one()
            for table in ("tariff_release", "tariff_measure")
        ]
    return counts[0], counts[1]


async def test_the_same_facts_are_one_release(engine: AsyncEngine, tmp_path: Path) -> None:
    path = schedule(tmp_path / "schedule.json", row("6109.10.00.04"))
    first = await import_publication(ReleaseStore(engine), "us", [path], OPTIONS)
    again = await import_publication(ReleaseStore(engine), "us", [path], OPTIONS)
    assert first.releases == again.releases
    assert not first.known
    assert again.known == {release.id for release in again.releases}
    assert await stored(engine) == (1, 2)


async def test_a_bad_row_is_named_and_nothing_is_loaded(engine: AsyncEngine, tmp_path: Path) -> None:
    path = schedule(
        tmp_path / "schedule.json",
        row("6109.10.00.04"),
        row("6109-20"),
        row("6109.30.00", "lots"),
        row("6109.10.00.04"),
    )
    with pytest.raises(TooManyRefusedError) as caught:
        await import_publication(ReleaseStore(engine), "us", [path], OPTIONS)
    places = [(one.file, one.place, one.reason.split(":")[0]) for one in caught.value.refused]
    assert ("schedule.json", "item 2", "htsno") in places
    assert ("schedule.json", "item 3", "rate") in places
    assert ("schedule.json", "item 4", "key") in places
    assert await stored(engine) == (0, 0)


async def test_a_few_bad_rows_are_accepted_with_a_reason(engine: AsyncEngine, tmp_path: Path) -> None:
    path = schedule(tmp_path / "schedule.json", row("6109.10.00.04"), row("6109-20"))
    options = ImportOptions(edition="x", published_on=date(2026, 6, 8), accept_refused=1, reason="a slip of the pen")
    report = await import_publication(ReleaseStore(engine), "us", [path], options)
    assert [one.place for one in report.refused] == ["item 2"]
    assert report.reason == "a slip of the pen"
    with pytest.raises(ImportRefusedError, match="reason"):
        await import_publication(ReleaseStore(engine), "us", [path], ImportOptions(accept_refused=1))


async def test_parts_of_a_schedule_are_one_release(engine: AsyncEngine, tmp_path: Path) -> None:
    parts = [schedule(tmp_path / f"{n}.json", row(f"61{n}.10.00.04")) for n in ("09", "10")]
    report = await import_publication(ReleaseStore(engine), "us", parts, OPTIONS)
    other_order = await import_publication(ReleaseStore(engine), "us", parts[::-1], OPTIONS)
    assert len(report.releases) == 1
    assert other_order.releases == report.releases
    parts[1].write_text("<html>", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=r"10\.json"):
        await import_publication(
            ReleaseStore(engine), "us", parts, ImportOptions(edition="y", published_on=date(2026, 6, 8))
        )
    assert (await stored(engine))[0] == 1


def command(database_url: str, redis_url: str, *arguments: str) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "DUTIFUL_DATABASE_URL": database_url, "DUTIFUL_REDIS_URL": redis_url,
               "DATABASE_URL": database_url, "REDIS_URL": redis_url}  # fmt: skip
    dutiful = Path(sys.executable).with_name("dutiful")
    return subprocess.Popen(
        [dutiful, "tariff", "import", *arguments], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


async def test_a_killed_import_leaves_nothing_and_can_be_run_again(
    engine: AsyncEngine, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    rows = [
        row(f"{chapter:02d}{n:02d}.{m:02d}.00.00") for chapter in range(1, 70) for n in range(10) for m in range(20)
    ]
    path = schedule(tmp_path / "schedule.json", *rows)
    asked = ("us", str(path), "--edition", "1", "--published-on", "2026-06-08")
    killed = command(database_url, redis_url, *asked)
    busy = text("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query ILIKE 'COPY%'")
    async with asyncio.timeout(60), engine.connect() as connection:
        while not (await connection.execute(busy)).scalar_one() and killed.poll() is None:
            await connection.rollback()
            await asyncio.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    async with asyncio.timeout(20):
        while (await stored(engine)) != (0, 0):
            await asyncio.sleep(0.1)

    again = command(database_url, redis_url, *asked, "--json")
    out, error = await asyncio.to_thread(again.communicate)
    assert again.returncode == 0, error.decode()
    assert json.loads(out)["measures"] == 2 * len(rows)
    assert await stored(engine) == (1, 2 * len(rows))


def test_the_command_tells_a_refusal_in_words(database_url: str, redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_text("<html>", encoding="utf-8")
    run = command(database_url, redis_url, "us", str(path), "--edition", "1", "--published-on", "2026-06-08")
    _, error = run.communicate()
    assert run.returncode == 1
    assert b"schedule.json" in error
    assert b"Traceback" not in error


@pytest.mark.official
async def test_the_full_schedule_is_loaded(engine: AsyncEngine, official_files: Path) -> None:
    path = official_files / "us/hts/hts_2026_rev_10.json.gz"
    report = await import_publication(ReleaseStore(engine), "us", [path], OPTIONS)
    assert report.refused == ()
    assert report.files == {path.name: 35_509}
    assert report.counted["passed over: grouping rows without a number"] == 5_912
    assert (await stored(engine))[1] > 130_000
