"""Keeps the copies of the active releases on this machine (`release_files`) up to date, in the background."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.tariff.release_files import ReleaseFiles
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS

#: How often is looked whether other releases are active (seconds).
_LOOK_SECONDS: Final = 5.0
#: Rows come in portions, so that quotes are answered in between.
_PORTION: Final = 500
_ROWS: Final = text(
    """
    SELECT 'release' AS part, '' AS goods_code, 0 AS seq, NULL AS kind, NULL AS areas,
           jsonb_build_object('lines', line_count > 0, 'profile', profile)::text AS data
    FROM quote.tariff_release WHERE id = :release
    UNION ALL
    SELECT 'measure', goods_code, seq, kind, data->>'areas', data::text
    FROM quote.tariff_measure WHERE release_id = :release
    UNION ALL
    SELECT 'line', goods_code, 0, NULL, NULL, to_jsonb(units)::text
    FROM quote.tariff_line WHERE release_id = :release
    UNION ALL
    SELECT 'area', '', CAST(row_number() OVER () AS int), NULL, NULL,
           jsonb_build_array(area, member, valid_from, valid_to)::text
    FROM quote.tariff_area WHERE release_id = :release
    """
)
_COUNTS: Final = text("SELECT measure_count + line_count FROM quote.tariff_release WHERE id = :release")


class ActiveEditions(Protocol):
    """Which editions are active; `EditionBoard` in production."""

    @property
    def known(self) -> Mapping[str, Edition] | None:
        """Jurisdiction -> active edition; None while nobody knows."""

    @property
    def confirmed(self) -> bool:
        """Whether they were read from their source since the start, and are not only supposed."""


class ReleaseCopies:
    """Copies what is active and not yet copied. `start` before use."""

    def __init__(
        self, board: ActiveEditions, engine: AsyncEngine, files: ReleaseFiles, registry: CollectorRegistry
    ) -> None:
        self._board = board
        self._engine = engine
        self._files = files
        self._done: frozenset[str] = frozenset()
        self._one_at_a_time = asyncio.Lock()
        self._whole = Gauge(
            "dutiful_tariff_copies_whole",
            "1 where every active release has its copy on this machine, else 0.",
            registry=registry,
        )
        self._work = Periodic("tariff-copies", self.turn, _LOOK_SECONDS, passing=(*STORE_ERRORS, sqlite3.Error))

    def start(self) -> None:
        """Go on in the background: a start does not wait for copies."""
        self._work.start_later()

    async def close(self) -> None:
        """Stop copying and close the files; a copy that is not whole is made anew later."""
        await self._work.close()
        await self._files.close()

    async def turn(self) -> None:
        """Copy what is missing.

        Raises:
            SQLAlchemyError, OSError, sqlite3.Error: PostgreSQL does not give it, or the disk does not take it.
        """
        async with self._one_at_a_time:
            await self._turn()

    async def _turn(self) -> None:
        known = self._board.known
        if known is None or not self._board.confirmed:
            return
        active = [release for edition in known.values() for release in edition.releases]
        ids = frozenset(release.id for release in active)
        if ids == self._done:
            return
        self._whole.set(0)
        for release in await self._files.missing(active):
            await self._copy(release)
        await self._files.activate(active)
        self._done = ids
        self._whole.set(1)
        logger().info("the active tariff is copied", releases=len(ids))

    async def _copy(self, release: ReleaseInfo) -> None:
        async with self._reading() as connection:
            counted = (await connection.execute(_COUNTS, {"release": release.id})).scalar_one()
            found = await connection.stream(_ROWS, {"release": release.id}, execution_options={"yield_per": _PORTION})
            rows = [tuple(row) async for row in found]
        if sum(part in {"measure", "line"} for part, *_ in rows) != counted:
            raise OSError(f"the copy of {release.id} is not whole")
        await self._files.write(release, rows)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.connect() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = '60s'"))
            yield connection
