"""The SQL that reads tariffs. One statement answers all slices of a cart, over any number of jurisdictions.

Engine in, domain objects out. What goes wrong on the way to PostgreSQL is a `TariffUnavailableError`.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo, TariffUnavailableError
from dutiful_quote.tariff.slice_query import SLICES, asking
from dutiful_quote.tariff.slice_rows import FoundRows, WantedSlice
from dutiful_quote.tariff.stored import Activation, StoredRelease
from dutiful_shared.service.postgres import STORE_ERRORS

#: A longer list of differences is fetched in portions of this many rows.
_PORTION = 5_000
# Two full schedules are joined and sorted in memory, not in batches on disk, which takes longer by half. The limit
# on a statement is wider than in serving, and still one: the comparison is also a public route.
_COMPARING = ("SET LOCAL statement_timeout = '30s'", "SET LOCAL work_mem = '64MB'")

_RELEASE_COLUMNS = (
    "r.id, r.jurisdiction, r.publication, r.edition, r.title, r.publisher, r.source_url, r.licence, r.published_on, "
    "r.verified_until"
)
_ACTIVE = text(
    f"SELECT {_RELEASE_COLUMNS} FROM quote.tariff_active a JOIN quote.tariff_release r ON r.id = a.release_id"  # noqa: S608 - constants only
)
_NAMED = text(
    f"SELECT {_RELEASE_COLUMNS} FROM quote.tariff_release r WHERE r.id = ANY(:ids) AND r.status = 'ready'"  # noqa: S608
)
# Activations are made one at a time (advisory lock), so the newest id tells whether the pointer has moved. What it
# points to changes in one thing only, the day through which it is verified, and that only grows.
_POINTER_VERSION = text(
    """
    SELECT (SELECT coalesce(max(id), 0) FROM quote.tariff_activation) AS activation,
           (SELECT coalesce(sum(r.verified_until - date '2000-01-01'), 0)
            FROM quote.tariff_active a JOIN quote.tariff_release r ON r.id = a.release_id) AS verified
    """
)
_LIST = text(
    f"""
    SELECT {_RELEASE_COLUMNS}, r.digest, r.measure_count, r.line_count, r.loaded_at,
           a.release_id IS NOT NULL AS active, a.activated_at, a.activated_by
    FROM quote.tariff_release r LEFT JOIN quote.tariff_active a ON a.release_id = r.id
    WHERE r.status = 'ready' ORDER BY r.jurisdiction, r.publication, r.loaded_at, r.id
    """  # noqa: S608
)
# A new edition verifies everything anew: that alone is no change of the law. Most measures are the same to the last
# byte, which is cheaper to see.
_DIFFERENCES = text(
    """
    SELECT one.data::text AS before, other.data::text AS after
    FROM (SELECT id, data, data - 'verified_until' AS law FROM quote.tariff_measure WHERE release_id = :before) AS one
    FULL JOIN (SELECT id, data, data - 'verified_until' AS law FROM quote.tariff_measure WHERE release_id = :after)
         AS other USING (id)
    WHERE one.data IS DISTINCT FROM other.data AND one.law IS DISTINCT FROM other.law
    ORDER BY coalesce(one.data->>'goods_code', other.data->>'goods_code', '') COLLATE "C", id COLLATE "C"
    """
)
# Measures of the active releases that are in force on one of the two days and not on the other, or come and go between.
_NEAR_CODE = "(:code = '' OR m.goods_code = '' OR starts_with(m.goods_code, :code) OR starts_with(:code, m.goods_code))"
# Days come from an index, and a page is found by them alone: a measure is read only when it is on the page.
_DATED_CHANGES = text(
    f"""
    WITH active AS (
        SELECT release_id FROM quote.tariff_active
        WHERE CAST(:jurisdiction AS text) IS NULL OR jurisdiction = :jurisdiction
    ), change AS (
        SELECT m.release_id, m.seq, m.goods_code, m.id, true AS begins, m.valid_from AS on_day
        FROM active a JOIN quote.tariff_measure m ON m.release_id = a.release_id
        WHERE m.valid_from > :first AND m.valid_from <= :last AND {_NEAR_CODE}
        UNION ALL
        SELECT m.release_id, m.seq, m.goods_code, m.id, false AS begins, m.valid_to + 1 AS on_day
        FROM active a JOIN quote.tariff_measure m ON m.release_id = a.release_id
        WHERE m.valid_to >= :first AND m.valid_to < :last AND {_NEAR_CODE}
    ), page AS (
        SELECT * FROM change ORDER BY on_day, begins, goods_code, id COLLATE "C", release_id, seq
        OFFSET :skip LIMIT :most
    )
    SELECT m.data::text AS data, release_id, begins FROM page JOIN quote.tariff_measure m USING (release_id, seq)
    ORDER BY on_day, begins, m.goods_code, m.id COLLATE "C", release_id, seq
    """  # noqa: S608 - our own text
)
_HISTORY = text(
    """
    SELECT jurisdiction, publication, release_id, previous_release_id, action, activated_at, activated_by, reason,
           coalesce(breaches, '{}') AS breaches
    FROM quote.tariff_activation
    WHERE (CAST(:jurisdiction AS text) IS NULL OR jurisdiction = :jurisdiction)
      AND (CAST(:publication AS text) IS NULL OR publication = :publication)
    ORDER BY id DESC LIMIT :most
    """
)


def editions_of(releases: Iterable[ReleaseInfo]) -> dict[str, Edition]:
    """Jurisdiction -> its edition, made of these releases. The key is a digest of the sorted release ids."""
    by_jurisdiction: dict[str, list[ReleaseInfo]] = {}
    for release in releases:
        by_jurisdiction.setdefault(release.jurisdiction, []).append(release)
    editions = {}
    for jurisdiction, members in sorted(by_jurisdiction.items()):
        members.sort(key=lambda release: release.id)
        key = hashlib.sha256(" ".join(release.id for release in members).encode()).hexdigest()[:16]
        editions[jurisdiction] = Edition(jurisdiction, key, tuple(members))
    return editions


class TariffRepository:
    """Reads releases from PostgreSQL. Every method raises `TariffUnavailableError` where PostgreSQL cannot answer."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def slices(self, wanted: Sequence[WantedSlice]) -> dict[WantedSlice, TariffSlice]:
        """All wanted slices, by one statement. A code that no release knows gives an empty slice.

        Args:
            wanted: goods codes are digits, or empty for the territory's own slice.
        """
        found = FoundRows()
        asked = asking(wanted)
        if asked.releases:
            found.add(await self._rows("slices", SLICES, asked.parameters()))
        return {one: found.slice_of(one) for one in wanted}

    async def pointer_version(self) -> tuple[int, int]:
        """Another one after every activation, roll back and verification."""
        async with self._reading("activations") as connection:
            activation, verified = (await connection.execute(_POINTER_VERSION)).one()
            return int(activation), int(verified)

    async def active_editions(self) -> dict[str, Edition]:
        """Jurisdiction -> the edition made of its active releases."""
        async with self._reading("active releases") as connection:
            return editions_of([_info(row) for row in await connection.execute(_ACTIVE)])

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        """The ready releases among `ids`; one that is not loaded is not in the answer."""
        return [_info(row) for row in await self._rows("releases", _NAMED, {"ids": list(ids)})]

    async def stored_releases(self) -> list[StoredRelease]:
        """Every loaded release, by jurisdiction, publication and time of loading."""
        async with self._reading("releases") as connection:
            return [
                StoredRelease(
                    info=_info(row),
                    digest=row.digest,
                    measure_count=row.measure_count,
                    line_count=row.line_count,
                    loaded_at=row.loaded_at,
                    active=row.active,
                    activated_at=row.activated_at,
                    activated_by=row.activated_by,
                )
                for row in await connection.execute(_LIST)
            ]

    async def differences(
        self, before: str, after: str
    ) -> AsyncIterator[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
        """Pairs of plain measures (see `measure_plain`) that differ between two releases, by goods code.

        One side is None where the other release alone has a measure of that id. Rows come through a server-side cursor.
        """
        async with self._reading(f"differences of {before} and {after}") as connection:
            for setting in _COMPARING:
                await connection.execute(text(setting))
            result = await connection.stream(
                _DIFFERENCES, {"before": before, "after": after}, execution_options={"yield_per": _PORTION}
            )
            async for row in result:
                yield _plain(row.before), _plain(row.after)

    async def dated_changes(
        self, first: date, last: date, jurisdiction: str | None, code: str, skip: int, most: int
    ) -> list[tuple[Mapping[str, Any], str, bool]]:
        """(plain measure, release, whether it begins) of active measures that begin or end between two days."""
        values = {"first": first, "last": last, "jurisdiction": jurisdiction, "code": code, "skip": skip, "most": most}
        async with self._reading("changes of the law") as connection:
            found = await connection.execute(_DATED_CHANGES, values)
            return [(orjson.loads(row.data), row.release_id, row.begins) for row in found]

    async def history(self, jurisdiction: str | None, publication: str | None, most: int) -> list[Activation]:
        """The newest moves of the pointer."""
        values = {"jurisdiction": jurisdiction, "publication": publication, "most": most}
        async with self._reading("the history of activations") as connection:
            return [
                Activation(
                    row.jurisdiction,
                    row.publication,
                    row.release_id,
                    row.previous_release_id,
                    row.action,
                    row.activated_at,
                    row.activated_by,
                    row.reason,
                    tuple(row.breaches),
                )
                for row in await connection.execute(_HISTORY, values)
            ]

    async def _rows(self, what: str, statement: TextClause, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """The rows of a statement that waits for nothing else, so that carts can wait for it."""
        try:
            return await self._asked(what, statement, parameters)
        except TariffUnavailableError as exc:
            # That a restart of PostgreSQL broke the connection shows only now; a fresh one is worth one more try.
            if not (isinstance(exc.__cause__, DBAPIError) and exc.__cause__.connection_invalidated):
                raise
            return await self._asked(what, statement, parameters)

    async def _asked(self, what: str, statement: TextClause, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        async with self._reading(what) as connection:
            return (await connection.execute(statement, parameters)).all()

    @asynccontextmanager
    async def _reading(self, what: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.connect() as connection:
                yield connection
        except STORE_ERRORS as exc:
            raise TariffUnavailableError(f"PostgreSQL did not answer for {what}: {exc}") from exc


def _info(row: Row[Any]) -> ReleaseInfo:
    return ReleaseInfo(
        id=row.id,
        jurisdiction=row.jurisdiction,
        publication=row.publication,
        edition=row.edition,
        title=row.title,
        publisher=row.publisher,
        source_url=row.source_url,
        licence=row.licence,
        published_on=row.published_on,
        verified_until=row.verified_until,
    )


def _plain(data: str | None) -> Mapping[str, Any] | None:
    if data is None:
        return None
    plain: Mapping[str, Any] = orjson.loads(data)
    return plain
