"""`seal`: has a committed quote entered into the ledger, from within the transaction that commits it."""

import hashlib
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

#: What the ledger calls a quote's answer.
KIND: Final = "quote"
_SEAL: Final = text(
    """
    INSERT INTO quote.ledger_outbox (merchant_id, kind, subject, content_sha256)
    VALUES (:merchant_id, :kind, :subject, :content_sha256)
    """
)


async def seal(connection: AsyncConnection, merchant_id: str, quote_id: str, answer: str) -> None:
    """Let the answer of a quote go to the ledger, if and when the transaction of `connection` commits.

    Args:
        answer: byte for byte as `GET /v1/quotes/{id}` gives it: that is what is hashed.
    """
    values = {"merchant_id": merchant_id, "kind": KIND, "subject": quote_id}
    await connection.execute(_SEAL, {**values, "content_sha256": hashlib.sha256(answer.encode()).hexdigest()})
