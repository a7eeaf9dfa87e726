"""Screens again when a list changes: who was clear yesterday may be listed today."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from dutiful_docs.screening.book import ListBook
from dutiful_docs.screening.metrics import ScreeningMetrics
from dutiful_docs.screening.rescreening_repository import RescreeningRepository
from dutiful_docs.screening.service import HOLD_PREFIX, fresh_id

_AT_ONCE: Final = 20


class Rescreening:
    """The job. Any number of processes may run it: each takes screenings that no other works on.

    Args:
        keep_days: screenings older than this are left as they are.
    """

    def __init__(
        self,
        book: ListBook,
        repository: RescreeningRepository,
        metrics: ScreeningMetrics,
        now: Callable[[], datetime],
        *,
        keep_days: int,
    ) -> None:
        self._book = book
        self._repository = repository
        self._metrics = metrics
        self._now = now
        self._keep = timedelta(days=keep_days)

    async def turn(self) -> int:
        """Read the lists anew and screen again whatever was screened by others. Returns how many there were.

        Raises:
            ScreeningUnavailableError, SQLAlchemyError, OSError: PostgreSQL is out of reach; the rest is done next time.
        """
        await self._book.refresh()
        done = 0
        while count := await self._some():
            done += count
        return done

    async def _some(self) -> int:
        screening, key, now = self._book.screening, self._book.key, self._now()
        async with self._repository.transaction() as connection:
            found = await self._repository.old(connection, key, now - self._keep, _AT_ONCE, fresh=self._book.fresh)
            for before in found:
                verdict = await asyncio.to_thread(screening.screen, before.parties, now.date(), before.restrictions)
                hold_id = fresh_id(HOLD_PREFIX, now)
                await self._repository.save(connection, before, verdict, key, hold_id, now)
                self._metrics.count(verdict, "list_change")
        return len(found)
