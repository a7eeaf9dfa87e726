"""The only SQL about nomenclatures: editions with their rows, the pointers to the active ones, correlations."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_shared.service.postgres import unreachable_as

#: Any fixed number: activations wait for each other.
_ACTIVATION_LOCK: Final = 0xC0DE5
_COLUMNS: Final = (
    "edition_id", "place", "code", "suffix", "indent", "wording", "valid_from", "valid_to", "declarable",
)  # fmt: skip

_FIND: Final = text(
    "SELECT id FROM classify.nomenclature_edition WHERE system = :system AND language = :language AND digest = :digest"
)
_INSERT: Final = text(
    """
    INSERT INTO classify.nomenclature_edition
        (id, system, language, edition, published_on, digest, source_file, rows, loaded_at, loaded_by)
    VALUES (:id, :system, :language, :edition, :published_on, :digest, :source_file, :rows, :at, :by)
    ON CONFLICT DO NOTHING RETURNING id
    """
)
_EDITIONS: Final = text(
    """
    SELECT e.id, e.system, e.language, e.edition, e.published_on, e.digest, e.source_file, e.rows, e.loaded_at,
           e.loaded_by, a.edition_id IS NOT NULL AS active
    FROM classify.nomenclature_edition e LEFT JOIN classify.nomenclature_active a ON a.edition_id = e.id
    ORDER BY e.system, e.language, e.loaded_at, e.id
    """
)
_EDITION: Final = text("SELECT system, language FROM classify.nomenclature_edition WHERE id = :id")
_LOCK: Final = text("SELECT pg_advisory_xact_lock(:key)")
_ACTIVE: Final = text(
    "SELECT edition_id FROM classify.nomenclature_active WHERE system = :system AND language = :language"
)
_POINT: Final = text(
    """
    INSERT INTO classify.nomenclature_active (system, language, edition_id) VALUES (:system, :language, :id)
    ON CONFLICT (system, language) DO UPDATE SET edition_id = excluded.edition_id
    """
)
_REMEMBER: Final = text(
    """
    INSERT INTO classify.nomenclature_activation
        (system, language, edition_id, previous_edition_id, activated_at, activated_by)
    VALUES (:system, :language, :id, :previous, :at, :by)
    """
)
_POINTERS: Final = text("SELECT edition_id FROM classify.nomenclature_active ORDER BY edition_id")
_ROWS: Final = text(
    """
    SELECT code, suffix, indent, wording, valid_from, valid_to, declarable
    FROM classify.nomenclature_row WHERE edition_id = :id ORDER BY place
    """
)
_CORRELATIONS: Final = text(
    "SELECT newer_edition, older_edition, digest FROM classify.hs_correlation ORDER BY newer_edition, older_edition"
)
_PAIRS: Final = text(
    "SELECT pairs FROM classify.hs_correlation WHERE newer_edition = :newer AND older_edition = :older"
)
_CORRELATE: Final = text(
    """
    INSERT INTO classify.hs_correlation (newer_edition, older_edition, digest, pairs, loaded_at, loaded_by)
    VALUES (:newer, :older, :digest, CAST(:pairs AS jsonb), :at, :by)
    ON CONFLICT (newer_edition, older_edition) DO UPDATE
    SET digest = excluded.digest, pairs = excluded.pairs, loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by
    """
)


class NomenclatureStoreError(Exception):
    """PostgreSQL is out of reach or refuses."""


class EditionUnknownError(Exception):
    """No such edition is loaded."""


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What is to be loaded. The id follows from what it says."""

    system: str
    language: str
    edition: str
    published_on: date
    digest: str
    source_file: str

    @property
    def id(self) -> str:
        """System, language and the first 16 hex digits of the digest: the same rows have the same id."""
        return f"{self.system}:{self.language}:{self.digest[:16]}"


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition as it is stored."""

    id: str
    system: str
    language: str
    edition: str
    published_on: date
    digest: str
    source_file: str
    rows: int
    loaded_at: datetime
    loaded_by: str
    active: bool


class EditionRepository:
    """Editions in PostgreSQL.

    Args:
        engine: as the owner of the tables for loading and activating; any service role reads.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def load(
        self, edition: NewEdition, rows: Sequence[NomenclatureRow], at: datetime, by: str
    ) -> tuple[str, bool]:
        """Store an edition with its rows, in one transaction.

        Returns:
            Its id, and whether it was loaded now; false where the same rows were there before.

        Raises:
            NomenclatureStoreError: see there.
        """
        with _reaching("the edition cannot be stored"):
            async with self._engine.begin() as connection:
                known: str | None = (await connection.execute(_FIND, _values(edition))).scalar_one_or_none()
                if known is not None:
                    return known, False
                values = {**_values(edition), "id": edition.id, "rows": len(rows), "at": at, "by": by}
                if (await connection.execute(_INSERT, values)).scalar_one_or_none() is None:
                    return edition.id, False
                await _copy(connection, edition.id, rows)
        return edition.id, True

    async def activate(self, edition_id: str, at: datetime, by: str) -> str | None:
        """Move the pointer of the edition's system and language to it; the id that was active before.

        Raises:
            EditionUnknownError: it is not loaded.
            NomenclatureStoreError: see there.
        """
        with _reaching("the edition cannot be activated"):
            async with self._engine.begin() as connection:
                await connection.execute(_LOCK, {"key": _ACTIVATION_LOCK})
                found = (await connection.execute(_EDITION, {"id": edition_id})).one_or_none()
                if found is None:
                    raise EditionUnknownError(f"no edition {edition_id} is loaded")
                pointer = {"system": found.system, "language": found.language}
                before: str | None = (await connection.execute(_ACTIVE, pointer)).scalar_one_or_none()
                if before != edition_id:
                    await connection.execute(_POINT, {**pointer, "id": edition_id})
                    values = {**pointer, "id": edition_id, "previous": before, "at": at, "by": by}
                    await connection.execute(_REMEMBER, values)
        return before

    async def editions(self) -> list[StoredEdition]:
        """Every edition, by system and language, the oldest first."""
        with _reaching("the editions cannot be read"):
            async with self._engine.connect() as connection:
                return [StoredEdition(**row) for row in (await connection.execute(_EDITIONS)).mappings()]

    async def active(self) -> frozenset[str]:
        """Ids of the active editions: one small query, asked every few seconds."""
        with _reaching("the active editions cannot be read"):
            async with self._engine.connect() as connection:
                return frozenset((await connection.execute(_POINTERS)).scalars())

    async def rows(self, edition_id: str) -> list[NomenclatureRow]:
        """The rows of an edition in their order."""
        with _reaching("the rows of an edition cannot be read"):
            async with self._engine.connect() as connection:
                found = await connection.execute(_ROWS, {"id": edition_id})
                return [NomenclatureRow(row[0], row[2], row[3], row[1], row[4], row[5], row[6]) for row in found]

    async def correlate(self, newer: str, older: str, digest: str, pairs: str, at: datetime, by: str) -> None:
        """Store a correlation of two editions of the Harmonized System in place of the one before.

        Args:
            pairs: a JSON list of `[newer, older, relationship, main]`.
        """
        values = {"newer": newer, "older": older, "digest": digest, "pairs": pairs, "at": at, "by": by}
        with _reaching("the correlation cannot be stored"):
            async with self._engine.begin() as connection:
                await connection.execute(_CORRELATE, values)

    async def correlations(self) -> Mapping[tuple[str, str], str]:
        """(newer, older) -> digest, of every stored correlation."""
        with _reaching("the correlations cannot be read"):
            async with self._engine.connect() as connection:
                found = await connection.execute(_CORRELATIONS)
                return {(row.newer_edition, row.older_edition): row.digest for row in found}

    async def pairs(self, newer: str, older: str) -> list[Any]:
        """The pairs of a stored correlation; none where it is not there."""
        with _reaching("a correlation cannot be read"):
            async with self._engine.connect() as connection:
                found = await connection.execute(_PAIRS, {"newer": newer, "older": older})
                return list(found.scalar_one_or_none() or [])


def _reaching(what: str) -> AbstractContextManager[None]:
    return unreachable_as(NomenclatureStoreError, what)


def _values(edition: NewEdition) -> dict[str, Any]:
    return {
        "system": edition.system,
        "language": edition.language,
        "edition": edition.edition,
        "published_on": edition.published_on,
        "digest": edition.digest,
        "source_file": edition.source_file,
    }


async def _copy(connection: AsyncConnection, edition_id: str, rows: Sequence[NomenclatureRow]) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    records = (
        (
            edition_id, place, row.code, row.suffix, row.indent, row.text, row.valid_from, row.valid_to,
            row.declarable,
        )
        for place, row in enumerate(rows)
    )  # fmt: skip
    await driver.copy_records_to_table("nomenclature_row", schema_name="classify", columns=_COLUMNS, records=records)
