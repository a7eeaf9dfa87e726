"""A feed of a small tariff, from a publisher on the loopback into a real database."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.errors import TariffError
from dutiful_quote.tariff.feeds.download import Fetched
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.outcome import RunResult
from dutiful_quote.tariff.feeds.ports import Imported, Label, Verdict
from dutiful_quote.tariff.feeds.repository import FeedRepository
from dutiful_quote.tariff.feeds.runner import FeedRunner
from dutiful_quote.tariff.feeds.schedule import Backoff
from dutiful_quote.tariff.feeds.watch import FeedWatch
from dutiful_quote.tariff.published import PublicationInfo, PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.schedule import Lookup
from dutiful_shared.service.postgres import connect
from tests.builders.publisher import Publisher, publisher
from tests.builders.tariff import duty, percent

_TABLES = "feed_run feed seed activation active area line measure release"


def schedule_of(rate: str, edition: str = "1", padding: int = 0) -> bytes:
    """A publication of one line, as the publisher serves it."""
    return json.dumps([{"code": "61091000", "rate": rate, "edition": edition, "padding": "x" * padding}]).encode()


class SmallImporter:
    """Reads `schedule_of` and loads it through the real store."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store

    async def __call__(self, feed: Feed, fetched: Fetched, label: Label) -> Imported:
        data = fetched.path.read_bytes()
        try:
            (row,) = json.loads(data)
        except ValueError as exc:
            raise TariffError(f"no JSON: {exc}") from exc
        info = PublicationInfo(
            feed.jurisdiction, feed.publication, row["edition"], feed.title, feed.publisher, fetched.url, feed.licence,
            label.published_on, None,
        )  # fmt: skip
        measures = [duty(row["code"], percent(row["rate"]), rate_text=row["rate"], jurisdiction=feed.jurisdiction)]
        digest = hashlib.sha256(f"{row['code']}{row['rate']}{row['edition']}".encode()).hexdigest()
        release = await self._store.load(PublishedTariff(info, digest, measures, profile={"currency": "USD"}))
        return Imported(release.id, "1 measure")


class SmallActivator:
    """Activates unless told that a check is breached."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store
        self.breach = ""

    async def __call__(self, release: str, by: str) -> Verdict:
        if self.breach:
            return Verdict(False, (self.breach,))
        return Verdict(bool(await self._store.activate_together([release], by)))


@dataclass
class Room:
    """Everything a test needs; `at` is the time, moved by hand."""

    publisher: Publisher
    engine: AsyncEngine
    store: ReleaseStore
    activator: SmallActivator
    at: datetime = datetime(2026, 11, 25, 6, tzinfo=UTC)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def repository(self) -> FeedRepository:
        return FeedRepository(self.engine)

    def feed(self, **changes: Any) -> Feed:
        values: dict[str, Any] = {
            "name": "xx-schedule", "title": "Schedule", "jurisdiction": "XX", "publication": "schedule",
            "reader": "small", "publisher": "Nobody", "page": "", "url": self.publisher.url, "enabled": True,
            "licence": "CC0", "format": "json", "content_types": ["application/json"], "interval": "1d",
            "min_bytes": 20, "max_bytes": 100_000, "activate": "automatic", "timeout": "5s", "idle_timeout": "1s",
        }  # fmt: skip
        return Feed.model_validate({**values, **self.changes, **changes})

    def runner(self, attempts: int = 2) -> FeedRunner:
        backoff = Backoff(lambda: 0.0, attempts=attempts, attempt_wait=timedelta(milliseconds=1))
        return FeedRunner(
            self.repository, SmallImporter(self.store), self.activator, backoff=backoff, now=lambda: self.at
        )

    def watch(self, sleep: Any = None, *feeds: Feed) -> FeedWatch:
        return FeedWatch(feeds or [self.feed()], self.repository, self.runner(), now=lambda: self.at, sleep=sleep)

    async def run(self, **changes: Any) -> RunResult:
        """One run, a day after the one before."""
        self.at += timedelta(days=1)
        results = await self.watch(None, self.feed(**changes)).once()
        assert results is not None
        return results["xx-schedule"]

    async def rate(self) -> str:
        """What a quote would find: the rate of the active release."""
        schedule = CachedSchedule(self.engine, None, CollectorRegistry())
        await schedule.start()
        try:
            found = await schedule.lookup([Lookup("XX", "61091000")])
        finally:
            await schedule.close()
        (measure,) = found.slices[Lookup("XX", "61091000")].measures
        return measure.rate_text

    async def releases(self) -> int:
        async with self.engine.connect() as connection:
            return int((await connection.execute(text("SELECT count(*) FROM quote.tariff_release"))).scalar_one())


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    engine = connect(QuoteSettings(database_url=database_url), statement_timeout_ms=0)
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE " + ", ".join(f"quote.tariff_{name}" for name in _TABLES.split())))
    store = ReleaseStore(engine)
    async with publisher() as server:
        yield Room(server, engine, store, SmallActivator(store))
    await engine.dispose()
