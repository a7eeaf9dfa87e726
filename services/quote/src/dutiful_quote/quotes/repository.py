"""The only SQL about quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.quotes.errors import QuotesUnavailableError

#: For asyncpg itself: at every quote, SQLAlchemy's share of the time would be larger than PostgreSQL's.
_INSERT = """
    INSERT INTO quote.quote
        (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request, answer)
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, string_to_array(releases, ' '), fingerprint,
           request::json, answer::json
    FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[])
         AS row (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request,
                 answer)
    ON CONFLICT (id) DO NOTHING
    """
_SELECT = text(
    """
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, array_to_string(releases, ' ') AS releases,
           fingerprint, request::text AS request, answer::text AS answer
    FROM quote.quote WHERE id = :id AND merchant_id = :merchant_id
    """
)
_RECENT = text(
    """
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, array_to_string(releases, ' ') AS releases,
           fingerprint, request::text AS request, answer::text AS answer
    FROM quote.quote WHERE CAST(:merchant_id AS text) IS NULL OR merchant_id = :merchant_id
    ORDER BY created_at DESC, id DESC LIMIT :most
    """
)


class RecordRefusedError(Exception):
    """A record holds what PostgreSQL does not take."""


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
    """Quotes in PostgreSQL.

    Args:
        engine: for reading.
        journal: for writing, made with `single_statements`: a group is one statement and its own transaction.
    """

    def __init__(self, engine: AsyncEngine, journal: AsyncEngine) -> None:
        self._engine = engine
        self._journal = journal

    async def insert(self, records: Sequence[QuoteRecord]) -> None:
        """Write a group of quotes in one statement; one that is already there stays as it is.

        Raises:
            RecordRefusedError: PostgreSQL does not take what one of them holds; none was written.
        """
        columns: list[list[Any]] = [
            [record.id for record in records],
            [record.merchant_id for record in records],
            [record.created_at for record in records],
            [record.expires_at for record in records],
            [record.status for record in records],
            [record.engine_version for record in records],
            [record.releases for record in records],
            [record.fingerprint for record in records],
            [record.request for record in records],
            [record.answer for record in records],
        ]
        try:
            await self._write(columns)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
            # That a restart of PostgreSQL broke the connection shows only now; a fresh one is worth one more try.
            await self._write(columns)
        except asyncpg.DataError as exc:
            raise RecordRefusedError(str(exc)) from exc

    async def _write(self, columns: list[list[Any]]) -> None:
        async with self._journal.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            try:
                await driver.execute(_INSERT, *columns)
            except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
                await connection.invalidate()
                raise

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

    async def recent(self, merchant_id: str | None, most: int) -> list[QuoteRecord]:
        """The newest quotes, of one merchant or of all.

        Raises:
            QuotesUnavailableError: PostgreSQL is out of reach.
        """
        try:
            async with self._engine.connect() as connection:
                result = await connection.execute(_RECENT, {"merchant_id": merchant_id, "most": most})
                return [QuoteRecord(**row._mapping) for row in result]
        except (SQLAlchemyError, OSError, TimeoutError) as exc:
            raise QuotesUnavailableError("recent quotes could not be read") from exc
