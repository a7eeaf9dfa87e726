"""The only SQL about rechecks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.rechecks.comparison import Finding, Remembered
from dutiful_classify.rechecks.errors import RecheckNotFoundError, RechecksUnavailableError
from dutiful_shared.contract.classification_batch import JobState, RecheckFinding
from dutiful_shared.service.job_lease import HELD, LEASED, LeaseLostError, claim
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import rows_as_merchant

_COLUMNS: Final = (
    "id, merchant_id, state, model_version, nomenclature, editions, read_to, overrides_read, created_at, created_by,"
    " updated_at"
)
_TEXT: Final = "rechecks cannot be reached"
_BEGIN = text(
    """
    INSERT INTO classify.recheck (id, merchant_id, model_version, nomenclature, created_by)
    VALUES (:id, :merchant_id, :model, :nomenclature, :by) ON CONFLICT DO NOTHING
    """
)
_FIND = text(f"SELECT {_COLUMNS} FROM classify.recheck WHERE id = :id AND merchant_id = :merchant_id")  # noqa: S608
_TOTAL = text("SELECT count(*) FROM classify.recheck_finding WHERE recheck = :id AND merchant_id = :merchant_id")
_FINDINGS = text(
    """
    SELECT id, override, sku, title, kind, code_system, code, successors, hs6_then, hs6_now, probability_now
    FROM classify.recheck_finding WHERE recheck = :id AND merchant_id = :merchant_id AND id > :after
    ORDER BY id LIMIT :most
    """
)
# One for new editions is for a process that knows them already.
_CLAIM = claim("classify.recheck", _COLUMNS, which="editions IS NULL OR editions = :editions")
# Those that hold now; one that a newer one covers is asked for by nobody.
_REMEMBERED = text(
    """
    SELECT number, id, sku, product, codes, model_hs6 FROM classify.memory m
    WHERE merchant_id = :merchant_id AND number > :after
      AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp())
      AND NOT EXISTS (
          SELECT FROM classify.memory n
          WHERE n.merchant_id = m.merchant_id AND n.number > m.number
            AND n.valid_from <= clock_timestamp() AND (n.valid_to IS NULL OR n.valid_to > clock_timestamp())
            AND (n.sku = m.sku OR (m.sku IS NULL AND n.fingerprint = m.fingerprint))
      )
    ORDER BY number LIMIT :most
    """
)
_PROGRESS = text(
    f"UPDATE classify.recheck SET read_to = :read_to, overrides_read = overrides_read + :read, {LEASED} {HELD}"  # noqa: S608
    " RETURNING id"
)
_ADD = text(
    """
    INSERT INTO classify.recheck_finding (recheck, merchant_id, override, sku, title, kind, code_system, code,
                                          successors, hs6_then, hs6_now, probability_now)
    VALUES (:id, :merchant_id, :override, :sku, :title, :kind, :code_system, :code, :successors, :hs6_then, :hs6_now,
            :probability_now)
    """
)
# Its news is written in the transaction in which it ends, so that it is told once and never before.
_END = text(
    f"""
    WITH ended AS (
        UPDATE classify.recheck SET state = 'done', updated_at = clock_timestamp() {HELD} RETURNING *
    ), found AS (
        SELECT kind, count(*) AS times FROM classify.recheck_finding WHERE recheck = :id GROUP BY kind
    )
    INSERT INTO classify.recheck_news (id, merchant_id, data)
    SELECT 'evt_' || md5(id), merchant_id,
           jsonb_build_object('recheck_id', id, 'cause', CASE WHEN editions IS NULL THEN 'asked' ELSE 'editions' END,
                              'model', model_version, 'nomenclature', nomenclature, 'overrides_read', overrides_read,
                              'findings', coalesce((SELECT sum(times) FROM found), 0),
                              'findings_by_kind', coalesce((SELECT jsonb_object_agg(kind, times) FROM found), '{{}}'))
    FROM ended ON CONFLICT DO NOTHING
    """  # noqa: S608
)
_FORGET_NEWS = text(
    "DELETE FROM classify.recheck_news WHERE created_at < clock_timestamp() - make_interval(days => :days)"
)
_LIST = text(
    f"SELECT {_COLUMNS} FROM classify.recheck WHERE merchant_id = :merchant_id"  # noqa: S608
    " ORDER BY created_at DESC, id LIMIT :most"
)
_TIDY = text(
    "DELETE FROM classify.recheck WHERE state IN ('done', 'failed', 'cancelled')"
    " AND updated_at < clock_timestamp() - make_interval(days => :days)"
)


@dataclass(frozen=True, slots=True)
class RecheckJob:
    """A recheck as it stands.

    Attributes:
        editions: for which new editions it began by itself; None where somebody asked for it.
        read_to: the number of the decision up to which it is done.
    """

    id: str
    merchant_id: str
    state: JobState
    model_version: str
    nomenclature: str
    editions: str | None
    read_to: int
    overrides_read: int
    created_at: datetime
    created_by: str
    updated_at: datetime


class RecheckRepository:
    """Rechecks as their merchants see them. Every method raises `RechecksUnavailableError` without PostgreSQL."""

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def begin(self, recheck_id: str, merchant_id: str, model: str, nomenclature: str, actor: str) -> None:
        """One of this id that is there already stays as it is."""
        values = {"id": recheck_id, "model": model, "nomenclature": nomenclature, "by": actor}
        await self._execute(merchant_id, _BEGIN, **values)

    async def find(self, recheck_id: str, merchant_id: str) -> RecheckJob:
        """Raises `RecheckNotFoundError`."""
        found = await self._execute(merchant_id, _FIND, id=recheck_id)
        if not found:
            raise RecheckNotFoundError(recheck_id)
        return _job(found[0])

    async def newest(self, merchant_id: str, most: int) -> list[RecheckJob]:
        """Those begun last, asked for or not."""
        return [_job(row) for row in await self._execute(merchant_id, _LIST, most=most)]

    async def findings(
        self, recheck_id: str, merchant_id: str, after: int, most: int
    ) -> tuple[int, list[tuple[int, RecheckFinding]]]:
        """How many there are, and those behind one with their ids."""
        total = (await self._execute(merchant_id, _TOTAL, id=recheck_id))[0][0]
        rows = await self._execute(merchant_id, _FINDINGS, id=recheck_id, after=after, most=most)
        return total, [(row.id, RecheckFinding.model_validate(_plain(row))) for row in rows]

    async def _execute(self, merchant_id: str, statement: Any, **values: Any) -> Sequence[Any]:
        with unreachable_as(RechecksUnavailableError, _TEXT):
            return await rows_as_merchant(self._requests, merchant_id, statement, values)


class RecheckQueue:
    """Rechecks as a worker sees them, of all merchants. Every method raises `RechecksUnavailableError`."""

    def __init__(self, service: AsyncEngine, worker: str, days: int, editions: Callable[[], str | None]) -> None:
        self._service = service
        self._worker = worker
        self._days = days
        self._editions = editions

    async def claim(self) -> RecheckJob | None:
        """The oldest recheck that waits, or whose worker died."""
        values = {"worker": self._worker, "editions": self._editions()}
        with unreachable_as(RechecksUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                row = (await connection.execute(_CLAIM, values)).one_or_none()
        return None if row is None else _job(row)

    async def remembered(self, merchant_id: str, after: int, most: int) -> list[Remembered]:
        """The next decisions that hold."""
        with unreachable_as(RechecksUnavailableError, _TEXT):
            async with self._service.connect() as connection:
                values = {"merchant_id": merchant_id, "after": after, "most": most}
                rows = await connection.execute(_REMEMBERED, values)
                return [Remembered(row.number, row.id, row.sku, row.product, row.codes, row.model_hs6) for row in rows]

    async def write(self, job: RecheckJob, block: Sequence[tuple[Remembered, Sequence[Finding]]]) -> None:
        """Findings and the position, in one transaction.

        Raises:
            LeaseLostError: nothing was written.
        """
        found = [_row(job, decided, finding) for decided, findings in block for finding in findings]
        with unreachable_as(RechecksUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                mine = {"id": job.id, "worker": self._worker, "read_to": block[-1][0].number, "read": len(block)}
                if (await connection.execute(_PROGRESS, mine)).scalar_one_or_none() is None:
                    raise LeaseLostError(job.id)
                if found:
                    await connection.execute(_ADD, found)

    async def end(self, job: RecheckJob) -> None:
        """End a recheck whose lease this worker holds."""
        with unreachable_as(RechecksUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                await connection.execute(_END, {"id": job.id, "worker": self._worker})

    async def tidy(self) -> None:
        """Drop what nobody will ask for."""
        with unreachable_as(RechecksUnavailableError, _TEXT):
            async with self._service.begin() as connection:
                await connection.execute(_TIDY, {"days": self._days})
                await connection.execute(_FORGET_NEWS, {"days": self._days})


def _row(job: RecheckJob, decided: Remembered, finding: Finding) -> dict[str, Any]:
    return {
        "id": job.id,
        "merchant_id": job.merchant_id,
        "override": decided.override_id,
        "sku": decided.sku,
        "title": decided.title,
        "kind": finding.kind.value,
        "code_system": finding.code_system,
        "code": finding.code,
        "successors": list(finding.successors),
        "hs6_then": decided.hs6_then,
        "hs6_now": finding.hs6_now,
        "probability_now": finding.probability_now,
    }


def _plain(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    del values["id"]
    return values


def _job(row: Any) -> RecheckJob:
    return RecheckJob(**{**row._mapping, "state": JobState(row.state)})
