"""`Rechecks`: the merchant's own view of them."""

from dataclasses import dataclass
from uuid import uuid4

from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.rechecks.repository import RecheckJob, RecheckRepository
from dutiful_classify.rechecks.worker import RecheckWorker
from dutiful_shared.contract.classification_batch import Recheck, RecheckList, RecheckSummary


@dataclass(frozen=True, slots=True)
class Rechecks:
    """Every method raises `RechecksUnavailableError` without PostgreSQL."""

    repository: RecheckRepository
    nomenclature: Nomenclature
    model: ModelQueue
    worker: RecheckWorker

    async def begin(self, merchant_id: str, actor: str, recheck_id: str | None = None) -> Recheck:
        """Let a worker begin.

        Args:
            recheck_id: the id to give, where it was chosen beforehand; one that is there already is the answer.
        """
        chosen = recheck_id or f"rck_{uuid4().hex}"
        version = self.model.appraiser.version
        await self.repository.begin(chosen, merchant_id, version, self.nomenclature.version, actor)
        self.worker.wake()
        return await self.find(merchant_id, chosen, 0, 1)

    async def newest(self, merchant_id: str, most: int) -> RecheckList:
        """Those begun last, without their findings."""
        return RecheckList(rechecks=tuple(_told(job) for job in await self.repository.newest(merchant_id, most)))

    async def find(self, merchant_id: str, recheck_id: str, cursor: int, most: int) -> Recheck:
        """How far it is, with findings, those after the cursor. Raises `RecheckNotFoundError`."""
        job = await self.repository.find(recheck_id, merchant_id)
        total, findings = await self.repository.findings(recheck_id, merchant_id, cursor, most)
        return Recheck(
            **_told(job).model_dump(),
            findings_total=total,
            findings=tuple(one for _, one in findings),
            next=str(findings[-1][0]) if len(findings) == most else None,
        )


def _told(job: RecheckJob) -> RecheckSummary:
    return RecheckSummary(
        id=job.id,
        state=job.state,
        cause="asked" if job.editions is None else "editions",
        created_at=job.created_at,
        updated_at=job.updated_at,
        model=job.model_version,
        nomenclature=job.nomenclature,
        overrides_read=job.overrides_read,
    )
