"""A publisher that misbehaves: whatever it does, the last good release stays active, and it recovers by itself."""

import pytest

from dutiful_quote.tariff.feeds.outcome import Outcome
from tests.builders.publisher import (
    Reply,
    cut,
    cut_without_length,
    drip,
    file,
    in_turn,
    packed,
    silent,
    status,
)
from tests.integration.tariff_feeds.conftest import Room, schedule_of

GOOD = schedule_of("10", padding=200)
NEWER = schedule_of("12", "2", padding=200)
HTML = b"<!DOCTYPE html><html><body>Down for maintenance until the morning, please come back</body></html>" * 3

TROUBLE = {
    "404": (status("404 Not Found"), Outcome.REFUSED),
    "500": (status("500 Internal Server Error"), Outcome.REFUSED),
    "429": (status("429 Too Many Requests"), Outcome.REFUSED),
    "silence": (silent(3), Outcome.TIMED_OUT),
    "slow-drip": (drip(NEWER, 0.05), Outcome.TIMED_OUT),
    "cut-short-of-its-length": (cut(NEWER), Outcome.TRUNCATED),
    "cut-with-no-length": (cut_without_length(NEWER), Outcome.TRUNCATED),
    "gzip-cut-short": (packed(NEWER, 0.6), Outcome.TRUNCATED),
    "gzip-bomb": (packed(b"[" + b" " * 50_000_000 + b"]"), Outcome.WRONG_SIZE),
    "no-gzip-at-all": (file(NEWER, Content_Encoding="gzip"), Outcome.TRUNCATED),
    "encoding-not-asked-for": (file(NEWER, Content_Encoding="br"), Outcome.WRONG_TYPE),
    "html": (file(HTML, kind="text/html"), Outcome.WRONG_TYPE),
    "html-called-json": (file(HTML), Outcome.WRONG_TYPE),
    "ten-times-the-size": (file(schedule_of("12", "2", padding=9_000)), Outcome.WRONG_SIZE),
    "a-tenth-of-the-size": (file(b"[" + b" " * 22 + b"]"), Outcome.WRONG_SIZE),
    "next-to-nothing": (file(b"[]"), Outcome.WRONG_SIZE),
    "redirect-elsewhere": (status("302 Found", Location="http://127.0.0.2:9/tariff"), Outcome.REDIRECTED),
    "redirect-to-a-file": (status("302 Found", Location="file:///etc/passwd"), Outcome.REDIRECTED),
    "redirect-in-circles": (status("302 Found", Location="/tariff"), Outcome.REDIRECTED),
    "304-to-a-question-nobody-asked": (status("304 Not Modified", b""), Outcome.REFUSED),
    "json-of-something-else": (file(b"[{}, {}]" + b" " * 200 + b"\n[]"), Outcome.UNREADABLE),
}


@pytest.mark.parametrize(("reply", "outcome"), TROUBLE.values(), ids=TROUBLE)
async def test_the_last_good_release_stays_and_the_feed_recovers(room: Room, reply: Reply, outcome: Outcome) -> None:
    room.changes = {"timeout": "2s"} if outcome is Outcome.TIMED_OUT else {}
    room.publisher.reply = file(GOOD)
    assert (await room.run()).outcome is Outcome.ACTIVATED

    room.publisher.reply = reply
    failed = await room.run()
    assert (failed.outcome, await room.rate(), await room.releases()) == (outcome, "10", 1)
    assert failed.detail
    known = await room.repository.known("xx-schedule")
    assert (known.failures, known.bytes) == (1, len(GOOD))

    room.publisher.reply = file(NEWER)
    assert (await room.run()).outcome is Outcome.ACTIVATED
    assert await room.rate() == "12"
    assert (await room.repository.known("xx-schedule")).failures == 0


async def test_a_server_that_is_gone_is_unreachable(room: Room) -> None:
    result = await room.run(url="http://127.0.0.1:1/tariff")
    assert result.outcome is Outcome.UNREACHABLE


async def test_trouble_that_passes_in_a_moment_is_no_failure(room: Room) -> None:
    room.publisher.reply = in_turn(status("503 Service Unavailable"), file(GOOD))
    assert (await room.run()).outcome is Outcome.ACTIVATED
    assert len(room.publisher.asked) == 2


async def test_what_will_not_pass_is_asked_for_once(room: Room) -> None:
    room.publisher.reply = status("404 Not Found")
    await room.run()
    assert len(room.publisher.asked) == 1


async def test_a_redirect_to_a_named_host_is_followed(room: Room) -> None:
    room.publisher.reply = in_turn(status("302 Found", Location=f"{room.publisher.url}/latest"), file(GOOD))
    assert (await room.run()).outcome is Outcome.ACTIVATED


async def test_a_compressed_body_within_bounds_is_read(room: Room) -> None:
    room.publisher.reply = packed(GOOD)
    assert (await room.run()).outcome is Outcome.ACTIVATED
