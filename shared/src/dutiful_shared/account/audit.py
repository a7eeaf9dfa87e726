"""The audit: who changed what of a merchant, and when. It is only ever added to, and never holds a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_INSERT: Final = text(
    """
    INSERT INTO account.audit (merchant_id, actor, action, subject, details)
    VALUES (:merchant_id, :actor, :action, :subject, CAST(:details AS jsonb))
    """
)
_NEWEST: Final = text(
    """
    SELECT id, at, actor, action, subject, details FROM account.audit
    WHERE merchant_id = :merchant_id AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. `subject` is the id of what was changed; `details` are plain values."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


async def write_audit(
    connection: AsyncConnection, merchant_id: str, actor: str, action: str, subject: str, **details: Any
) -> None:
    """Add a line, in the transaction of the change itself.

    Args:
        actor: such as `cli:anna` or `key:key_0b5c...`.
        details: plain values, no secrets.
    """
    values = {"merchant_id": merchant_id, "actor": actor, "action": action, "subject": subject}
    await connection.execute(_INSERT, {**values, "details": orjson.dumps(details).decode()})


async def read_audit(
    connection: AsyncConnection, merchant_id: str, most: int, before: int | None = None
) -> Sequence[AuditLine]:
    """The newest lines of a merchant, or the newest older than the line `before`."""
    rows = await connection.execute(_NEWEST, {"merchant_id": merchant_id, "most": most, "before": before})
    return [AuditLine(*row) for row in rows]
