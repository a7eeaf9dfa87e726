"""The only SQL about quotes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.quotes.errors import QuotesUnavailableError
from dutiful_shared.contract.value_class import value_class
from dutiful_shared.service.fair_timeout import fair_timeout
from dutiful_shared.service.group_commit import GroupRefusedError
from dutiful_shared.service.postgres import RECYCLE_SECONDS, unreachable_as
from dutiful_shared.service.tenancy import as_merchant

#: For asyncpg itself: at every quote, SQLAlchemy's share of the time would be larger than PostgreSQL's.
#: The conflict names no column, since that would need the right to read it; the id is the only unique one.
_INSERT = """
    INSERT INTO quote.quote
        (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request, completed,
         answer)
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, string_to_array(releases, ' '), fingerprint,
           request::json, completed::json, answer::json
    FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[])
         AS row (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request,
                 completed, answer)
    ON CONFLICT DO NOTHING
    """
_SELECT = text(
    """
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, array_to_string(releases, ' ') AS releases,
           fingerprint, request::text AS request, completed::text AS completed, answer::text AS answer
    FROM quote.quote WHERE id = :id AND merchant_id = :merchant_id
    """
)
_RECENT = text(
    """
    SELECT id, merchant_id, created_at, expires_at, status, engine_version, array_to_string(releases, ' ') AS releases,
           fingerprint, request::text AS request, completed::text AS completed, answer::text AS answer
    FROM quote.quote WHERE CAST(:merchant_id AS text) IS NULL OR merchant_id = :merchant_id
    ORDER BY created_at DESC, id DESC LIMIT :most
    """
)


@value_class
class QuoteRecord:
    """A quote as it was answered. `request` and `answer` are JSON texts, byte for byte; `releases` ids by blanks.

    `completed` is the request with what the merchant's settings and catalogue gave (see `completion`), if anything.
    """

    id: str
    merchant_id: str
    created_at: datetime
    expires_at: datetime
    status: str
    engine_version: str
    releases: str
    fingerprint: str
    request: str
    completed: str | None
    answer: str


@dataclass(frozen=True, slots=True)
class _Writer:
    """A connection of the journal, the driver's own under it, and when (monotonic seconds) it was taken."""

    connection: AsyncConnection
    driver: Any
    taken_at: float


class QuoteRepository:
    """Quotes in PostgreSQL.

    Args:
        engine: for reading, as the role of requests; the owner's where quotes of all merchants are read.
        journal: for writing, as the role of the journal and made with `single_statements`: a group is one statement
            and its own transaction.
    """

    def __init__(self, engine: AsyncEngine, journal: AsyncEngine) -> None:
        self._engine = engine
        self._journal = journal
        self._writer: _Writer | None = None

    async def insert(self, records: Sequence[QuoteRecord], seconds: float | None = None) -> None:
        """Write a group of quotes in one statement; one that is already there stays as it is.

        Args:
            seconds: the longest to wait for that.

        Raises:
            GroupRefusedError: PostgreSQL does not take what one of them holds; none was written.
            TimeoutError: nobody knows yet whether they are written.
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
            [record.completed for record in records],
            [record.answer for record in records],
        ]
        try:
            async with fair_timeout(seconds):
                await self._write_or_again(columns)
        except asyncpg.DataError as exc:
            raise GroupRefusedError(str(exc)) from exc

    async def _write_or_again(self, columns: list[list[Any]]) -> None:
        try:
            await self._write(columns)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError):
            # That a restart of PostgreSQL broke the connection shows only now; a fresh one is worth one more try.
            await self._write(columns)

    async def _write(self, columns: list[list[Any]]) -> None:
        writer = await self._writing()
        try:
            await writer.driver.execute(_INSERT, *columns)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError, asyncio.CancelledError):
            # Without a farewell: whoever does not answer a statement in time does not answer that either.
            self._writer = None
            writer.driver.terminate()
            await writer.connection.invalidate()
            await writer.connection.close()
            raise

    async def _writing(self) -> "_Writer":
        """The connection that writes. It is kept between groups, since taking it anew costs more than it then does."""
        writer = self._writer
        if writer is not None and monotonic() - writer.taken_at < RECYCLE_SECONDS:
            return writer
        await self.close()
        connection = await self._journal.connect()
        raw = await connection.get_raw_connection()
        self._writer = _Writer(connection, raw.driver_connection, monotonic())
        return self._writer

    async def close(self) -> None:
        """Give the connection that writes back."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.connection.close()

    async def find(self, quote_id: str, merchant_id: str) -> QuoteRecord | None:
        """A merchant's own quote; None where there is none of that id, or it is another's.

        Raises:
            QuotesUnavailableError: PostgreSQL is out of reach.
        """
        with unreachable_as(QuotesUnavailableError, f"quote {quote_id} could not be read"):
            async with as_merchant(self._engine, merchant_id) as connection:
                row = (await connection.execute(_SELECT, {"id": quote_id, "merchant_id": merchant_id})).one_or_none()
        return None if row is None else QuoteRecord(**row._mapping)

    async def recent(self, merchant_id: str | None, most: int) -> list[QuoteRecord]:
        """The newest quotes, of one merchant or of all.

        Raises:
            QuotesUnavailableError: PostgreSQL is out of reach.
        """
        with unreachable_as(QuotesUnavailableError, "recent quotes could not be read"):
            async with as_merchant(self._engine, merchant_id or "") as connection:
                result = await connection.execute(_RECENT, {"merchant_id": merchant_id, "most": most})
                return [QuoteRecord(**row._mapping) for row in result]
