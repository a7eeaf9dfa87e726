"""What the routes need, made once at start and typed: no globals."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from dutiful_classify.batch.intake import Batches
from dutiful_classify.batch.lines import Lines
from dutiful_classify.classifications.merchant_settings import MerchantSettings
from dutiful_classify.classifications.service import ClassificationService
from dutiful_classify.codes.lifecycle import CodeRooms
from dutiful_classify.rechecks.desk import Rechecks
from dutiful_classify.review.feedback import FeedbackDesk
from dutiful_classify.review.overrides import Overrides
from dutiful_classify.review.queue import ReviewQueue
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.limits_gate import Limits
from dutiful_shared.idempotency.claims import Idempotency
from dutiful_shared.service.state import resources_of


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that the edge opens onto."""

    keys: KeyDirectory
    limits: Limits
    idempotency: Idempotency
    classifications: ClassificationService
    settings: MerchantSettings
    overrides: Overrides
    reviews: ReviewQueue
    feedback: FeedbackDesk
    batches: Batches
    lines: Lines
    rechecks: Rechecks
    codes: CodeRooms


async def _rooms(request: Request) -> Rooms:
    return resources_of(request, Rooms)


State = Annotated[Rooms, Depends(_rooms)]


async def _codes(request: Request) -> CodeRooms:
    return resources_of(request, Rooms).codes


Codes = Annotated[CodeRooms, Depends(_codes)]
