"""`KeptRegister`: a copy of the register of keys on this machine, for a process that starts while PostgreSQL is away.

The copy holds hashes of keys, never keys. It is as old as the last full reading; the directory counts that age, so a
key that was revoked meanwhile dies as soon as the register can be read, and at the latest when the copy is too old.
"""

import asyncio
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import orjson

from dutiful_shared.account.directory import KeyRegister
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import KeyPage, KeyRecord, RegisterUnavailableError

_SCHEMA: Final = 1
_TIMES: Final = ("created_at", "revoked_at", "last_used_at", "expires_at")


class KeptRegister:
    """A `KeyRegister` that writes down what is read whole, and gives that back once if nothing can be read at first.

    Args:
        file: readable by nobody else.
        now: the time, in UTC.
    """

    def __init__(
        self, register: KeyRegister, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._register = register
        self._file = file
        self._now = now
        self._read_before = False

    async def changed_since(self, since: datetime | None) -> KeyPage:
        """See `KeyRegister`; `age_seconds` says how old a page from the copy is."""
        try:
            page = await self._register.changed_since(since)
        except RegisterUnavailableError:
            if self._read_before:
                raise
            kept = await asyncio.to_thread(self._kept)
            if kept is None:
                raise
            self._read_before = True
            return kept
        self._read_before = True
        if since is None:
            # A disk that is full must not keep keys from being read.
            with suppress(OSError):
                await asyncio.to_thread(self._keep, page)
        return page

    async def mark_used(self, key_ids: Collection[str]) -> None:
        """See `KeyRegister`."""
        await self._register.mark_used(key_ids)

    def _kept(self) -> KeyPage | None:
        try:
            plain = orjson.loads(self._file.read_bytes())
            if plain["schema"] != _SCHEMA:
                return None
            read_at = datetime.fromisoformat(plain["read_at"])
            age = max((self._now() - read_at).total_seconds(), 0.0)
            return KeyPage(tuple(_record(one) for one in plain["keys"]), read_at, age)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, page: KeyPage) -> None:
        keys = [
            {**asdict(one), "secret_hash": one.secret_hash.hex(), "scopes": sorted(one.scopes)} for one in page.keys
        ]
        text = orjson.dumps({"schema": _SCHEMA, "read_at": page.read_at, "keys": keys})
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unnamed = self._file.with_name(f".{self._file.name}-{token_hex(8)}")
        try:
            with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            unnamed.rename(self._file)
        finally:
            unnamed.unlink(missing_ok=True)


def _record(plain: dict[str, Any]) -> KeyRecord:
    record = KeyRecord(**{**plain, "scopes": frozenset(plain["scopes"]), "limits": KeyLimits(**plain["limits"])})
    times: dict[str, Any] = {name: datetime.fromisoformat(plain[name]) for name in _TIMES if plain[name] is not None}
    return replace(record, secret_hash=bytes.fromhex(plain["secret_hash"]), **times)
