"""The only SQL about quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.quotes.errors import QuotesUnavailableError

_INSERT = text(
    """
    INSERT INTO quote.quote
        (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request, answer)
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, string_to_array(releases, ' '), fingerprint,
           request::json, answer::json
    FROM unnest(
        CAST(:ids AS text[]), CAST(:merchants AS text[]), CAST(:created AS timestamptz[]),
        CAST(:expires AS timestamptz[]), CAST(:statuses AS text[]), CAST(:versions AS text[]),
        CAST(:releases AS text[]), CAST(:fingerprints AS text[]), CAST(:requests AS text[]), CAST(:answers AS text[])
    ) AS row (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request, answer)
    ON CONFLICT (id) DO NOTHING
    """
)
_SELECT = text(
    """
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, array_to_string(releases, ' ') AS releases,
           fingerprint, request::text AS request, answer::text AS answer
    FROM quote.quote WHERE id = :id AND merchant_id = :merchant_id
    """
)


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """A quote as it was answered. `request` and `answer` are JSON texts, byte for byte; `releases` ids by blanks."""

    id: str
    merchant_id: str
    created_at: datetime
    expires_at: datetime
    status: str
    engine_version: str
    releases: str
    fingerprint: str
    request: str
    answer: str


class QuoteRepository:
    """Quotes in PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def insert(self, records: Sequence[QuoteRecord]) -> None:
        """Write a group of quotes in one statement; one that is already there stays as it is."""
        values = {
            "ids": [record.id for record in records],
            "merchants": [record.merchant_id for record in records],
            "created": [record.created_at for record in records],
            "expires": [record.expires_at for record in records],
            "statuses": [record.status for record in records],
            "versions": [record.engine_version for record in records],
            "releases": [record.releases for record in records],
            "fingerprints": [record.fingerprint for record in records],
            "requests": [record.request for record in records],
            "answers": [record.answer for record in records],
        }
        async with self._engine.begin() as connection:
            await connection.execute(_INSERT, values)

    async def find(self, quote_id: str, merchant_id: str) -> QuoteRecord | None:
        """A merchant's own quote; None where there is none of that id, or it is another's.

        Raises:
            QuotesUnavailableError: PostgreSQL is out of reach.
        """
        try:
            async with self._engine.connect() as connection:
                row = (await connection.execute(_SELECT, {"id": quote_id, "merchant_id": merchant_id})).one_or_none()
        except (SQLAlchemyError, OSError, TimeoutError) as exc:
            raise QuotesUnavailableError(f"quote {quote_id} could not be read") from exc
        return None if row is None else QuoteRecord(**row._mapping)
