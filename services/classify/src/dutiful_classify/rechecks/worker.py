"""Works rechecks off: reads a block of decisions, holds them against the present, writes what it found."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from dutiful_classify.classifications.appraisal import Asked
from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.classifications.product import to_product
from dutiful_classify.rechecks.comparison import Finding, Remembered, compared
from dutiful_classify.rechecks.errors import RechecksUnavailableError
from dutiful_classify.rechecks.repository import RecheckJob, RecheckQueue
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.job_worker import JobWorker
from dutiful_shared.service.logs import logger

#: Decisions of one transaction.
BLOCK: Final = 64


class RecheckWorker(JobWorker[RecheckJob]):
    """Holds decisions against what is known now. A recheck that was under way when its process stopped goes on from its
    last block elsewhere, or after the next start."""

    def __init__(self, queue: RecheckQueue, model: ModelQueue, nomenclature: Nomenclature, tasks: int = 1) -> None:
        self._queue = queue
        self._model = model
        self._nomenclature = nomenclature
        super().__init__("rechecks", queue.claim, self._recheck, RechecksUnavailableError, tidy=queue.tidy, tasks=tasks)

    async def _recheck(self, job: RecheckJob) -> None:
        after = job.read_to
        try:
            while block := await self._queue.remembered(job.merchant_id, after, BLOCK):
                await self._queue.write(job, await self._compared(block))
                after = block[-1].number
        except LeaseLostError:
            logger().info("a recheck was taken over", recheck_id=job.id)
            return
        await self._queue.end(job)
        logger().info("decisions rechecked", recheck_id=job.id)

    async def _compared(self, block: Sequence[Remembered]) -> list[tuple[Remembered, list[Finding]]]:
        asked = [(i, request) for i, one in enumerate(block) if (request := _request(one)) is not None]
        appraisals = await self._model.appraise_in_background([Asked(to_product(request)) for _, request in asked])
        first = {
            i: appraisal.assessment.candidates[0]
            for (i, _), appraisal in zip(asked, appraisals, strict=True)
            if appraisal is not None and appraisal.assessment.candidates
        }
        outcome = []
        for i, decided in enumerate(block):
            now = first.get(i)
            findings = compared(decided, self._nomenclature, now.hs6 if now else None, now.probability if now else None)
            outcome.append((decided, findings))
        return outcome


def _request(decided: Remembered) -> ClassificationRequest | None:
    """The product as it was described; None where it was not, or an older contract took it."""
    if decided.product is None:
        return None
    try:
        return ClassificationRequest.model_validate(dict(decided.product))
    except ValidationError:
        return None
