"""Begins rechecks by itself when the nomenclatures that the service knows are others than before.

Every process looks; the first one that sees a set of editions writes it down and begins a recheck for each merchant of
whom something is remembered, in one transaction. So each merchant has one recheck for each set of editions, whoever
looks and however often. The first set of an installation is what decisions were made under: it begins none.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.rechecks.errors import RechecksUnavailableError
from dutiful_classify.rechecks.worker import RecheckWorker
from dutiful_shared.service.logs import logger
from dutiful_shared.service.postgres import unreachable_as

#: How they are named where people see who began a recheck.
ACTOR: Final = "service:editions"
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('classify.known_editions'))")
_KNOWN: Final = text("SELECT count(*), bool_or(key = :key) FROM classify.known_editions")
_SEEN: Final = text("INSERT INTO classify.known_editions (key) VALUES (:key)")
#: What waits for earlier editions would be held against ones that are no longer in force.
_SUPERSEDE: Final = text(
    """
    UPDATE classify.recheck SET state = 'cancelled', updated_at = clock_timestamp()
    WHERE state IN ('waiting', 'running') AND editions IS NOT NULL AND editions <> :key
    """
)
_BEGIN: Final = text(
    """
    INSERT INTO classify.recheck (id, merchant_id, model_version, nomenclature, created_by, editions)
    SELECT DISTINCT 'rck_' || md5(merchant_id || ':editions:' || :key), merchant_id, :model, :nomenclature, :by, :key
    FROM classify.memory WHERE valid_to IS NULL OR valid_to > clock_timestamp()
    ON CONFLICT DO NOTHING
    """
)


class EditionWatch:
    """`look` now and then.

    Args:
        engine: of the service role.
        editions: names the editions in force, taken together; None while they are not known.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        editions: Callable[[], str | None],
        model: ModelQueue,
        nomenclature: Nomenclature,
        worker: RecheckWorker,
    ) -> None:
        self._engine, self._editions = engine, editions
        self._model, self._nomenclature, self._worker = model, nomenclature, worker
        self._last: str | None = None

    async def look(self) -> int:
        """Begin rechecks if the editions are new here; how many.

        Raises:
            RechecksUnavailableError: PostgreSQL is out of reach; the next look will do it.
        """
        key = self._editions()
        if key is None or key == self._last:
            return 0
        begun = await self._begin(key)
        self._last = key
        if begun:
            logger().info("rechecks begun for new editions", editions=key, rechecks=begun)
            self._worker.wake()
        return begun

    async def _begin(self, key: str) -> int:
        with unreachable_as(RechecksUnavailableError, "rechecks cannot be reached"):
            async with self._engine.begin() as connection:
                await connection.execute(_LOCK)
                count, known = (await connection.execute(_KNOWN, {"key": key})).one()
                if known:
                    return 0
                await connection.execute(_SEEN, {"key": key})
                if not count:
                    return 0
                await connection.execute(_SUPERSEDE, {"key": key})
                values = {"key": key, "by": ACTOR, "model": self._model.appraiser.version}
                begun = await connection.execute(_BEGIN, {**values, "nomenclature": self._nomenclature.version})
                return begun.rowcount
