"""Copies of the active releases on this machine: one read-only indexed file for each, the last rung of the ladder.

A release never changes, so neither does its file; it gets its name only when it is whole. `active.json` names the
releases that were active together; it is written when all their files are on the disk, and what it does not name is
written anew.
"""

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from datetime import date
from decimal import InvalidOperation
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, TypeAlias, TypeVar

import orjson

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.repository import editions_of
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo, TariffUnavailableError
from dutiful_quote.tariff.slice_rows import FoundRows, SliceRow, WantedSlice

#: Raise it whenever a file would be read differently.
_SCHEMA: Final = 2
_ACTIVE: Final = "active.json"
# Flushed to the disk once for all files: one by one takes minutes on a busy disk.
_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE entry (part TEXT, goods_code TEXT, seq INTEGER, kind TEXT, areas TEXT, data TEXT,
                        PRIMARY KEY (part, goods_code, seq)) WITHOUT ROWID;
"""
_TERRITORY: Final = "SELECT * FROM entry WHERE goods_code = '' AND part IN ('release', 'measure', 'area')"
# As in PostgreSQL: ":" is the character after "9", so (code, code:) is everything below the code.
_BELOW: Final = """
    SELECT * FROM entry WHERE part IN ('measure', 'line') AND goods_code > :code AND goods_code < :code || ':'
"""
_PLACE: Final = "SELECT * FROM entry WHERE part IN ('measure', 'line') AND goods_code = ?"
_RELEASE: Final = "SELECT * FROM entry WHERE part = 'release'"

Outcome = TypeVar("Outcome")
#: Part, goods code, `seq`, kind, areas and JSON, as in `SliceRow`.
CopiedRow: TypeAlias = tuple[str, str, int, str | None, str | None, str]


class ReleaseFiles:
    """The folder of copies. It answers as PostgreSQL does; what it has no copy of is `TariffUnavailableError`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, sqlite3.Connection] = {}
        self._thread = ThreadPoolExecutor(1, "tariff-copies")

    async def slices(self, wanted: Sequence[WantedSlice]) -> Mapping[WantedSlice, TariffSlice]:
        """All wanted slices.

        Raises:
            TariffUnavailableError: a release has no copy here, or its copy cannot be read.
        """
        return await self._in_thread(lambda: self._slices(wanted))

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        """The releases among `ids` that were active when the copies were made."""
        known = await self._in_thread(self._active)
        return [release for release in known if release.id in ids]

    async def editions(self) -> Mapping[str, Edition]:
        """Jurisdiction -> the edition that was active when the copies were made; empty where there are none."""
        return editions_of(await self._in_thread(self._active))

    async def missing(self, releases: Sequence[ReleaseInfo]) -> list[ReleaseInfo]:
        """Those that have no copy here."""
        return await self._in_thread(lambda: self._missing(releases))

    async def write(self, release: ReleaseInfo, rows: Sequence[CopiedRow]) -> None:
        """Make the copy of a release, whole or not at all.

        Raises:
            OSError, sqlite3.Error: the disk does not take it.
        """
        await self._in_thread(lambda: self._write(release, rows))

    async def activate(self, releases: Sequence[ReleaseInfo]) -> None:
        """Remember that these are active together, and remove the copies of all others.

        Raises:
            OSError: the disk does not take it.
        """
        await self._in_thread(lambda: self._activate(releases))

    async def close(self) -> None:
        """Close the files; the copies stay for the next start."""
        await self._in_thread(self._close)
        self._thread.shutdown()

    def _slices(self, wanted: Sequence[WantedSlice]) -> dict[WantedSlice, TariffSlice]:
        found = FoundRows()
        try:
            for one in wanted:
                for release in one.releases:
                    found.add(self._rows(release, one.lookup.goods_code))
            slices = {one: found.slice_of(one) for one in wanted}
            for tariff in slices.values():
                tuple(tariff.measures)  # nothing but the file's own form vouches for it: what is damaged shows now
        except (ValueError, KeyError, TypeError, InvalidOperation) as exc:
            raise TariffUnavailableError(f"a copy is damaged: {exc!r}") from exc
        return slices

    def _rows(self, release: str, code: str) -> list[SliceRow]:
        try:
            connection = self._connection(release)
            if not code:
                return [_row(release, "", row) for row in connection.execute(_TERRITORY)]
            found = [_row(release, "", row) for row in connection.execute(_RELEASE)]
            found += [_row(release, code, row) for row in connection.execute(_BELOW, {"code": code})]
            for depth in range(1, len(code) + 1):
                found += [_row(release, "", row) for row in connection.execute(_PLACE, (code[:depth],))]
        except (sqlite3.Error, OSError, ValueError) as exc:
            raise TariffUnavailableError(f"no copy of {release} can be read here: {exc}") from exc
        return found

    def _connection(self, release: str) -> sqlite3.Connection:
        connection = self._open.get(release)
        if connection is None:
            uri = f"{self._path(release).absolute().as_uri()}?mode=ro&immutable=1"
            connection = self._open[release] = sqlite3.connect(uri, uri=True, check_same_thread=False)
        return connection

    def _missing(self, releases: Sequence[ReleaseInfo]) -> list[ReleaseInfo]:
        whole = {release.id for release in self._active()}
        return [one for one in releases if one.id not in whole or not self._path(one.id).is_file()]

    def _path(self, release: str) -> Path:
        return self._folder / f"{hashlib.sha256(release.encode()).hexdigest()[:24]}.release-{_SCHEMA}"

    def _write(self, release: ReleaseInfo, rows: Sequence[CopiedRow]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        unnamed = self._folder / f".unnamed-{token_hex(8)}"
        try:
            with closing(sqlite3.connect(unnamed)) as connection:
                connection.executescript(_TABLES)
                with connection:
                    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
            unnamed.rename(self._path(release.id))
        finally:
            unnamed.unlink(missing_ok=True)

    def _activate(self, releases: Sequence[ReleaseInfo]) -> None:
        text = orjson.dumps({"schema": _SCHEMA, "releases": [asdict(release) for release in releases]})
        os.sync()
        unnamed = self._folder / f".unnamed-{token_hex(8)}"
        with unnamed.open("xb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unnamed.rename(self._folder / _ACTIVE)
        wanted = {self._path(release.id) for release in releases}
        for path in set(self._folder.glob("*.release-*")) - wanted:
            path.unlink(missing_ok=True)
        for gone in set(self._open) - {release.id for release in releases}:
            self._open.pop(gone).close()

    def _active(self) -> list[ReleaseInfo]:
        try:
            plain = orjson.loads((self._folder / _ACTIVE).read_bytes())
            if plain["schema"] != _SCHEMA:
                return []
            return [_info(release) for release in plain["releases"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    async def _in_thread(self, work: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _row(release: str, below: str, row: CopiedRow) -> SliceRow:
    part, code, seq, kind, areas, data = row
    return SliceRow(part, release, seq, code, below, kind, areas, data)


def _info(plain: dict[str, Any]) -> ReleaseInfo:
    until = plain["verified_until"]
    dates = {
        "published_on": date.fromisoformat(plain["published_on"]),
        "verified_until": None if until is None else date.fromisoformat(until),
    }
    return ReleaseInfo(**{**plain, **dates})
