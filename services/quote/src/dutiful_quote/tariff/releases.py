"""Immutable releases: load one from a publication, point to it, move the pointer back.

A release is all or nothing: rows and checks share one transaction. The same facts are never loaded twice, and nothing
in a release ever changes, so caches need no invalidation: they watch the pointer, which every service polls and which
is announced on a Redis channel too.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_quote.tariff import release_tables as tables
from dutiful_quote.tariff.errors import NothingToRollBackError, ReleaseRefusedError, ReleaseUnknownError
from dutiful_quote.tariff.measure_plain import measure_to_plain
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.release_checks import MOST_PROBLEMS, ReleaseChecks
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo

#: Rows in memory at a time while a release streams in.
_BATCH_ROWS = 2_000
#: Loads of at least so many rows refresh the planner's statistics at once; smaller ones leave that to autovacuum.
_ANALYZE_FROM_ROWS = 5_000


class Announcer(Protocol):
    """Tells other processes that the pointer has moved. Losing a message only costs them the time until they poll."""

    async def announce(self, release: str) -> None:
        """Tell of the release that is active now. Nothing is raised where nobody can be told."""


class ReleaseStore:
    """Loads and activates releases. Made with an engine without a statement timeout, since a load takes seconds."""

    def __init__(
        self,
        engine: AsyncEngine,
        announcer: Announcer | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._announcer = announcer
        self._now = now

    async def load(self, tariff: PublishedTariff, on_rows: Callable[[int], None] | None = None) -> ReleaseInfo:
        """Load a publication as a new release; the release it already is, if the same facts are loaded.

        Args:
            tariff: its measures and lines are read once, in portions; generators will do.
            on_rows: told how many further rows were written, for a progress bar.

        Raises:
            ReleaseRefusedError: the facts failed a check; nothing was kept.
            sqlalchemy.exc.SQLAlchemyError, OSError: PostgreSQL failed; nothing was kept.
        """
        release = release_id(tariff)
        async with self._engine.begin() as connection:
            await tables.lift_timeout(connection)
            existing = await tables.find_release(connection, tariff)
            if existing is None and not await tables.insert_release(connection, release, tariff):
                existing = await tables.find_release(connection, tariff)
                if existing is None:  # the short digest of other facts: one in four thousand million
                    raise ReleaseRefusedError(release, ["another release with this id has other facts"])
            if existing is None:
                try:
                    await _Loading(connection, release, tariff, on_rows or _nobody).run()
                except tables.RowStandsTwiceError as exc:
                    raise ReleaseRefusedError(release, [f"a line or membership stands twice: {exc}"]) from exc
        return release_info(tariff, existing or release)

    async def activate(self, jurisdiction: str, publication: str, release: str, by: str) -> bool:
        """Make `release` the active one of its publication; false where it already was.

        Raises:
            ReleaseUnknownError: there is no such release of that publication.
        """
        async with self._engine.begin() as connection:
            if await tables.publication_of(connection, release) != (jurisdiction, publication):
                raise ReleaseUnknownError(f"no release {release} of {jurisdiction} {publication} is loaded")
        return bool(await self.activate_together([release], by))

    async def activate_together(
        self,
        releases: Sequence[str],
        by: str,
        *,
        reason: str | None = None,
        breaches: Sequence[str] = (),
        retired: Iterable[tuple[str, str]] = (),
    ) -> list[str]:
        """Activate several releases at one moment; those that were not active before.

        Args:
            reason: why, where checks were breached; kept in the history together with the `breaches`.
            retired: publications, as (jurisdiction, publication), that stop being active at the same moment. What takes
                their place then never stands beside them, and no moment has neither.

        Raises:
            ReleaseUnknownError: one of them is not loaded; none was activated.
        """
        moved = []
        async with self._engine.begin() as connection:
            await tables.lock_activations(connection)
            announced = await self._retire(connection, retired, by)
            for release in releases:
                place = await tables.publication_of(connection, release)
                if place is None:
                    raise ReleaseUnknownError(f"no release {release} is loaded")
                previous = await tables.active_release(connection, *place)
                if previous != release:
                    await tables.move_pointer(
                        connection, place, release, previous, "activate", self._now(), by, reason, breaches
                    )
                    moved.append(release)
        announced += moved
        if announced and self._announcer:
            await self._announcer.announce(announced[-1])
        return moved

    async def rollback(self, jurisdiction: str, publication: str, by: str) -> str:
        """Move the pointer back to the release that was active before the present one, whose id is returned.

        Raises:
            NothingToRollBackError: nothing is active, or nothing was before it.
        """
        place = (jurisdiction, publication)
        async with self._engine.begin() as connection:
            await tables.lock_activations(connection)
            present = await tables.active_release(connection, *place)
            if present is None:
                raise NothingToRollBackError(f"{jurisdiction} {publication} has no active release")
            former = await tables.release_before(connection, place, present)
            if former is None:
                raise NothingToRollBackError(f"no release of {jurisdiction} {publication} was active before {present}")
            await tables.move_pointer(connection, place, former, present, "rollback", self._now(), by)
        if self._announcer:
            await self._announcer.announce(former)
        return former

    async def _retire(self, connection: AsyncConnection, places: Iterable[tuple[str, str]], by: str) -> list[str]:
        retired = []
        for place in sorted(places):
            present = await tables.active_release(connection, *place)
            if present is not None:
                await tables.retire(connection, place, present, self._now(), by)
                retired.append(present)
        return retired

    async def active_editions(self) -> Mapping[str, Edition]:
        """Jurisdiction -> the edition made of its active releases."""
        return await TariffRepository(self._engine).active_editions()

    async def active_places(self) -> dict[tuple[str, str], str]:
        """(jurisdiction, publication) of every active release -> who activated it."""
        return {
            (release.info.jurisdiction, release.info.publication): release.activated_by or ""
            for release in await TariffRepository(self._engine).stored_releases()
            if release.active
        }

    async def is_seeded(self, fingerprint: str) -> bool:
        """Whether the packaged facts of this fingerprint have been loaded already."""
        async with self._engine.connect() as connection:
            return await tables.is_seeded(connection, fingerprint)

    async def remember_seed(self, fingerprint: str) -> None:
        """Note that the packaged facts of this fingerprint are loaded."""
        async with self._engine.begin() as connection:
            await tables.remember_seed(connection, fingerprint, self._now())


def release_id(tariff: PublishedTariff) -> str:
    """A readable id without blanks: `US:hts:2026-rev-10:1a2b3c4d`."""
    info = tariff.info
    edition = re.sub(r"[^a-z0-9.]+", "-", info.edition.lower()).strip("-")
    return f"{info.jurisdiction}:{info.publication}:{edition}:{tariff.digest[:8]}"


def release_info(tariff: PublishedTariff, release: str) -> ReleaseInfo:
    """Where the release made of `tariff` comes from."""
    info = tariff.info
    return ReleaseInfo(
        id=release,
        jurisdiction=info.jurisdiction,
        publication=info.publication,
        edition=info.edition,
        title=info.title,
        publisher=info.publisher,
        source_url=info.source_url,
        licence=info.licence,
        published_on=info.published_on,
        verified_until=info.verified_until,
    )


class _Loading:
    """One load, within its transaction."""

    def __init__(
        self, connection: AsyncConnection, release: str, tariff: PublishedTariff, on_rows: Callable[[int], None]
    ) -> None:
        self._connection = connection
        self._release = release
        self._tariff = tariff
        self._on_rows = on_rows
        self._areas = tuple(tariff.areas)
        self._checks = ReleaseChecks(tariff.info.jurisdiction, self._areas)

    async def run(self) -> None:
        await tables.copy_rows(
            self._connection,
            "tariff_area",
            ("release_id", "area", "member", "valid_from", "valid_to"),
            [(self._release, row.area, row.member, row.valid_from, row.valid_to) for row in self._areas],
        )
        lines = await self._copy(
            "tariff_line", ("release_id", "goods_code", "units"), map(self._line_row, self._tariff.lines)
        )
        measures = await self._copy(
            "tariff_measure",
            ("release_id", "seq", "goods_code", "kind", "id", "data"),
            (self._measure_row(seq, measure) for seq, measure in enumerate(self._tariff.measures)),
        )
        if not (measures or lines or self._areas or self._tariff.profile):
            self._checks.report("it is empty")
        if measures + lines >= _ANALYZE_FROM_ROWS:
            await tables.analyze(self._connection)
        await self._check_together()
        if self._checks.problems:
            raise ReleaseRefusedError(self._release, self._checks.problems)
        await tables.finish_release(self._connection, self._release, measures, lines)

    async def _copy(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Write checked rows in portions; no more are written once the release is bound to be refused.

        While PostgreSQL takes one portion in, the next one is read and checked in a thread.
        """
        count = 0
        portions = _portions(rows)
        portion = await asyncio.to_thread(next, portions, None)
        while portion is not None and len(self._checks.problems) < MOST_PROBLEMS:
            count += len(portion)
            sound = not self._checks.problems
            following = asyncio.create_task(asyncio.to_thread(next, portions, None))
            try:
                if sound:
                    await tables.copy_rows(self._connection, table, columns, portion)
                    self._on_rows(len(portion))
            finally:
                portion = await following
        return count

    async def _check_together(self) -> None:
        """What only shows when all rows are there."""
        if self._checks.problems:
            return
        for one, other, code, area in await tables.overlaps(self._connection, [self._release], MOST_PROBLEMS):
            self._checks.report(
                f"measure {other}: overlaps {one} (same kind, programme and conditions for goods code {code or 'any'}, "
                f"area {area}, on common days)"
            )

    def _line_row(self, line: NomenclatureLine) -> tuple[Any, ...]:
        self._checks.line(line)
        return (self._release, line.goods_code, list(line.units))

    def _measure_row(self, seq: int, measure: Measure) -> tuple[Any, ...]:
        self._checks.measure(measure)
        bare = replace(measure, release="") if measure.release else measure
        data = orjson.dumps(measure_to_plain(bare)).decode()
        return (self._release, seq, measure.goods_code, measure.kind.value, measure.id, data)


def _portions(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while portion := list(islice(iterator, _BATCH_ROWS)):
        yield portion


def _nobody(rows: int) -> None:
    """Nobody watches the progress."""
