"""`FeedbackDesk`: whether an answer was right. What an administrator corrects is remembered; all else is reviewed."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_classify.classifications.errors import ClassificationNotFoundError
from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.classifications.product import fingerprint_of
from dutiful_classify.classifications.records import AnswerRecord
from dutiful_classify.classifications.repository import ClassificationRepository
from dutiful_classify.review import memory
from dutiful_classify.review.errors import MemoryUnavailableError
from dutiful_classify.review.overrides import check_codes
from dutiful_classify.review.repository import ReviewRows
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.overrides import Origin
from dutiful_shared.contract.reviews import Feedback, FeedbackEffect, FeedbackRequest
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_INSERT: Final = text(
    """
    INSERT INTO classify.feedback (id, merchant_id, classification, was_right, codes, author, actor, note, effect,
                                   override, review, created_at)
    VALUES (:id, :merchant_id, :classification, :was_right, CAST(:codes AS jsonb), :author, :actor, :note, :effect,
            :override, :review, :created_at)
    """
)
_FIND: Final = text(
    "SELECT id, classification, effect, override, review FROM classify.feedback"
    " WHERE id = :id AND merchant_id = :merchant_id"
)


@dataclass(frozen=True, slots=True)
class FeedbackDesk:
    """Takes feedback.

    Args:
        requests: as the role of requests.
        now: the clock, in UTC.
    """

    requests: AsyncEngine
    answers: ClassificationRepository
    nomenclature: Nomenclature
    now: Callable[[], datetime]

    async def give(
        self,
        merchant_id: str,
        classification_id: str,
        asked: FeedbackRequest,
        actor: str,
        *,
        vouches: bool,
        feedback_id: str | None = None,
    ) -> Feedback:
        """Keep the feedback, and do what follows from it, in one transaction.

        Args:
            vouches: whether the actor may decide what is remembered.
            feedback_id: the id to give, where it was chosen beforehand; one that is there already is the answer.

        Raises:
            ClassificationNotFoundError, ClassificationsUnavailableError, MemoryUnavailableError
            UnusableOverrideError: a code does not exist.
        """
        record = await self.answers.record(merchant_id, classification_id)
        if record is None:
            raise ClassificationNotFoundError(classification_id)
        if asked.codes is not None:
            check_codes(asked.codes, self.nomenclature)
        now = self.now()
        chosen = feedback_id or f"fb_{new_identifier(now, os.urandom)}"
        with unreachable_as(MemoryUnavailableError, "feedback cannot be kept"):
            async with as_merchant(self.requests, merchant_id) as connection:
                found = (await connection.execute(_FIND, {"id": chosen, "merchant_id": merchant_id})).one_or_none()
                if found is not None:
                    return Feedback.model_validate(dict(found._mapping))
                given = Feedback(id=chosen, classification=classification_id, effect=FeedbackEffect.NONE)
                if not asked.right:
                    given = await self._corrected(connection, record, asked, given, actor, vouches, now)
                await connection.execute(_INSERT, _values(merchant_id, asked, given, actor, now))
        return given

    async def _corrected(
        self,
        connection: AsyncConnection,
        record: AnswerRecord,
        asked: FeedbackRequest,
        given: Feedback,
        actor: str,
        vouches: bool,
        now: datetime,
    ) -> Feedback:
        fingerprint = record.fingerprint or fingerprint_of(ClassificationRequest.model_validate_json(record.request))
        if asked.codes is not None and vouches:
            decision = memory.Decision(
                sku=record.sku,
                fingerprint=fingerprint,
                product=record.request,
                codes=asked.codes,
                reason=asked.note or "Corrected by feedback.",
                author=asked.author or actor,
                actor=actor,
                origin=Origin.FEEDBACK,
                valid_from=now,
                source=record.id,
                model_hs6=record.hs6,
            )
            kept = await memory.remember(connection, record.merchant_id, decision, now, memory.new_override_id(now))
            return given.model_copy(update={"effect": FeedbackEffect.REMEMBERED, "override": kept.id})
        rows = ReviewRows(connection, record.merchant_id, now)
        review_id = await rows.open_of_words(fingerprint)
        if review_id is None:
            review_id = f"rev_{new_identifier(now, os.urandom)}"
            await rows.open(
                review_id,
                classification=record.id,
                sku=record.sku,
                fingerprint=fingerprint,
                product=record.request,
                hs6=record.hs6,
                probability=record.probability,
                note=asked.note,
            )
        await rows.tell(review_id, actor, "feedback", codes=asked.codes, author=asked.author, note=asked.note)
        return given.model_copy(update={"effect": FeedbackEffect.REVIEW, "review": review_id})


def _values(merchant_id: str, asked: FeedbackRequest, given: Feedback, actor: str, now: datetime) -> dict[str, Any]:
    return {
        "id": given.id,
        "merchant_id": merchant_id,
        "classification": given.classification,
        "was_right": asked.right,
        "codes": None if asked.codes is None else orjson.dumps(asked.codes).decode(),
        "author": asked.author or actor,
        "actor": actor,
        "note": asked.note,
        "effect": given.effect.value,
        "override": given.override,
        "review": given.review,
        "created_at": now,
    }
