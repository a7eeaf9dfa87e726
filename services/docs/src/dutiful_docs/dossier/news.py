"""News of clearances and papers: the senders of webhooks read them; what they have had time to read is forgotten."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

#: Longer than the senders look back, by far.
_KEPT_DAYS: Final = 30
_FORGET: Final = tuple(
    text(f"DELETE FROM docs.{table} WHERE created_at < clock_timestamp() - make_interval(days => :days)")  # noqa: S608
    for table in ("clearance_news", "document_news", "document_refused_news")
)


async def forget_old_news(service_engine: AsyncEngine) -> int:
    """Delete what is older than 30 days; how many."""
    async with service_engine.begin() as connection:
        return sum([(await connection.execute(one, {"days": _KEPT_DAYS})).rowcount for one in _FORGET])
