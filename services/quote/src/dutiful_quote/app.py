"""The quote service: its rooms are made here, once, and nowhere else."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from dutiful_quote.api import quotes, reference, tariff_changes
from dutiful_quote.api.state import Rooms
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.freshness import FreshnessPolicy
from dutiful_quote.quotes.journal import QuoteJournal
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.quotes.repository import QuoteRepository
from dutiful_quote.quotes.service import QuotePolicy, QuoteService
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.browser import TariffBrowser
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.change_log import ChangeLog
from dutiful_quote.tariff.feeds.gauges import FeedGauges
from dutiful_quote.tariff.known_rates import packaged_known_rates
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.app import create_service
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.redis import connect_redis
from dutiful_shared.service.state import service_state

_DESCRIPTION = """What a cross-border order costs to land, line by line, with the law behind every number.

Amounts are strings; money is `{"amount": "12.34", "currency": "GBP"}`. Unknown fields are refused. What could not be
computed stands in `missing`, and an unknown is never charged as zero. Errors are RFC 9457 problems."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: QuoteSettings | None = None) -> FastAPI:
    """The application, with its settings from the environment unless they are given."""
    chosen = settings or QuoteSettings()

    async def start(app: FastAPI, stack: AsyncExitStack) -> Rooms:
        return await _open_rooms(app, stack, chosen)

    return create_service(
        "quote",
        title="Dutiful quote",
        description=_DESCRIPTION,
        settings=chosen,
        routers=(quotes.router, tariff_changes.router, reference.router),
        lifespan=start,
        readiness=_readiness,
    )


async def _open_rooms(app: FastAPI, stack: AsyncExitStack, settings: QuoteSettings) -> Rooms:
    """Acquire everything in order; the stack releases it in reverse, also when a later step fails."""
    registry = service_state(app).registry
    engine = connect(settings, "dutiful-quote")
    stack.push_async_callback(engine.dispose)
    redis = connect_redis(settings)
    stack.push_async_callback(redis.aclose)
    keys = KeyDirectory(
        AccountRepository(engine),
        token_secret=settings.token_secret.get_secret_value().encode(),
        refresh_seconds=settings.key_refresh_seconds,
        max_age_seconds=settings.key_max_age_hours * 3600,
    )
    await keys.start()
    stack.push_async_callback(keys.close)
    schedule = CachedSchedule(engine, redis, registry, max_bytes=settings.tariff_memory_mb * 1024 * 1024)
    await schedule.start()
    stack.push_async_callback(schedule.close)
    gauges = FeedGauges(engine, registry, settings.tariff_feed_metrics_seconds)
    gauges.start()
    stack.push_async_callback(gauges.close)
    writing = connect(settings, "dutiful-journal", single_statements=True)
    stack.push_async_callback(writing.dispose)
    repository = QuoteRepository(engine, writing)
    journal = QuoteJournal(repository, registry, settings.journal_timeout_ms / 1000)
    journal.start()
    stack.push_async_callback(journal.close)
    territories, nomenclature = Territories.packaged(), HarmonizedSystem()
    service = QuoteService(
        schedule=schedule,
        rates=CustomsRates(),
        territories=territories,
        nomenclature=nomenclature,
        known_rates=packaged_known_rates(),
        journal=journal,
        repository=repository,
        metrics=QuoteMetrics(registry),
        policy=_policy(settings),
        now=utc_now,
    )
    browser = TariffBrowser(schedule, territories, nomenclature)
    changes = ChangeLog(TariffRepository(engine))
    return Rooms(service, browser, changes, keys, schedule, utc_now)


def _policy(settings: QuoteSettings) -> QuotePolicy:
    ages = FreshnessPolicy(timedelta(days=settings.max_tariff_age_days), timedelta(days=settings.max_fx_age_days))
    return QuotePolicy(settings.quote_valid_for, ages)


async def _readiness(rooms: Rooms) -> Mapping[str, HealthCheck]:
    """Ready means: the tariff's active editions are known and keys have been read. No store is asked here."""
    editions = rooms.schedule.editions_known
    return {
        "tariff": HealthCheck(ok=editions > 0, detail=f"{editions} jurisdictions have an active tariff."),
        "keys": HealthCheck(ok=rooms.keys.age_seconds < float("inf"), detail=f"{len(rooms.keys)} keys are known."),
    }
