"""`Backlog`: how much waits for people and for workers, of all merchants, as metrics.

Every process reads the same tables and shows the same numbers: take the largest, not the sum.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_PREFIX: Final = "dutiful_classification_"
_REVIEWS = text(
    """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
    FROM classify.review WHERE state <> 'decided'
    """
)
_BATCHES = text(
    """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(updated_at)), 0)
    FROM classify.batch WHERE state IN ('waiting', 'running')
    """
)
_RECHECKS = text("SELECT count(*) FROM classify.recheck WHERE state IN ('waiting', 'running')")


class Backlog:
    """Read it now and then; a scrape never waits for PostgreSQL.

    Args:
        engine: of the service role.
    """

    def __init__(self, engine: AsyncEngine, registry: CollectorRegistry) -> None:
        self._engine = engine
        self._reviews = Gauge(f"{_PREFIX}reviews_open", "Reviews that nobody has decided.", registry=registry)
        self._review_age = Gauge(
            f"{_PREFIX}review_oldest_seconds", "Age of the oldest of them; 0 without any.", registry=registry
        )
        self._batches = Gauge(f"{_PREFIX}batches_open", "Batches that wait or are worked on.", registry=registry)
        self._batch_idle = Gauge(
            f"{_PREFIX}batch_idle_seconds",
            "Longest time in which one of them did not get on; 0 without any.",
            registry=registry,
        )
        self._rechecks = Gauge(f"{_PREFIX}rechecks_open", "Rechecks that wait or are worked on.", registry=registry)

    async def read(self) -> None:
        """Read what waits.

        Raises:
            sqlalchemy.exc.SQLAlchemyError, OSError: PostgreSQL did not answer; what was read before stays.
        """
        async with self._engine.connect() as connection:
            reviews, review_age = (await connection.execute(_REVIEWS)).one()
            batches, batch_idle = (await connection.execute(_BATCHES)).one()
            rechecks = (await connection.execute(_RECHECKS)).scalar_one()
        self._reviews.set(reviews)
        self._review_age.set(review_age)
        self._batches.set(batches)
        self._batch_idle.set(batch_idle)
        self._rechecks.set(rechecks)
