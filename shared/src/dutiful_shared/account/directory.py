"""`KeyDirectory`: every live key in memory, so that checking a request's key does no I/O.

The directory reads what changed every few seconds. When the register is out of reach it goes on with what it knows,
for a day; only a key that it does not know must then wait.
"""

import asyncio
import hmac
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

from dutiful_shared.account.api_key import hash_of, prefix_of
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import NO_LIMITS, KeyPage, KeyRecord, RegisterUnavailableError
from dutiful_shared.service.periodic import Periodic

#: Read again what changed in the last minute: a transaction may commit later than the time it wrote down.
_OVERLAP: Final = timedelta(seconds=60)
#: Everything is read anew this often (seconds), which also mends whatever the changes did not tell.
_FULL_READ_SECONDS: Final = 300.0
#: Least time (seconds) between two readings that unknown keys ask for: bounds what a guesser costs the database.
_PACE_SECONDS: Final = 0.2


class UnknownKeyError(Exception):
    """The text is not a live key."""


class KeyRegister(Protocol):
    """Where keys are kept; `AccountRepository` in production."""

    async def changed_since(self, since: datetime | None) -> KeyPage:
        """Keys that changed since `since`; None asks for all of them. Raises `RegisterUnavailableError`."""

    async def mark_used(self, key_ids: Collection[str]) -> None:
        """Note that these keys were used about now."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the request. `signing_secret` signs what is handed to this merchant, such as a quote's token."""

    merchant_id: str
    key_id: str
    scopes: frozenset[str]
    environment: str
    signing_secret: bytes = field(repr=False)
    limits: KeyLimits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class _Known:
    hash: bytes
    caller: Caller
    expires_at: datetime | None


class KeyDirectory:
    """The live keys. Safe for any number of concurrent requests of one event loop.

    Args:
        register: where keys are read from.
        token_secret: the secret from which merchants' signing secrets are derived.
        refresh_seconds: how often changes are read.
        max_age_seconds: how long the known keys stay valid without a successful reading.
        clock: monotonic seconds.
        now: the time, in UTC, by which keys expire.
    """

    def __init__(
        self,
        register: KeyRegister,
        *,
        token_secret: bytes,
        refresh_seconds: float = 2.0,
        max_age_seconds: float = 86_400.0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._register = register
        self._token_secret = token_secret
        self._max_age = max_age_seconds
        self._clock = clock
        self._now = now
        self._known: dict[str, _Known] = {}
        self._used: set[str] = set()
        self._lock = asyncio.Lock()
        self._watermark: datetime | None = None
        self._read_at: float | None = None
        self._full_read_at = 0.0
        self._last_try = float("-inf")
        self._last_try_failed = False
        self._reading = Periodic("key-directory", self._turn, refresh_seconds, passing=(RegisterUnavailableError,))

    async def start(self) -> None:
        """Read all keys and go on reading changes in the background; a register out of reach does not hinder that."""
        await self._reading.start()

    async def close(self) -> None:
        """Stop reading, and write down which keys were used."""
        await self._reading.close()
        with suppress(RegisterUnavailableError):
            await self._write_use()

    async def identify(self, plain: str) -> Caller:
        """Who holds the key `plain`. Does no I/O for a key that is known.

        Raises:
            UnknownKeyError: the text is not a key, or the key does not exist, is revoked or has expired.
            RegisterUnavailableError: the key is not known and the register cannot be asked, or the keys are too old.
        """
        prefix = prefix_of(plain)
        if prefix is None:
            raise UnknownKeyError("the text does not have the form of a key")
        if prefix not in self._known:
            await self._look_again()
        if self.age_seconds > self._max_age:
            raise RegisterUnavailableError("the keys were read too long ago")
        entry = self._known.get(prefix)
        if entry is None or not hmac.compare_digest(entry.hash, hash_of(plain)):
            raise UnknownKeyError("no live key is like this")
        if entry.expires_at is not None and entry.expires_at <= self._now():
            raise UnknownKeyError("the key has expired")
        self._used.add(entry.caller.key_id)
        return entry.caller

    @property
    def age_seconds(self) -> float:
        """Seconds since the keys were last read; infinite if they never were."""
        return float("inf") if self._read_at is None else self._clock() - self._read_at

    def __len__(self) -> int:
        return len(self._known)

    async def refresh(self) -> None:
        """Read what changed, or everything when that is due.

        Raises:
            RegisterUnavailableError: the register cannot be read; what is known stays.
        """
        async with self._lock:
            await self._read()

    async def _look_again(self) -> None:
        """Read changes once more for a key that is not known; requests that come together share one reading."""
        asked = self._clock()
        async with self._lock:
            if self._last_try < asked:
                await asyncio.sleep(max(0.0, self._last_try + _PACE_SECONDS - self._clock()))
                await self._read()
            elif self._last_try_failed:
                raise RegisterUnavailableError("the register of keys could not be read a moment ago")

    async def _read(self) -> None:
        began = self._last_try = self._clock()
        self._last_try_failed = True
        full = self._watermark is None or began - self._full_read_at >= _FULL_READ_SECONDS
        since = None if full or self._watermark is None else self._watermark - _OVERLAP
        page = await self._register.changed_since(since)
        changed = {record.id for record in page.keys}
        known = {} if full else {p: one for p, one in self._known.items() if one.caller.key_id not in changed}
        for record in page.keys:
            if not record.revoked:
                known[record.prefix] = _Known(record.secret_hash, self._caller(record), record.expires_at)
        self._known = known
        self._watermark = page.read_at
        self._read_at = began - page.age_seconds
        self._last_try_failed = False
        if full:
            self._full_read_at = began

    def _caller(self, record: KeyRecord) -> Caller:
        secret = signing_secret(self._token_secret, record.merchant_id, record.signing_generation)
        return Caller(record.merchant_id, record.id, record.scopes, record.environment, secret, record.limits)

    async def _turn(self) -> None:
        await self.refresh()
        await self._write_use()

    async def _write_use(self) -> None:
        if not self._used:
            return
        used, self._used = self._used, set()
        try:
            await self._register.mark_used(used)
        except RegisterUnavailableError:
            self._used |= used
            raise


def signing_secret(token_secret: bytes, merchant_id: str, generation: int) -> bytes:
    """The merchant's own secret: 32 bytes, the same in every process, and stored nowhere."""
    return hmac.new(token_secret, f"merchant-signing:{merchant_id}:{generation}".encode(), sha256).digest()
