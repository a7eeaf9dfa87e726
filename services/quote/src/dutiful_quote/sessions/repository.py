"""The only SQL about sessions of the console. The service's clock rules, as it does in the cookies."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Executable, Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.session import (
    SESSION_TIME,
    CodeLackingError,
    Session,
    SessionRules,
    SessionsUnavailableError,
)
from dutiful_shared.account.directory import Caller
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant, rows_as_merchant

_OF_KEY: Final = "merchant_id = :merchant_id AND key_id = :key_id AND ended_at IS NULL"
_COLUMNS: Final = "id_hash, begun_at, seen_at, browser, system, proven"
#: Two that sign in with one key at the same moment would each count without the other, and one that signs in while a
#: second factor is confirmed would get in without.
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('console-session:' || :key_id, 0))")
_BEGIN: Final = text(
    """
    INSERT INTO quote.console_session (id_hash, merchant_id, key_id, begun_at, seen_at, browser, system, proven)
    VALUES (:id_hash, :merchant_id, :key_id, :begun_at, :begun_at, :browser, :system, :proven)
    """
)
_ASKS_FOR_CODE: Final = text(
    """
    SELECT EXISTS (
        SELECT FROM quote.second_factor
        WHERE merchant_id = :merchant_id AND key_id = :key_id AND confirmed_at IS NOT NULL
    )
    """
)
_END_BEYOND: Final = text(
    f"""
    UPDATE quote.console_session SET ended_at = :moment
    WHERE {_OF_KEY} AND id_hash <> :id_hash AND id_hash NOT IN (
        SELECT id_hash FROM quote.console_session
        WHERE {_OF_KEY} AND id_hash <> :id_hash AND begun_at > :begun_after AND seen_at > :seen_after
        ORDER BY begun_at DESC LIMIT :others
    )
    RETURNING id_hash
    """  # noqa: S608 - our own columns
)
_FIND: Final = text(
    f"SELECT {_COLUMNS} FROM quote.console_session WHERE {_OF_KEY} AND id_hash = :id_hash"  # noqa: S608
)
_LIVE: Final = text(
    f"""
    SELECT {_COLUMNS} FROM quote.console_session
    WHERE {_OF_KEY} AND begun_at > :begun_after AND seen_at > :seen_after ORDER BY begun_at DESC, id_hash
    """  # noqa: S608
)
_SAW: Final = text(
    f"UPDATE quote.console_session SET seen_at = :moment WHERE {_OF_KEY} AND id_hash = :id_hash AND seen_at <= :before"  # noqa: S608
)
_END: Final = text(
    f"""
    UPDATE quote.console_session SET ended_at = :moment WHERE {_OF_KEY} AND id_hash = :id_hash RETURNING id_hash
    """  # noqa: S608
)
_END_OTHERS: Final = text(
    f"""
    UPDATE quote.console_session SET ended_at = :moment WHERE {_OF_KEY} AND id_hash <> :id_hash RETURNING id_hash
    """  # noqa: S608
)
_LEAVE: Final = text(
    """
    UPDATE quote.console_session SET ended_at = :moment
    WHERE id_hash = ANY(CAST(:hashes AS bytea[])) AND ended_at IS NULL
    """
)
_FORGET: Final = text("DELETE FROM quote.console_session WHERE begun_at < :before")


class SessionRepository:
    """Sessions in PostgreSQL.

    Every method raises SessionsUnavailableError where PostgreSQL is out of reach or refuses.

    Args:
        requests: engine of the role that sees one merchant at a time.
        service: engine of the role that works for all merchants.
        rules: how many sessions a key has, and how long they last.
    """

    def __init__(self, requests: AsyncEngine, service: AsyncEngine, rules: SessionRules) -> None:
        self._requests = requests
        self._service = service
        self._rules = rules

    async def begin(self, caller: Caller, session: Session) -> list[bytes]:
        """Write a new session of the caller's key, and end the oldest where there are too many: the hashes of those.

        Raises:
            CodeLackingError: the key has a second factor, and the session is not proven.
        """
        row = {
            **_key(caller),
            "id_hash": session.id_hash,
            "begun_at": session.begun_at,
            "browser": session.browser.family,
            "system": session.browser.system,
            "proven": session.proven,
        }
        beyond = {
            **self._alive(caller, session.begun_at),
            "id_hash": session.id_hash,
            "moment": session.begun_at,
            "others": self._rules.most - 1,
        }
        with unreachable_as(SessionsUnavailableError, "no session can be begun"):
            async with as_merchant(self._requests, caller.merchant_id) as connection:
                await alone_with_key(connection, caller.key_id)
                asks = await connection.execute(_ASKS_FOR_CODE, _key(caller))
                if asks.scalar_one() and not session.proven:
                    raise CodeLackingError(f"{caller.key_id} has a second factor")
                await connection.execute(_BEGIN, row)
                ended = (await connection.execute(_END_BEYOND, beyond)).scalars()
                return [bytes(id_hash) for id_hash in ended]

    async def find(self, caller: Caller, id_hash: bytes) -> Session | None:
        """A session of the caller's key that nobody has ended; time may have."""
        with unreachable_as(SessionsUnavailableError, "the session cannot be read"):
            rows = await rows_as_merchant(
                self._requests, caller.merchant_id, _FIND, {"key_id": caller.key_id, "id_hash": id_hash}
            )
        return _session(rows[0]) if rows else None

    async def live(self, caller: Caller, moment: datetime) -> list[Session]:
        """The sessions of the caller's key that are not over, the newest first."""
        with unreachable_as(SessionsUnavailableError, "sessions cannot be listed"):
            rows = await rows_as_merchant(self._requests, caller.merchant_id, _LIVE, self._alive(caller, moment))
        return [_session(row) for row in rows]

    async def saw(self, caller: Caller, id_hash: bytes, moment: datetime, every: timedelta) -> None:
        """Write down that the session was used, unless that was done less than `every` before."""
        values = {"key_id": caller.key_id, "id_hash": id_hash, "moment": moment, "before": moment - every}
        await self._change(_SAW, caller, values)

    async def end(self, caller: Caller, id_hash: bytes, moment: datetime) -> list[bytes]:
        """End one session of the caller's key: its hash; nothing where there is no such."""
        values = {"key_id": caller.key_id, "id_hash": id_hash, "moment": moment}
        return [bytes(row.id_hash) for row in await self._change(_END, caller, values)]

    async def end_others(self, caller: Caller, id_hash: bytes, moment: datetime) -> list[bytes]:
        """End all sessions of the caller's key but this one: the hashes of those."""
        values = {"key_id": caller.key_id, "id_hash": id_hash, "moment": moment}
        return [bytes(row.id_hash) for row in await self._change(_END_OTHERS, caller, values)]

    async def leave(self, hashes: Collection[bytes], moment: datetime) -> None:
        """End sessions of whatever key; whoever knows their ids may."""
        with unreachable_as(SessionsUnavailableError, "sessions cannot be ended"):
            async with self._service.begin() as connection:
                await connection.execute(_LEAVE, {"hashes": list(hashes), "moment": moment})

    async def forget(self, before: datetime) -> None:
        """Delete the sessions that began before."""
        with unreachable_as(SessionsUnavailableError, "old sessions cannot be deleted"):
            async with self._service.begin() as connection:
                await connection.execute(_FORGET, {"before": before})

    async def _change(self, statement: Executable, caller: Caller, values: dict[str, Any]) -> Sequence[Row[Any]]:
        with unreachable_as(SessionsUnavailableError, "the session cannot be changed"):
            return await rows_as_merchant(self._requests, caller.merchant_id, statement, values)

    def _alive(self, caller: Caller, moment: datetime) -> dict[str, Any]:
        return {**_key(caller), "begun_after": moment - SESSION_TIME, "seen_after": moment - self._rules.idle}


async def alone_with_key(connection: AsyncConnection, key_id: str) -> None:
    """Wait until no other transaction changes who may be signed in with the key, and let none until this one ends."""
    await connection.execute(_ALONE, {"key_id": key_id})


def _key(caller: Caller) -> dict[str, Any]:
    return {"merchant_id": caller.merchant_id, "key_id": caller.key_id}


def _session(row: Row[Any]) -> Session:
    return Session(bytes(row.id_hash), row.begun_at, row.seen_at, Browser(row.browser, row.system), row.proven)
