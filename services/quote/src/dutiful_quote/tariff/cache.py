"""The tariff as the service looks it up: memory, then Redis, then PostgreSQL, then the copies on this machine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.guarded_source import SOURCE_FAILURES, GuardedSource
from dutiful_quote.tariff.hot_set import HotSet
from dutiful_quote.tariff.memory_tier import MemoryTier
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.redis_tier import REDIS_FAILURES, RedisTier
from dutiful_quote.tariff.release_age import ReleaseAges
from dutiful_quote.tariff.release_copies import ReleaseCopies
from dutiful_quote.tariff.release_files import ReleaseFiles
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.tiered_schedule import TieredSchedule
from dutiful_shared.service.dependency import Dependency, DependencyMetrics

#: Some ten thousand slices; a service sets its own bound.
DEFAULT_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CacheLimits:
    """Bounds of the lookups of one process.

    Attributes:
        source_seconds: the longest that PostgreSQL may take before the copies are asked.
        source_places, redis_places: lookups at a time.
        doubt_seconds: after this time without a reading of the pointer, quotes say that they may be out of date.
        copies: the folder of copies on this machine; None where there are none.
    """

    max_bytes: int = DEFAULT_MAX_BYTES
    source_seconds: float = 2.0
    source_places: int = 8
    redis_places: int = 32
    doubt_seconds: float = 60.0
    copies: Path | None = None


class CachedSchedule(TieredSchedule):
    """A `TariffSchedule` for one process. `start` it in the event loop that uses it and `close` it at shutdown.

    A warm lookup does no I/O: slices and the pointer to the active releases are in memory. What is missing costs one
    MGET and then one SQL statement for all that is left. Without Redis the other tiers go on.

    Args:
        reading: what slices are read by, where carts that wait for them are not to share connections with other work.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis | None,
        registry: CollectorRegistry,
        *,
        limits: CacheLimits = CacheLimits(),
        dependencies: DependencyMetrics | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reading: AsyncEngine | None = None,
    ) -> None:
        repository = TariffRepository(engine)
        metrics = TariffMetrics(registry)
        guards = dependencies or DependencyMetrics(registry)
        redis_guard = Dependency("redis", guards, places=limits.redis_places, failures=REDIS_FAILURES)
        source_guard = Dependency("postgres", guards, places=limits.source_places, failures=SOURCE_FAILURES)
        shared = None if redis is None else RedisTier(redis, redis_guard)
        board = EditionBoard(repository, shared, metrics)
        ReleaseAges(board, registry, now)
        files = None if limits.copies is None else ReleaseFiles(limits.copies)
        self._copying = None if files is None else ReleaseCopies(board, engine, files, registry)
        source = GuardedSource(TariffRepository(reading or engine), source_guard, limits.source_seconds)
        memory = MemoryTier(limits.max_bytes)
        self.hot = HotSet(self, memory, shared, registry)
        board.on_moved(self.hot.moved)
        super().__init__(board, memory, shared, source, metrics, files, doubt_seconds=limits.doubt_seconds)

    async def start(self) -> None:
        """Begin to follow the pointer to the active releases, and to copy them where a folder is given."""
        await super().start()
        if self._copying is not None:
            self._copying.start()

    async def copy_now(self) -> None:
        """Bring the copies up to date, and return when they are.

        Raises:
            SQLAlchemyError, OSError, sqlite3.Error: PostgreSQL does not give them, or the disk does not take them.
        """
        if self._copying is not None:
            await self._copying.turn()

    async def close(self) -> None:
        """Stop following the pointer; let what is under way end, but not for long."""
        await self.hot.close()
        await super().close()
        if self._copying is not None:
            await self._copying.close()
