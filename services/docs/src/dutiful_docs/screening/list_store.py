"""Editions of lists in PostgreSQL: loaded whole, kept, and one of each list active."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.screening.engine.listed import Edition, Listed
from dutiful_docs.screening.errors import ScreeningError, ScreeningUnavailableError
from dutiful_docs.screening.lists.recognise import Publication
from dutiful_docs.screening.plain import entry_of, plain_entry
from dutiful_shared.service.postgres import unreachable_as

#: A list that loses more than this share of its entries at once is rather cut off than shortened.
MOST_LOST: Final = 0.2
_ROWS: Final = 2_000
_EDITION: Final = "SELECT id, list_id, list_date, form, digest, entries, names, loaded_at, loaded_by"
_SAME: Final = text(
    f"{_EDITION} FROM docs.screening_edition WHERE list_id = :list_id AND digest = :digest AND list_date = :list_date"
)
_ONE: Final = text(f"{_EDITION} FROM docs.screening_edition WHERE id = :id")
_STORED: Final = text(
    """
    SELECT e.id, e.list_id, e.list_date, e.form, e.digest, e.entries, e.names, e.loaded_at, e.loaded_by,
           a.verified_on
    FROM docs.screening_edition e LEFT JOIN docs.screening_active a ON a.edition_id = e.id
    ORDER BY e.list_id, e.loaded_at DESC, e.id
    """
)
_ACTIVE: Final = text(
    """
    SELECT e.id, e.list_id, e.list_date, e.digest, a.verified_on
    FROM docs.screening_active a JOIN docs.screening_edition e ON e.id = a.edition_id ORDER BY e.list_id
    """
)
_ADD: Final = text(
    """
    INSERT INTO docs.screening_edition (id, list_id, list_date, form, digest, entries, names, loaded_at, loaded_by)
    VALUES (:id, :list_id, :list_date, :form, :digest, :entries, :names, :at, :by)
    """
)
_ADD_ENTRIES: Final = text(
    """
    INSERT INTO docs.screening_entry (edition_id, number, content)
    SELECT :edition_id, :first + place - 1, content
    FROM unnest(CAST(:contents AS text[])::jsonb[]) WITH ORDINALITY AS found (content, place)
    """
)
_ENTRIES: Final = text(
    """
    SELECT number, content FROM docs.screening_entry WHERE edition_id = :edition_id AND number > :after
    ORDER BY number LIMIT :most
    """
)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('docs.screening_active'))")
_NOW_ACTIVE: Final = text("SELECT edition_id FROM docs.screening_active WHERE list_id = :list_id")
_POINT: Final = text(
    """
    INSERT INTO docs.screening_active (list_id, edition_id, verified_on) VALUES (:list_id, :edition_id, :verified_on)
    ON CONFLICT (list_id) DO UPDATE SET edition_id = excluded.edition_id, verified_on = excluded.verified_on
    """
)
_HISTORY: Final = text(
    """
    INSERT INTO docs.screening_activation (list_id, edition_id, previous_id, action, at, by, reason)
    VALUES (:list_id, :edition_id, :previous_id, :action, :at, :by, :reason)
    """
)
_BEFORE: Final = text(
    """
    SELECT previous_id FROM docs.screening_activation
    WHERE list_id = :list_id AND edition_id = :edition_id AND previous_id IS NOT NULL AND action = 'activate'
    ORDER BY id DESC LIMIT 1
    """
)
_VERIFY: Final = text(
    "UPDATE docs.screening_active SET verified_on = :day WHERE list_id = :list_id RETURNING edition_id"
)


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition as it is stored. `verified_on` is set for the active one alone."""

    id: str
    list_id: str
    list_date: date
    form: str
    digest: str
    entries: int
    names: int
    loaded_at: datetime
    loaded_by: str
    verified_on: date | None = None


class ListStore:
    """The only SQL about lists.

    Args:
        engine: of a role that may read the lists; loading and activating takes their owner.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def load(self, publication: Publication, at: datetime, by: str) -> tuple[StoredEdition, bool]:
        """Store an edition; the same files of the same day are stored once.

        Returns:
            The edition, and whether it is new.
        """
        sought = {
            "list_id": publication.list_id,
            "digest": publication.digest,
            "list_date": publication.list_date,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            if (row := (await connection.execute(_SAME, sought)).one_or_none()) is not None:
                return StoredEdition(*row), False
            edition_id = f"{publication.list_id}@{publication.list_date}-{publication.digest[:8]}"
            counts = {"entries": len(publication.entries), "names": publication.names}
            told = {"id": edition_id, "form": publication.form, "at": at, "by": by}
            await connection.execute(_ADD, {**sought, **counts, **told})
            for first in range(0, len(publication.entries), _ROWS):
                contents = [
                    orjson.dumps(plain_entry(entry)).decode() for entry in publication.entries[first : first + _ROWS]
                ]
                values = {"edition_id": edition_id, "first": first, "contents": contents}
                await connection.execute(_ADD_ENTRIES, values)
            return StoredEdition(*(await connection.execute(_ONE, {"id": edition_id})).one()), True

    async def activate(self, edition_id: str, at: datetime, by: str, accept: str = "") -> StoredEdition:
        """Make the edition the active one of its list.

        Args:
            accept: why it may be older, or much smaller, than the active one.

        Raises:
            ScreeningError: there is no such edition, or it is suspicious and nothing is accepted.
        """
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            edition = await _edition(connection, edition_id)
            previous_id = (await connection.execute(_NOW_ACTIVE, {"list_id": edition.list_id})).scalar_one_or_none()
            if previous_id is not None and previous_id != edition_id and not accept:
                _check(edition, await _edition(connection, previous_id))
            await _point(connection, edition, previous_id, "activate", at, by, accept)
            return edition

    async def rollback(self, list_id: str, at: datetime, by: str) -> StoredEdition:
        """Go back to the edition that was active before.

        Raises:
            ScreeningError: the list is not active, or there was none before.
        """
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            active = (await connection.execute(_NOW_ACTIVE, {"list_id": list_id})).scalar_one_or_none()
            values = {"list_id": list_id, "edition_id": active}
            before = (await connection.execute(_BEFORE, values)).scalar_one_or_none() if active else None
            if before is None or before == active:
                raise ScreeningError(f"There is no edition of {list_id} to go back to.")
            edition = await _edition(connection, before)
            await _point(connection, edition, active, "rollback", at, by, "")
            return edition

    async def verify(self, list_id: str, day: date, at: datetime, by: str) -> str:
        """Note that the active edition was found to be the publisher's current one.

        Raises:
            ScreeningError: no edition of the list is active.
        """
        async with self._engine.begin() as connection:
            edition_id = (await connection.execute(_VERIFY, {"list_id": list_id, "day": day})).scalar_one_or_none()
            if edition_id is None:
                raise ScreeningError(f"No edition of {list_id} is active.")
            told = {"list_id": list_id, "edition_id": edition_id, "previous_id": None, "reason": ""}
            await connection.execute(_HISTORY, {**told, "action": "verify", "at": at, "by": by})
            return str(edition_id)

    async def stored(self) -> list[StoredEdition]:
        """Every edition, by list, the newest first."""
        async with self._engine.connect() as connection:
            return [StoredEdition(*row) for row in await connection.execute(_STORED)]

    async def active(self) -> list[Edition]:
        """The active edition of each list.

        Raises:
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        with unreachable_as(ScreeningUnavailableError, "the lists are out of reach"):
            async with self._engine.connect() as connection:
                return [
                    Edition(row.id, row.list_id, row.list_date, row.digest, row.verified_on)
                    for row in await connection.execute(_ACTIVE)
                ]

    async def entries(self, edition_id: str) -> AsyncIterator[Listed]:
        """The entries of an edition, read piece by piece.

        Raises:
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        after = -1
        while True:
            values: dict[str, Any] = {"edition_id": edition_id, "after": after, "most": _ROWS}
            with unreachable_as(ScreeningUnavailableError, "the lists are out of reach"):
                async with self._engine.connect() as connection:
                    found = (await connection.execute(_ENTRIES, values)).all()
            for row in found:
                yield entry_of(row.content)
            if len(found) < _ROWS:
                return
            after = found[-1].number


async def _edition(connection: AsyncConnection, edition_id: str) -> StoredEdition:
    row = (await connection.execute(_ONE, {"id": edition_id})).one_or_none()
    if row is None:
        raise ScreeningError(f"There is no edition {edition_id}.")
    return StoredEdition(*row)


def _check(edition: StoredEdition, active: StoredEdition) -> None:
    if edition.list_date < active.list_date:
        raise ScreeningError(f"{edition.id} is older than the active {active.id}; say with --accept why it may be.")
    if edition.entries < active.entries * (1 - MOST_LOST):
        raise ScreeningError(
            f"{edition.id} has {edition.entries} entries and the active {active.id} {active.entries}; "
            "say with --accept why so many may be gone."
        )


async def _point(
    connection: AsyncConnection,
    edition: StoredEdition,
    previous_id: str | None,
    action: str,
    at: datetime,
    by: str,
    reason: str,
) -> None:
    pointer = {"list_id": edition.list_id, "edition_id": edition.id}
    # The publisher's own day, not today: whoever loads an old file has not verified anything.
    await connection.execute(_POINT, {**pointer, "verified_on": edition.list_date})
    told: Sequence[tuple[str, Any]] = (("previous_id", previous_id), ("action", action), ("at", at), ("by", by))
    await connection.execute(_HISTORY, {**pointer, **dict(told), "reason": reason})
