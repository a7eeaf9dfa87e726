"""The watch: runs every feed when it is due, one after the other, as the only runner there is."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.outcome import RunResult
from dutiful_quote.tariff.feeds.repository import FeedRepository, Lease
from dutiful_quote.tariff.feeds.runner import FeedRunner
from dutiful_shared.service.logs import logger

#: Longest wait (seconds) between two looks at what is due, at the lease, and at a database that was away.
LOOK_SECONDS: Final = 30.0


class FeedWatch:
    """Cancel what it does to stop it; a run under way is recorded as stopped."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        repository: FeedRepository,
        runner: FeedRunner,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._feeds = feeds
        self._repository = repository
        self._runner = runner
        self._now = now
        self._sleep = sleep

    async def once(self, only: Sequence[str] = ()) -> dict[str, RunResult] | None:
        """Run every feed (or `only` these) now, due or not; None where another runner is at work."""
        async with self._repository.lease() as lease:
            if lease is None:
                return None
            await self._repository.begin_watch(self._feeds, self._now())
            chosen = [feed for feed in self._feeds if not only or feed.name in only]
            return {feed.name: await self._runner.run(feed, lease.held) for feed in chosen}

    async def forever(self) -> None:
        """Run what is due, until cancelled. While another runner is at work, stand by to take over."""
        standing_by = False
        while True:
            try:
                async with self._repository.lease() as lease:
                    if lease is not None:
                        logger().info("tariff watch started", feeds=[feed.name for feed in self._feeds])
                        standing_by = False
                        await self._hold(lease)
                        logger().warning("tariff watch lost its lease")
                    elif not standing_by:
                        logger().info("tariff watch stands by")
                        standing_by = True
            except (SQLAlchemyError, OSError) as exc:
                logger().warning("tariff watch has no database", error=repr(exc))
            await self._sleep(LOOK_SECONDS)

    async def _hold(self, lease: Lease) -> None:
        """Run what is due for as long as the lease lasts."""
        await self._repository.begin_watch(self._feeds, self._now())
        while await lease.held():
            wait = LOOK_SECONDS
            for feed in self._feeds:
                due = (await self._repository.known(feed.name)).due_at
                if due is None or due <= self._now():
                    await self._runner.run(feed, lease.held)
                else:
                    wait = min(wait, max((due - self._now()) / timedelta(seconds=1), 0.0))
            await self._sleep(wait)
