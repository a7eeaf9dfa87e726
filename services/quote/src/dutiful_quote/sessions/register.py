"""`SessionRegister`: whether a session of the console goes on.

PostgreSQL is asked at each page, so that an end anywhere holds everywhere at once. While it does not answer, a session
that it confirmed to this process a moment ago goes on; of any other nobody can say that it has not been ended.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.session import (
    Session,
    SessionOverError,
    SessionRules,
    SessionsUnavailableError,
    hash_of,
)
from dutiful_quote.sessions.store import SessionStore
from dutiful_shared.account.directory import Caller
from dutiful_shared.service.fair_timeout import fair_timeout
from dutiful_shared.service.periodic import Periodic

_ID_BYTES: Final = 32
#: That a session was used is written no more often: idle time is counted to this exactly.
WRITTEN_EVERY: Final = timedelta(minutes=1)
#: So long a session goes on without PostgreSQL; so long one that was ended elsewhere meanwhile may do so too.
REMEMBERED: Final = timedelta(minutes=10)
#: How long (seconds) a session that may go on waits for PostgreSQL before it does, and whoever lists or ends sessions.
_PATIENCE_SECONDS: Final = 1.0
#: After PostgreSQL failed nobody asks it again for so long: a page that cannot be shown asks twice.
_PAUSE: Final = timedelta(seconds=1)
#: How often (seconds) old rows are deleted, and ends written that could not be written at once.
_TIDY_SECONDS: Final = 60.0
#: Rows are deleted so long after their session began. By then every session is over.
_KEPT: Final = timedelta(days=1)
#: So many sessions a process remembers, and so many that have ended; beyond that the oldest is forgotten.
_MOST_KNOWN: Final = 10_000


_Kept = TypeVar("_Kept")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Known:
    """`session` with its last use by this process; `written_at` is the last one that PostgreSQL has."""

    session: Session
    written_at: datetime
    confirmed_at: datetime


class SessionRegister:
    """The sessions of the console. `start` before use.

    Args:
        store: where they are kept.
        rules: when they are over, and how many a key has.
        now: the time, in UTC.
    """

    def __init__(
        self, store: SessionStore, rules: SessionRules, now: Callable[[], datetime], registry: CollectorRegistry
    ) -> None:
        self.rules = rules
        self._store = store
        self._now = now
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        #: What ended here -> whether that is written.
        self._ended: OrderedDict[bytes, bool] = OrderedDict()
        self._failed_at: datetime | None = None
        #: What the store was asked for and has not answered; nobody need wait for it any more.
        self._asked: set[asyncio.Task[Any]] = set()
        self._pages = Counter(
            "dutiful_console_pages_total",
            "Pages asked for in a session, by what is known of it: confirmed by PostgreSQL, over, remembered "
            "(PostgreSQL did not answer, and had confirmed it to this process before), unknown (nor that).",
            ("session",),
            registry=registry,
        )
        self._tidying = Periodic("console-sessions", self.tidy, _TIDY_SECONDS, passing=(SessionsUnavailableError,))

    def start(self) -> None:
        """Begin to remove what is over."""
        self._tidying.start_later()

    async def close(self) -> None:
        """Stop tidying, and write the ends that are still owed."""
        await self._tidying.close()
        for task in self._asked:
            task.cancel()
        with suppress(SessionsUnavailableError):
            await self._write_ends()

    async def begin(self, caller: Caller, browser: Browser, *, proven: bool = False) -> str:
        """A new session of the caller's key; its id, which nobody keeps but the browser.

        Args:
            proven: a right code of the key's second factor was typed.

        Raises:
            CodeLackingError: none was, and the key has a factor.
            SessionsUnavailableError: it cannot be written.
        """
        session_id, moment = secrets.token_hex(_ID_BYTES), self._now()
        session = Session(hash_of(session_id), moment, moment, browser, proven)
        for id_hash in await self._store.begin(caller, session):
            self._over(id_hash, written=True)
        _keep(self._known, session.id_hash, _Known(session, moment, moment))
        return session_id

    async def go_on(self, caller: Caller, session_id: str, *, awake: bool = True) -> Session:
        """Let the session in once more; as it is known now.

        Args:
            caller: who holds the key that the session is of.
            awake: somebody asks for a page, and idle time begins anew; a script that asks by itself is nobody.

        Raises:
            SessionOverError: it has ended, or never was.
            SessionsUnavailableError: nobody can say whether it has.
        """
        id_hash, moment = hash_of(session_id), self._now()
        try:
            known, confirmed = await self._as_known(caller, id_hash, moment)
        except SessionOverError:
            self._pages.labels("over").inc()
            raise
        except SessionsUnavailableError:
            self._pages.labels("unknown").inc()
            raise
        self._pages.labels("confirmed" if confirmed else "remembered").inc()
        if awake:
            if confirmed and moment - known.written_at >= WRITTEN_EVERY:
                with suppress(SessionsUnavailableError):  # the next page writes it
                    await self._store.saw(caller, id_hash, moment, WRITTEN_EVERY)
            known = replace(known, session=replace(known.session, seen_at=moment))
        _keep(self._known, id_hash, known)
        return known.session

    async def leave(self, session_id: str) -> None:
        """End the session whose id somebody holds. It is over here at once; where PostgreSQL is away, its end is
        written as soon as it answers."""
        id_hash = hash_of(session_id)
        self._over(id_hash, written=False)
        with suppress(SessionsUnavailableError, TimeoutError):
            async with fair_timeout(_PATIENCE_SECONDS):
                await self._ask(self._store.leave([id_hash], self._now()))
            self._over(id_hash, written=True)

    async def live(self, caller: Caller) -> list[Session]:
        """The sessions of the caller's key, the newest first; when they were last seen, to the minute.

        Raises:
            SessionsUnavailableError: they cannot be read.
        """
        return await self._patiently(self._store.live(caller, self._now()))

    async def end(self, caller: Caller, id_hash: bytes) -> None:
        """End one session of the caller's key, here at once; nothing where it has none with this hash.

        Raises:
            SessionsUnavailableError: nobody can say whether its end is written; here it goes on.
        """
        for ended in await self._patiently(self._store.end(caller, id_hash, self._now())):
            self._over(ended, written=True)

    async def end_others(self, caller: Caller, session_id: str) -> None:
        """End all sessions of the caller's key but this one; with no id, all.

        Raises:
            SessionsUnavailableError: nobody can say whether their end is written; here they go on.
        """
        for id_hash in await self._patiently(self._store.end_others(caller, hash_of(session_id), self._now())):
            self._over(id_hash, written=True)

    async def tidy(self) -> None:
        """Write the ends that could not be written before, and delete old rows.

        Raises:
            SessionsUnavailableError: PostgreSQL is still out of reach.
        """
        await self._write_ends()
        await self._store.forget(self._now() - _KEPT)

    async def _as_known(self, caller: Caller, id_hash: bytes, moment: datetime) -> tuple[_Known, bool]:
        """What is known of a session that goes on, and whether it was confirmed now or else not too long ago."""
        if id_hash in self._ended:
            raise SessionOverError("it was ended here")
        known = self._known.get(id_hash)
        if known is not None and moment - known.confirmed_at >= REMEMBERED:
            known = None
        try:
            found = await self._found(caller, id_hash, moment, None if known is None else _PATIENCE_SECONDS)
        except SessionsUnavailableError:
            if known is None:
                raise
            confirmed = False
        else:
            confirmed = True
            if found is None:
                self._known.pop(id_hash, None)
                raise SessionOverError("it was ended, or never was")
            seen_at = found.seen_at if known is None else max(found.seen_at, known.session.seen_at)
            known = _Known(replace(found, seen_at=seen_at), found.seen_at, moment)
        if known.session.over_at(moment, self.rules.idle):
            self._known.pop(id_hash, None)
            raise SessionOverError("its time is over")
        return known, confirmed

    async def _found(
        self, caller: Caller, id_hash: bytes, moment: datetime, patience_seconds: float | None
    ) -> Session | None:
        if self._failed_at is not None and timedelta(0) <= moment - self._failed_at < _PAUSE:
            raise SessionsUnavailableError("PostgreSQL failed a moment ago")
        try:
            async with fair_timeout(patience_seconds):
                return await self._ask(self._store.find(caller, id_hash))
        except TimeoutError as exc:
            raise SessionsUnavailableError("PostgreSQL takes too long") from exc
        except SessionsUnavailableError:
            self._failed_at = moment
            raise

    async def _patiently(self, question: Coroutine[Any, Any, _Answer]) -> _Answer:
        """What the store answers, if it does before the page's own deadline: then one can be told why there is none."""
        try:
            async with fair_timeout(_PATIENCE_SECONDS):
                return await self._ask(question)
        except TimeoutError as exc:
            raise SessionsUnavailableError("PostgreSQL takes too long") from exc

    async def _ask(self, question: Coroutine[Any, Any, _Answer]) -> _Answer:
        """What the store answers. Whoever tires of waiting goes at once: it takes seconds to break off with a server
        that has the connection open and says nothing, and the store's own limits see to that."""
        task = asyncio.create_task(question, name="console-sessions-question")
        self._asked.add(task)
        task.add_done_callback(self._answered)
        return await asyncio.shield(task)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self._asked.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, though whoever asked may have gone

    async def _write_ends(self) -> None:
        owed = [id_hash for id_hash, written in self._ended.items() if not written]
        if owed:
            await self._store.leave(owed, self._now())
            for id_hash in owed:
                self._over(id_hash, written=True)

    def _over(self, id_hash: bytes, *, written: bool) -> None:
        self._known.pop(id_hash, None)
        _keep(self._ended, id_hash, written)


def _keep(kept: OrderedDict[bytes, _Kept], id_hash: bytes, value: _Kept) -> None:
    kept[id_hash] = value
    kept.move_to_end(id_hash)
    if len(kept) > _MOST_KNOWN:
        kept.popitem(last=False)
