"""What a merchant's administrator asks and is answered: API keys, and the audit of changes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import WHOLE, Moment, WireModel

#: A century would be no expiry; a merchant who wants none leaves it out.
_LONGEST_GRACE_SECONDS = 365 * 24 * 3600


class Scope(StrEnum):
    """One room of the API. A key holds some; a route asks for one. `admin`: the merchant's settings, keys and audit."""

    QUOTE = "quote"
    CATALOG = "catalog"
    CLASSIFY = "classify"
    DOCUMENTS = "documents"
    ADMIN = "admin"


Environment = Literal["test", "live"]
ExpiresAt = Annotated[Moment | None, Field(description="When the key ends by itself; without it, never.")]


class KeyRequest(WireModel):
    """`POST /v1/merchant/keys`."""

    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=20)]
    label: Annotated[str, Field(max_length=100, description="What the key is for.")] = ""
    environment: Annotated[
        Environment | None, Field(description="Default: that of the key that asks. A test key makes test keys alone.")
    ] = None
    expires_at: ExpiresAt = None


class KeyRotation(WireModel):
    """`POST /v1/merchant/keys/{key_id}/rotate`."""

    end_old_after_seconds: Annotated[
        int | None,
        Field(ge=0, le=_LONGEST_GRACE_SECONDS, description="How long the old key still lives; else until revoked."),
        WHOLE,
    ] = None
    expires_at: ExpiresAt = None


class KeyAnswer(AnswerModel):
    """A key as it may be shown. `begins_with` is its public part; limits are null where everybody's apply."""

    id: str
    label: str
    environment: Environment
    begins_with: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    requests_per_second: float | None
    burst: int | None
    concurrency: int | None


class NewKeyAnswer(KeyAnswer):
    """A key just made: the only answer that holds it in plain."""

    key: str


class KeysAnswer(AnswerModel):
    """Every key of the merchant, the oldest first; also those that have ended."""

    keys: tuple[KeyAnswer, ...]


class AuditEntry(AnswerModel):
    """One change: `actor` made it to `subject`, an id. `details` has no secrets."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class AuditAnswer(AnswerModel):
    """A page of changes, the newest first. `next` is the cursor of the following page; null on the last."""

    entries: tuple[AuditEntry, ...]
    next: int | None
