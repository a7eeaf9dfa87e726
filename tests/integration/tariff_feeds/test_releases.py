"""What becomes of a sound file: when it is a new release, and who activates it."""

from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from dutiful_quote.tariff.feeds.gauges import FeedGauges
from dutiful_quote.tariff.feeds.outcome import Outcome
from tests.builders.publisher import file, status
from tests.integration.tariff_feeds.conftest import Room, schedule_of

GOOD = schedule_of("10", padding=200)
NEWER = schedule_of("12", "2", padding=200)


async def test_a_known_etag_is_asked_about_and_nothing_is_loaded(room: Room) -> None:
    room.publisher.reply = file(GOOD, '"one"')
    await room.run()
    again = await room.run()
    assert (again.outcome, again.detail) == (Outcome.UNCHANGED, "not modified")
    assert room.publisher.asked[-1]["if-none-match"] == '"one"'


async def test_the_same_bytes_are_no_new_release(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    again = await room.run()
    assert (again.outcome, again.detail) == (Outcome.UNCHANGED, "the same bytes again")
    assert await room.releases() == 1


async def test_other_bytes_with_the_same_facts_are_no_new_release(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    room.publisher.reply = file(GOOD + b"\n\n")
    assert (await room.run()).outcome is Outcome.UNCHANGED
    assert await room.releases() == 1


async def test_a_stale_etag_hides_a_change_for_full_every_at_most_and_is_never_believed_again(room: Room) -> None:
    room.publisher.reply = file(GOOD, '"stale"')
    await room.run()
    room.publisher.reply = file(NEWER, '"stale"')
    assert (await room.run(full_every="2d")).detail == "not modified"  # it lied
    found = await room.run(full_every="2d")
    assert (found.outcome, await room.rate()) == (Outcome.ACTIVATED, "12")
    assert "validators are ignored" in found.detail
    room.publisher.reply = file(schedule_of("13", "3", padding=200), '"stale"')
    assert (await room.run(full_every="2d")).outcome is Outcome.ACTIVATED
    assert "if-none-match" not in room.publisher.asked[-1]


async def test_another_address_is_asked_without_the_validators_of_the_old_one(room: Room) -> None:
    room.publisher.reply = file(GOOD, '"one"')
    await room.run()
    await room.run(url=room.publisher.url + "/moved")
    assert "if-none-match" not in room.publisher.asked[-1]


async def test_the_edition_is_named_by_last_modified(room: Room) -> None:
    room.publisher.reply = file(GOOD, Last_Modified="Mon, 08 Jun 2026 06:00:00 GMT")
    await room.run(activate="manual")
    async with room.engine.connect() as connection:
        row = (await connection.exec_driver_sql("SELECT published_on, source_url FROM quote.tariff_release")).one()
    assert (row.published_on.isoformat(), row.source_url) == ("2026-06-08", room.publisher.url)


async def test_by_default_a_release_waits_for_an_operator(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    room.publisher.reply = file(NEWER)
    result = await room.run(activate="manual")
    assert (result.outcome, await room.rate(), await room.releases()) == (Outcome.LOADED, "10", 2)
    assert 'dutiful_tariff_feed_release_waiting{feed="xx-schedule"} 1.0' in await metrics(room)
    assert result.release is not None
    await room.store.activate_together([result.release], "tests")
    assert 'dutiful_tariff_feed_release_waiting{feed="xx-schedule"} 0.0' in await metrics(room)


async def test_a_breached_check_holds_a_release(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    room.publisher.reply = file(NEWER)
    room.activator.breach = "100 % of the rates jump"
    result = await room.run()
    assert (result.outcome, result.detail) == (Outcome.HELD, "100 % of the rates jump")
    assert await room.rate() == "10"


async def test_every_run_is_recorded(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    first = await room.run()
    room.publisher.reply = status("404 Not Found")
    await room.run()
    failed, good = await room.repository.runs("xx-schedule")
    assert (failed.outcome, failed.detail, failed.release) == (Outcome.REFUSED, "the server answered 404", None)
    assert (good.outcome, good.bytes, good.sha256, good.release) == (
        Outcome.ACTIVATED, len(GOOD), first.sha256, first.release,
    )  # fmt: skip
    assert good.finished_at == room.at - timedelta(days=1)


async def test_the_metrics_tell_of_success_and_failure(room: Room) -> None:
    room.publisher.reply = file(GOOD)
    await room.run()
    good_at = room.at
    room.publisher.reply = status("404 Not Found")
    await room.run()
    await room.run()
    shown = await metrics(room)
    assert 'dutiful_tariff_feed_consecutive_failures{feed="xx-schedule"} 2.0' in shown
    assert 'dutiful_tariff_feed_runs_total{feed="xx-schedule",outcome="refused"} 2.0' in shown
    assert 'dutiful_tariff_feed_runs_total{feed="xx-schedule",outcome="activated"} 1.0' in shown
    assert 'dutiful_tariff_feed_interval_seconds{feed="xx-schedule"} 86400.0' in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("dutiful_tariff_feed_last_success")]
    assert float(line.split()[-1]) == good_at.timestamp()


async def metrics(room: Room) -> str:
    registry = CollectorRegistry()
    await FeedGauges(room.engine, registry, 3600).refresh()
    return generate_latest(registry).decode()
