"""The use case of a classification, one direction, each room entered once:

request -> what people decided and what the merchant settled (one statement) -> else the model's queue -> the decision
-> the journal -> bytes.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import orjson

from dutiful_classify.classifications.answer import from_memory, from_model, stamped
from dutiful_classify.classifications.appraisal import Appraisal, Asked
from dutiful_classify.classifications.decision import decide
from dutiful_classify.classifications.errors import (
    ClassificationNotFoundError,
    ClassificationsUnavailableError,
)
from dutiful_classify.classifications.journal import ClassificationJournal
from dutiful_classify.classifications.metrics import ClassificationMetrics
from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.national import CodeSystemOf
from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.classifications.product import fingerprint_of, to_product
from dutiful_classify.classifications.records import AnswerRecord, Known
from dutiful_classify.classifications.repository import ClassificationRepository
from dutiful_classify.classifications.second_opinion import SecondOpinion
from dutiful_shared.contract.classification import ClassificationRequest, ClassifiedProduct, Decision
from dutiful_shared.contract.classification_list import ClassificationPage
from dutiful_shared.service.identifiers import new_identifier


class Merchant(Protocol):
    """Who asks; `Caller` in production."""

    @property
    def merchant_id(self) -> str:
        """Whose overrides hold, and whose journal is written to."""

    @property
    def key_id(self) -> str:
        """The key that asks: the actor of whatever is written."""


#: An answer, and what it rests on.
Appraised = tuple[AnswerRecord, Known]


def classification_id_of(subject: str) -> str:
    """The id of the classification that a request makes whose subject was chosen beforehand."""
    return f"cls_{subject}"


@dataclass(frozen=True, slots=True)
class ClassificationService:
    """Classifies products.

    Attributes:
        code_system_of: whose codes a country uses.
        budget_seconds: the longest that an answer waits for what is known of its product.
        now: the clock, in UTC.
        second_opinion: asked for what somebody waits for, not for files.
    """

    repository: ClassificationRepository
    journal: ClassificationJournal
    queue: ModelQueue
    nomenclature: Nomenclature
    code_system_of: CodeSystemOf
    metrics: ClassificationMetrics
    budget_seconds: float
    now: Callable[[], datetime]
    second_opinion: SecondOpinion | None = None

    async def classify(
        self, caller: Merchant, request: ClassificationRequest, classification_id: str | None = None
    ) -> bytes:
        """The answer, which is on disk.

        Args:
            classification_id: the id to give, where the caller has chosen it beforehand.

        Raises:
            ClassificationsUnavailableError: what was decided cannot be read, or the answer cannot be kept.
            ModelBusyError: too many wait for the model.
        """
        at = self.now()
        known = (await self._known(caller.merchant_id, [request], at))[0]
        appraisal = None
        if known.decided is None:
            asked = _asked(request)
            appraisal = await self.queue.appraise(asked)
            if self.second_opinion is not None:
                appraisal = await self.second_opinion.on(asked, appraisal)
        record = self._written(caller.merchant_id, f"key:{caller.key_id}", request, known, appraisal, classification_id)
        await self.journal.keep(record)
        self.count(record, known)
        return record.answer.encode()

    async def classify_again(self, caller: Merchant, request: ClassificationRequest, classification_id: str) -> bytes:
        """The answer to a request that an earlier attempt may have answered under this id: what stands there.

        Raises:
            ClassificationsUnavailableError, ModelBusyError
        """
        kept = await self.repository.find(caller.merchant_id, classification_id)
        if kept is not None:
            return kept
        await self.classify(caller, request, classification_id)
        # PostgreSQL may have written the earlier attempt's answer a moment ago, and then kept that one.
        return await self.find(caller.merchant_id, classification_id)

    async def classify_in_background(
        self, merchant_id: str, actor: str, requests: Sequence[ClassificationRequest]
    ) -> list[Appraised | None]:
        """Answers that are not kept yet, in the order of the requests; None where the model failed at one.

        What somebody waits for is computed before.

        Raises:
            ClassificationsUnavailableError
        """
        if not requests:
            return []
        known = await self._known(merchant_id, requests, self.now())
        open_ones = [i for i, one in enumerate(known) if one.decided is None]
        found = await self.queue.appraise_in_background([_asked(requests[i]) for i in open_ones])
        appraisals = dict(zip(open_ones, found, strict=True))
        return [
            None
            if one.decided is None and appraisals[i] is None
            else (self._written(merchant_id, actor, request, one, appraisals.get(i)), one)
            for i, (request, one) in enumerate(zip(requests, known, strict=True))
        ]

    async def find(self, merchant_id: str, classification_id: str) -> bytes:
        """The answer as it was given, byte for byte.

        Raises:
            ClassificationNotFoundError, ClassificationsUnavailableError
        """
        found = await self.repository.find(merchant_id, classification_id)
        if found is None:
            raise ClassificationNotFoundError(classification_id)
        return found

    async def product(self, merchant_id: str, classification_id: str) -> ClassifiedProduct:
        """The product as it was asked about.

        Raises:
            ClassificationNotFoundError, ClassificationsUnavailableError
        """
        record = await self.repository.record(merchant_id, classification_id)
        if record is None:
            raise ClassificationNotFoundError(classification_id)
        return ClassifiedProduct.model_validate_json(record.request)

    async def page(
        self, merchant_id: str, cursor: str | None, sku: str | None, decisions: Sequence[Decision], most: int
    ) -> ClassificationPage:
        """The newest answers, or those behind the cursor.

        Raises:
            ClassificationsUnavailableError: PostgreSQL is out of reach.
        """
        wanted = [one.value for one in decisions]
        found = await self.repository.page(merchant_id, cursor, sku, wanted, most + 1)
        following = found[most - 1].id if len(found) > most else None
        return ClassificationPage(classifications=found[:most], next=following)

    def count(self, record: AnswerRecord, known: Known) -> None:
        """Tell the metrics of an answer that is on disk."""
        matched = None if known.decided is None else known.decided.matched
        probabilities = () if record.probability is None else (record.probability,)
        self.metrics.count(record.decision, record.source, matched, probabilities)

    async def _known(self, merchant_id: str, requests: Sequence[ClassificationRequest], at: datetime) -> list[Known]:
        asked = [(request.sku, fingerprint_of(request)) for request in requests]
        try:
            async with asyncio.timeout(self.budget_seconds):
                return await self.repository.known(merchant_id, asked, at)
        except TimeoutError as exc:
            raise ClassificationsUnavailableError("what was decided could not be read in time") from exc

    def _written(
        self,
        merchant_id: str,
        actor: str,
        request: ClassificationRequest,
        known: Known,
        appraisal: Appraisal | None,
        classification_id: str | None = None,
    ) -> AnswerRecord:
        created_at = self.now()
        plain = self._plain(request, known, appraisal)
        cause = _cause(request, known, plain["decision"])
        opened = f"rev_{new_identifier(created_at, os.urandom)}" if cause and known.open_review is None else None
        model = self.queue.appraiser.version
        answer = stamped(
            plain,
            classification_id or classification_id_of(new_identifier(created_at, os.urandom)),
            created_at,
            opened or (known.open_review if cause else None),
            {"model": model, "nomenclature": self.nomenclature.version},
        )
        first = plain["candidates"][0] if plain["candidates"] else None
        return AnswerRecord(
            id=answer["id"],
            merchant_id=merchant_id,
            created_at=created_at,
            decision=plain["decision"],
            source=plain["source"],
            request=request.model_dump_json(exclude_unset=True),
            answer=orjson.dumps(answer).decode(),
            model_version=model,
            nomenclature=self.nomenclature.version,
            sku=request.sku,
            fingerprint=fingerprint_of(request),
            hs6=first["hs6"] if first else None,
            probability=first["probability"] if first else None,
            created_by=actor,
            review_id=opened,
            cause=cause if opened else None,
        )

    def _plain(self, request: ClassificationRequest, known: Known, appraisal: Appraisal | None) -> dict[str, Any]:
        if appraisal is None:
            assert known.decided is not None, "what nobody decided is computed"
            return from_memory(request, known.decided, self.nomenclature, self.code_system_of)
        decision = decide(known.settings, appraisal.assessment, appraisal.lines, request.destinations)
        return from_model(request, appraisal, decision, self.nomenclature)


def _asked(request: ClassificationRequest) -> Asked:
    return Asked(to_product(request), tuple(request.destinations))


def _cause(request: ClassificationRequest, known: Known, decision: str) -> str | None:
    """Why a person shall see it; None where nobody need."""
    if decision in {Decision.AUTO, Decision.NOT_GOODS} or request.review is False:
        return None
    if request.review:
        return "requested"
    return "decision" if decision in known.settings.queue else None
