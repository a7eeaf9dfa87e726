"""The file of feeds, and when a feed runs again."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from dutiful_quote.tariff.feeds.feed import Activation, Feed, FeedsError, read_feeds
from dutiful_quote.tariff.feeds.outcome import Outcome
from dutiful_quote.tariff.feeds.schedule import Backoff

FEED = """
[feeds.xx-schedule]
title = "Schedule"
jurisdiction = "XX"
publication = "schedule"
reader = "plain"
publisher = "Nobody"
page = "https://tariff.example"
url = "https://tariff.example/all.json"
confirmed = 2026-11-25
enabled = true
licence = "CC0"
format = "json"
content_types = ["application/json"]
interval = "12h"
min_bytes = 10
max_bytes = 1000
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text)
    return path


def test_a_file_of_feeds_is_read_with_its_defaults(tmp_path: Path) -> None:
    (feed,) = read_feeds(written(tmp_path, FEED))
    assert (feed.name, feed.interval, feed.confirmed) == ("xx-schedule", timedelta(hours=12), date(2026, 11, 25))
    assert (feed.activate, feed.full_every) == (Activation.MANUAL, timedelta(days=7))


@pytest.mark.parametrize("feed", read_feeds(), ids=lambda feed: feed.name)
def test_no_packaged_feed_runs_or_activates_unless_somebody_says_so(feed: Feed) -> None:
    assert not feed.enabled
    assert feed.activate is Activation.MANUAL
    assert feed.confirmed is None
    assert feed.page.startswith("https://")
    assert not feed.url or feed.url.startswith("https://")


@pytest.mark.parametrize("feed", read_feeds(), ids=lambda feed: feed.name)
def test_a_packaged_feed_renews_a_packaged_publication(feed: Feed) -> None:
    facts = files("dutiful_quote.tariff.facts") / feed.jurisdiction.lower() / feed.publication / "publication.toml"
    assert feed.jurisdiction in facts.read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(('"12h"', '"often"'), "interval", id="interval"),
        pytest.param(('"12h"', '"0.1s"'), "below a second", id="interval-too-short"),
        pytest.param(("= 1000", "= 1"), "min_bytes is above", id="bounds"),
        pytest.param(('"https://tariff.example/all.json"', '"file:///etc/passwd"'), "no http", id="scheme"),
        pytest.param(('"https://tariff.example/all.json"', '""'), "needs a url", id="no-url"),
        pytest.param(("licence", "lisence"), "lisence", id="misspelt"),
        pytest.param(("feeds.xx-schedule", 'feeds."../x"'), "no name", id="name"),
        pytest.param(("[feeds", "[[feeds"), "feeds", id="no-toml"),
        pytest.param(("[feeds.xx-schedule]", "[feeds]"), "each feed is a table", id="no-tables"),
    ],
)
def test_a_feed_that_cannot_be_is_refused_in_words(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(FeedsError, match=told):
        read_feeds(written(tmp_path, FEED.replace(*change)))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match=r"none\.toml"):
        read_feeds(tmp_path / "none.toml")


@pytest.mark.parametrize(("chance", "minutes"), [(0.0, [5, 10, 20]), (1.0, [2.5, 5, 10])], ids=["latest", "earliest"])
def test_failures_wait_longer_each_time_and_not_all_alike(tmp_path: Path, chance: float, minutes: list[float]) -> None:
    (feed,) = read_feeds(written(tmp_path, FEED))
    at = datetime(2026, 11, 25, tzinfo=UTC)
    backoff = Backoff(lambda: chance)
    waits = [(backoff.after_failure(feed, at, failures) - at) / timedelta(minutes=1) for failures in (1, 2, 3)]
    assert waits == minutes
    assert backoff.after_failure(feed, at, 1000) - at <= feed.interval
    assert timedelta(hours=11) < backoff.after_success(feed, at) - at <= timedelta(hours=12)


def test_each_outcome_is_good_or_bad_or_says_nothing_of_the_publisher() -> None:
    neither = [outcome for outcome in Outcome if not outcome.good and not outcome.bad]
    assert neither == [Outcome.STOPPED, Outcome.ABANDONED]


def test_the_handbook_explains_every_outcome_and_key() -> None:
    page = (Path(__file__).resolve().parents[3] / "handbook" / "operations" / "tariff-feeds.md").read_text()
    for word in [*Outcome, *(name for name in Feed.model_fields if name != "name")]:
        assert f"`{word}`" in page
