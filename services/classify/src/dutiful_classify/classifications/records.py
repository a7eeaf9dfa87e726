"""An answer as it is kept, and what is known of a product before anything is computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dutiful_shared.contract.classification_settings import ClassificationSettings


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided for a product.

    Attributes:
        matched: `sku` or `text`: by what it was found again.
        codes: by code system.
        origin: `override`, `review` or `feedback`.
    """

    id: str
    matched: str
    codes: Mapping[str, str]
    author: str
    reason: str
    origin: str
    created_at: datetime
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the merchant settled, what was decided for the product, and the review that it waits for, if any."""

    settings: ClassificationSettings
    decided: Decided | None
    open_review: str | None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """A classification as it was answered. `request` and `answer` are JSON texts.

    `review_id` and `cause` are set where the answer opens a review.
    """

    id: str
    merchant_id: str
    created_at: datetime
    decision: str
    source: str
    request: str
    answer: str
    model_version: str
    nomenclature: str
    sku: str | None
    fingerprint: bytes
    hs6: str | None
    probability: float | None
    created_by: str
    review_id: str | None = None
    cause: str | None = None
