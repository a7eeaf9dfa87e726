"""The only SQL about classifications."""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.errors import ClassificationsUnavailableError
from dutiful_classify.classifications.insertion import INSERT_ANSWERS, columns_of
from dutiful_classify.classifications.records import AnswerRecord, Decided, Known
from dutiful_shared.contract.classification_list import ClassificationSummary
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.service.group_commit import GroupRefusedError
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

# A decision for the SKU comes before one for the words, and the newest of those that hold before older ones.
_KNOWN: Final = text(
    """
    SELECT s.document AS settings, m.id, m.matched, m.codes, m.author, m.reason, m.origin, m.created_at, m.valid_from,
           m.valid_to, r.id AS open_review
    FROM unnest(CAST(:skus AS text[]), CAST(:fingerprints AS bytea[])) WITH ORDINALITY
         AS asked (sku, fingerprint, place)
    LEFT JOIN classify.settings s ON s.merchant_id = :merchant_id
    LEFT JOIN LATERAL (
        SELECT id, CASE WHEN sku = asked.sku THEN 'sku' ELSE 'text' END AS matched, codes, author, reason, origin,
               created_at, valid_from, valid_to
        FROM classify.memory
        WHERE merchant_id = :merchant_id AND (sku = asked.sku OR fingerprint = asked.fingerprint)
          AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
        ORDER BY coalesce(sku = asked.sku, false) DESC, number DESC LIMIT 1
    ) m ON true
    LEFT JOIN LATERAL (
        SELECT id FROM classify.review
        WHERE merchant_id = :merchant_id AND fingerprint = asked.fingerprint AND state <> 'decided'
        ORDER BY id LIMIT 1
    ) r ON true
    ORDER BY asked.place
    """
)
_FIND: Final = text("SELECT answer::text FROM classify.classification WHERE id = :id AND merchant_id = :merchant_id")
_RECORD: Final = text(
    """
    SELECT id, merchant_id, created_at, decision, source, request::text AS request, answer::text AS answer,
           model_version, nomenclature, sku, fingerprint, hs6, probability, created_by
    FROM classify.classification WHERE id = :id AND merchant_id = :merchant_id
    """
)
_PAGE: Final = text(
    """
    SELECT id, created_at, decision, source, coalesce(request->>'title', '') AS title, sku, hs6, probability
    FROM classify.classification
    WHERE merchant_id = :merchant_id
      AND (CAST(:before AS text) IS NULL OR id < :before)
      AND (CAST(:sku AS text) IS NULL OR sku = :sku)
      AND (CAST(:decisions AS text[]) = '{}' OR decision = ANY(CAST(:decisions AS text[])))
    ORDER BY id DESC LIMIT :most
    """
)


class ClassificationRepository:
    """Classifications in PostgreSQL. Every method but `insert` raises `ClassificationsUnavailableError`.

    Args:
        requests: as the role of requests.
        journal: as the role of the journal and made with `single_statements`: a group is one statement and its own
            transaction.
    """

    def __init__(self, requests: AsyncEngine, journal: AsyncEngine) -> None:
        self._requests = requests
        self._journal = journal

    async def known(self, merchant_id: str, asked: Sequence[tuple[str | None, bytes]], at: Any) -> list[Known]:
        """What is known of products, by SKU (if they have one) and fingerprint, in their order."""
        values = {
            "merchant_id": merchant_id,
            "skus": [sku for sku, _ in asked],
            "fingerprints": [fingerprint for _, fingerprint in asked],
            "at": at,
        }
        with unreachable_as(ClassificationsUnavailableError, "what was decided cannot be read"):
            async with as_merchant(self._requests, merchant_id) as connection:
                return [_known(row) for row in await connection.execute(_KNOWN, values)]

    async def find(self, merchant_id: str, classification_id: str) -> bytes | None:
        """An answer, byte for byte."""
        values = {"id": classification_id, "merchant_id": merchant_id}
        with unreachable_as(ClassificationsUnavailableError, "classifications cannot be read"):
            async with as_merchant(self._requests, merchant_id) as connection:
                found: str | None = (await connection.execute(_FIND, values)).scalar_one_or_none()
        return None if found is None else found.encode()

    async def record(self, merchant_id: str, classification_id: str) -> AnswerRecord | None:
        """All that is kept of an answer."""
        values = {"id": classification_id, "merchant_id": merchant_id}
        with unreachable_as(ClassificationsUnavailableError, "classifications cannot be read"):
            async with as_merchant(self._requests, merchant_id) as connection:
                row = (await connection.execute(_RECORD, values)).one_or_none()
        return None if row is None else AnswerRecord(**{**row._mapping, "fingerprint": bytes(row.fingerprint or b"")})

    async def page(
        self, merchant_id: str, before: str | None, sku: str | None, decisions: Sequence[str], most: int
    ) -> list[ClassificationSummary]:
        """The newest ones, or the newest before one; with no decisions named, of all."""
        values = {
            "merchant_id": merchant_id,
            "before": before,
            "sku": sku,
            "decisions": list(decisions),
            "most": most,
        }
        with unreachable_as(ClassificationsUnavailableError, "classifications cannot be read"):
            async with as_merchant(self._requests, merchant_id) as connection:
                rows = await connection.execute(_PAGE, values)
                return [ClassificationSummary.model_validate(dict(row._mapping)) for row in rows]

    async def insert(self, records: Sequence[AnswerRecord]) -> None:
        """Keep a group of answers in one statement; one that is already there stays as it is.

        Raises:
            GroupRefusedError: PostgreSQL does not take what one of them holds; none was written.
        """
        columns = columns_of(records)
        try:
            await self._write(columns)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
            # That a restart of PostgreSQL broke the connection shows only now; a fresh one is worth one more try.
            await self._write(columns)
        except asyncpg.DataError as exc:
            raise GroupRefusedError(str(exc)) from exc

    async def _write(self, columns: list[list[Any]]) -> None:
        async with self._journal.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            try:
                await driver.execute(INSERT_ANSWERS, *columns)
            except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
                await connection.invalidate()
                raise


def _known(row: Any) -> Known:
    settings = ClassificationSettings.model_validate_json(orjson.dumps(row.settings or {}))
    decided = None
    if row.id is not None:
        decided = Decided(
            row.id, row.matched, row.codes, row.author, row.reason, row.origin, row.created_at, row.valid_from,
            row.valid_to,
        )  # fmt: skip
    return Known(settings, decided, row.open_review)
