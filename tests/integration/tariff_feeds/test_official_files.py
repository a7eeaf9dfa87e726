"""A feed with the real importer behind it: the official layout over HTTP becomes a release."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.feeds.adapters import CheckedActivator, PublicationImporter
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.outcome import Outcome, RunResult
from dutiful_quote.tariff.feeds.runner import FeedRunner
from dutiful_quote.tariff.feeds.schedule import Backoff
from dutiful_quote.tariff.feeds.watch import FeedWatch
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.repository import TariffRepository
from tests.builders.publisher import cut, file
from tests.integration.tariff_feeds.conftest import Room


def row(htsno: str, general: str, indent: int = 0) -> dict[str, Any]:
    """A row of the export, with the publisher's own misspelt field."""
    return {
        "htsno": htsno, "indent": str(indent), "description": "Goods", "superior": None, "units": ["doz.", "kg"],
        "general": general, "special": "", "other": "90%", "footnotes": None, "quotaQuantity": None,
        "additionalDuties": None, "addiitionalDuties": None,
    }  # fmt: skip


EXPORT = json.dumps([row("6109.10.00", "16.5%"), row("6109.90.10", "32%")]).encode()
OTHER_EXPORT = json.dumps([row("6109.10.00", "so much"), row("6109.90.10", "32%")]).encode()


async def run(room: Room, **changes: Any) -> RunResult:
    values = {"name": "us-hts", "jurisdiction": "US", "publication": "hts", "reader": "us", "max_bytes": 50_000_000}
    feed: Feed = room.feed(**{**values, "timeout": "2m", "idle_timeout": "30s", **changes})
    runner = FeedRunner(
        room.repository, PublicationImporter(room.store), CheckedActivator(room.store, room.engine),
        backoff=Backoff(lambda: 0.0, attempts=1), now=lambda: room.at,
    )  # fmt: skip
    results = await FeedWatch([feed], room.repository, runner, now=lambda: room.at, sleep=_never).once()
    assert results is not None
    return results["us-hts"]


async def _never(_: float) -> None:
    raise AssertionError("a single round does not sleep")


async def test_an_official_export_becomes_a_release(room: Room) -> None:
    room.publisher.reply = file(EXPORT, Last_Modified="Mon, 08 Jun 2026 06:00:00 GMT")
    result = await run(room, activate="manual")
    assert result.outcome is Outcome.LOADED, result.detail
    (release,) = await TariffRepository(room.engine).stored_releases()
    assert (release.info.id, release.info.edition) == (result.release, "2026-06-08")
    assert (release.info.published_on.isoformat(), release.info.verified_until) == ("2026-06-08", room.at.date())


def export(lines: int) -> bytes:
    return json.dumps([row(f"61{number:02}.10.00", "16.5%") for number in range(1, lines + 1)]).encode()


async def test_a_release_that_passes_its_checks_is_activated(room: Room) -> None:
    room.publisher.reply = file(export(90))
    assert (await run(room)).outcome is Outcome.ACTIVATED
    room.publisher.reply = file(export(91))
    result = await run(room)
    assert result.outcome is Outcome.ACTIVATED, result.detail
    assert await active(room) == result.release


async def test_half_a_tariff_in_a_sound_file_is_held(room: Room) -> None:
    room.publisher.reply = file(export(90))
    good = await run(room)
    room.publisher.reply = file(export(45))
    result = await run(room)
    assert (result.outcome, await active(room)) == (Outcome.HELD, good.release)
    assert "180 measures of kind third_country_duty become 90" in result.detail


async def active(room: Room) -> str:
    (release,) = [found for found in await TariffRepository(room.engine).stored_releases() if found.active]
    return release.info.id


async def test_a_row_that_cannot_be_read_refuses_the_file(room: Room) -> None:
    room.publisher.reply = file(OTHER_EXPORT)
    result = await run(room)
    assert (result.outcome, await room.releases()) == (Outcome.UNREADABLE, 0)
    assert "so much" in result.detail


async def test_a_file_of_another_publication_is_refused(room: Room) -> None:
    room.publisher.reply = file(EXPORT)
    result = await run(room, publication="other")
    assert result.outcome is Outcome.UNREADABLE


async def test_a_reader_that_is_not_there_is_told(room: Room) -> None:
    room.publisher.reply = file(EXPORT)
    result = await run(room, reader="atlantis")
    assert (result.outcome, "atlantis" in result.detail) == (Outcome.UNREADABLE, True)


@pytest.mark.official
async def test_the_whole_official_export_is_fetched_and_loaded(room: Room, official_files: Path) -> None:
    body = gzip.decompress((official_files / "us/hts/hts_2026_rev_10.json.gz").read_bytes())
    room.publisher.reply = cut(body)
    assert (await run(room)).outcome is Outcome.TRUNCATED
    room.publisher.reply = file(body)
    result = await run(room, activate="manual")
    assert result.outcome is Outcome.LOADED, result.detail
    (release,) = await TariffRepository(room.engine).stored_releases()
    assert release.line_count > 15_000


async def test_the_same_file_on_a_later_day_verifies_the_release_through_that_day(room: Room) -> None:
    room.publisher.reply = file(EXPORT)
    await run(room, activate="manual")
    room.at += timedelta(days=3)
    assert (await run(room, activate="manual")).outcome is Outcome.UNCHANGED
    (release,) = await TariffRepository(room.engine).stored_releases()
    assert release.info.verified_until == room.at.date()


async def test_a_failed_run_verifies_nothing(room: Room) -> None:
    room.publisher.reply = file(EXPORT)
    await run(room, activate="manual")
    seen = room.at.date()
    room.at += timedelta(days=3)
    room.publisher.reply = file(b"<html>out of order</html>")
    assert (await run(room, activate="manual")).outcome.bad
    (release,) = await TariffRepository(room.engine).stored_releases()
    assert release.info.verified_until == seen


async def test_running_services_hear_of_a_verification(room: Room) -> None:
    room.publisher.reply = file(export(90))
    assert (await run(room)).outcome is Outcome.ACTIVATED
    board = EditionBoard(TariffRepository(room.engine), None, TariffMetrics(CollectorRegistry()))
    await board.refresh()
    room.at += timedelta(days=3)
    await run(room)
    (release,) = (await board.refresh())["US"].releases
    assert release.verified_until == room.at.date()
