"""Keeps the partitions of the journal: one for each month to come, and none that is older than quotes are kept."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS

#: How often is looked (seconds). What comes before its month is made is held apart and moved then.
_LOOK_SECONDS: Final = 3_600.0
#: Months that are made before they begin.
_AHEAD: Final = 2
_MAKE: Final = text("SELECT quote.make_quote_month(:month)")
_DROP: Final = text("SELECT quote.drop_quote_month(:month)")
_MADE: Final = text(
    """
    SELECT to_date(right(c.relname, 7), 'YYYY_MM') AS month
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'quote.quote'::regclass AND c.relname ~ '^quote_[0-9]{4}_[0-9]{2}$'
    """
)


class QuoteMonths:
    """Any number of processes may keep them. `start` before use.

    Args:
        engine: of the service role.
        keep: after so many whole months quotes leave that were not committed; 0 keeps them.
        now: the time, in UTC.
    """

    def __init__(
        self, engine: AsyncEngine, keep: int, now: Callable[[], datetime], registry: CollectorRegistry
    ) -> None:
        self._engine = engine
        self._keep = keep
        self._now = now
        self._dropped = Counter(
            "dutiful_quotes_expired_total", "Quotes that have left the journal with their month.", registry=registry
        )
        self._work = Periodic("quote-months", self.turn, _LOOK_SECONDS, passing=STORE_ERRORS)

    def start(self) -> None:
        """Begin in the background; no request waits for a month to be made."""
        self._work.start_later()

    async def close(self) -> None:
        """Stop looking."""
        await self._work.close()

    async def turn(self) -> None:
        """Make the months to come, and drop those that are too old.

        Raises:
            SQLAlchemyError, OSError: PostgreSQL is out of reach, or the journal is too busy for a moment.
        """
        today = self._now().date()
        for ahead in range(_AHEAD + 1):
            async with self._engine.begin() as connection:
                await connection.execute(_MAKE, {"month": _month(today, ahead)})
        if not self._keep:
            return
        async with self._engine.connect() as connection:
            made = sorted((await connection.execute(_MADE)).scalars())
        for month in made:
            if month < _month(today, -self._keep):
                await self._drop(month)

    async def _drop(self, month: date) -> None:
        async with self._engine.begin() as connection:
            gone = (await connection.execute(_DROP, {"month": month})).scalar_one()
        self._dropped.inc(gone)
        logger().info("quotes have left the journal", month=f"{month:%Y-%m}", quotes=gone)


def _month(day: date, later: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
