"""A feed that fails, and quotes that do not notice: same amounts, and the failure at /metrics."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.feeds.adapters import CheckedActivator, PublicationImporter
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.gauges import FeedGauges
from dutiful_quote.tariff.feeds.outcome import Outcome
from dutiful_quote.tariff.feeds.repository import FeedRepository
from dutiful_quote.tariff.feeds.runner import FeedRunner
from dutiful_quote.tariff.feeds.schedule import Backoff
from dutiful_quote.tariff.feeds.watch import FeedWatch
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_shared.service.postgres import connect
from tests.builders.publisher import Publisher, cut, file, publisher, status

TABLE = json.dumps([{"htsno": "6109.10.00", "general": "99%"}] * 50).encode()


def us_feed(server: Publisher) -> Feed:
    return Feed.model_validate(
        {
            "name": "us-hts", "title": "Schedule", "jurisdiction": "US", "publication": "hts", "reader": "us",
            "publisher": "Nobody", "page": "", "url": server.url, "enabled": True, "licence": "none",
            "format": "json", "content_types": ["application/json"], "interval": "1d", "min_bytes": 100,
            "max_bytes": 100_000, "activate": "automatic",
        }
    )  # fmt: skip


async def duty(api: httpx2.AsyncClient) -> tuple[Any, Any]:
    answer = (await api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()
    return answer["duty"], answer["freshness"]["releases"]


async def test_quotes_stay_the_same_through_the_failures_of_a_feed(
    quote_api: httpx2.AsyncClient, quote_app: FastAPI, seeded_database_url: str
) -> None:
    before = await duty(quote_api)
    engine = connect(QuoteSettings(database_url=seeded_database_url), statement_timeout_ms=0)
    repository, store = FeedRepository(engine), ReleaseStore(engine)
    backoff = Backoff(lambda: 0.0, attempts=1, attempt_wait=timedelta(0))
    runner = FeedRunner(
        repository,
        PublicationImporter(store),
        CheckedActivator(store, engine),
        backoff=backoff,
        now=lambda: datetime.now(UTC),
    )
    async with publisher() as server:
        watch = FeedWatch([us_feed(server)], repository, runner, now=lambda: datetime.now(UTC), sleep=_never)
        for reply in (status("500 Internal Server Error"), cut(TABLE), file(b"<html></html>" * 20, kind="text/html")):
            server.reply = reply
            results = await watch.once()
            assert results is not None
            assert results["us-hts"].outcome in {Outcome.REFUSED, Outcome.TRUNCATED, Outcome.WRONG_TYPE}
            assert await duty(quote_api) == before
    await engine.dispose()
    await _gauges(quote_app).refresh()
    shown = (await quote_api.get("/metrics")).text
    assert 'dutiful_tariff_feed_consecutive_failures{feed="us-hts"} 3.0' in shown
    assert 'dutiful_tariff_feed_last_success_timestamp_seconds{feed="us-hts"} 0.0' in shown


def _gauges(app: FastAPI) -> FeedGauges:
    """The collector that the application has registered, so as not to wait until it reads by itself."""
    registry = app.state.service.registry
    (found,) = {collector for collector in registry._collector_to_names if isinstance(collector, FeedGauges)}
    return found


async def _never(_: float) -> None:
    raise AssertionError("a single round does not sleep")
