"""The tariff as the service looks it up: memory, then Redis, then PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.memory_tier import MemoryTier
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.redis_tier import RedisTier
from dutiful_quote.tariff.release_age import ReleaseAges
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.tiered_schedule import TieredSchedule

#: Some ten thousand slices; a service sets its own bound.
DEFAULT_MAX_BYTES = 64 * 1024 * 1024


class CachedSchedule(TieredSchedule):
    """A `TariffSchedule` for one process. `start` it in the event loop that uses it and `close` it at shutdown.

    A warm lookup does no I/O: slices and the pointer to the active releases are in memory. What is missing costs one
    MGET for each jurisdiction and then one SQL statement for all that is left. Without Redis the other tiers go on.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis | None,
        registry: CollectorRegistry,
        *,
        max_bytes: int = DEFAULT_MAX_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        repository = TariffRepository(engine)
        metrics = TariffMetrics(registry)
        shared = None if redis is None else RedisTier(redis)
        board = EditionBoard(repository, shared, metrics)
        ReleaseAges(board, registry, now)
        super().__init__(board, MemoryTier(max_bytes), shared, repository, metrics)
