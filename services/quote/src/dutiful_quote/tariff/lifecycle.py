"""Acquiring the tariff at start."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.cache import CachedSchedule, CacheLimits
from dutiful_quote.tariff.feeds.gauges import FeedGauges
from dutiful_shared.service.dependency import DependencyMetrics
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.process_gauges import PoolGauges
from dutiful_shared.service.tenancy import SERVICE_ROLE


async def acquire_schedule(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    pools: PoolGauges,
    engine: AsyncEngine,
    redis: Redis,
    dependencies: DependencyMetrics,
) -> CachedSchedule:
    """The tariff through its caches, with the gauges of its feeds, followed until `stack` unwinds."""
    limits = CacheLimits(
        max_bytes=settings.tariff_memory_mb * 1024 * 1024,
        source_seconds=settings.tariff_postgres_ms / 1000,
        source_places=max(1, settings.database_pool_size // 2),
        redis_places=settings.redis_pool_size,
        doubt_seconds=settings.tariff_doubt_seconds,
        copies=settings.tariff_copies,
    )
    reading = connect(settings, "dutiful-tariff", single_statements=True, role=SERVICE_ROLE)
    stack.push_async_callback(reading.dispose)
    pools.watch("tariff", reading)
    schedule = CachedSchedule(engine, redis, registry, limits=limits, dependencies=dependencies, reading=reading)
    await schedule.start()
    stack.push_async_callback(schedule.close)
    schedule.hot.start()
    gauges = FeedGauges(engine, registry, settings.tariff_feed_metrics_seconds)
    gauges.start()
    stack.push_async_callback(gauges.close)
    return schedule
