"""The only SQL about second factors, each change with its line in the audit. The service's clock rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.sessions.one_time_code import Factor, FactorExistsError, NewSecret, Verdict, judged
from dutiful_quote.sessions.repository import alone_with_key
from dutiful_quote.sessions.session import SessionsUnavailableError
from dutiful_shared.account.audit import write_audit
from dutiful_shared.account.directory import Caller
from dutiful_shared.account.sealed import SealedColumn
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_CONTEXT: Final = "second-factor:{key_id}"
SEALED_COLUMNS: Final = (SealedColumn("quote.second_factor", ("key_id",), "sealed", _CONTEXT),)

_FIND: Final = """
    SELECT sealed, begun_at, confirmed_at, last_step, failures, locked_until FROM quote.second_factor
    WHERE merchant_id = :merchant_id AND key_id = :key_id
"""
_READ: Final = text(_FIND)
_HOLD: Final = text(f"{_FIND} FOR UPDATE")
_BEGIN: Final = text(
    """
    INSERT INTO quote.second_factor AS f (key_id, merchant_id, sealed, begun_at)
    VALUES (:key_id, :merchant_id, :sealed, :moment)
    ON CONFLICT (key_id) DO UPDATE SET sealed = excluded.sealed, begun_at = excluded.begun_at, last_step = 0,
                                       failures = 0, locked_until = NULL
    WHERE f.confirmed_at IS NULL
    """
)
_WRITE: Final = text(
    """
    UPDATE quote.second_factor SET last_step = :last_step, failures = :failures, locked_until = :locked_until
    WHERE merchant_id = :merchant_id AND key_id = :key_id
    """
)
_CONFIRM: Final = text(
    "UPDATE quote.second_factor SET confirmed_at = :moment WHERE merchant_id = :merchant_id AND key_id = :key_id"
)
_DELETE: Final = text("DELETE FROM quote.second_factor WHERE key_id = :key_id RETURNING merchant_id")
# Whoever got in before the change did so by rules that hold no more.
_END_SESSIONS: Final = text(
    """
    UPDATE quote.console_session SET ended_at = :moment
    WHERE merchant_id = :merchant_id AND key_id = :key_id AND ended_at IS NULL
    """
)


class FactorRepository:
    """Second factors in PostgreSQL, their secrets sealed.

    Every method raises SessionsUnavailableError where PostgreSQL is out of reach or refuses. Those that take a code
    raise SealError where no key of the ring opens the secret; nobody gets in with that factor then.

    Args:
        requests: engine of the role that sees one merchant at a time.
    """

    def __init__(self, requests: AsyncEngine, vault: Vault) -> None:
        self._requests = requests
        self._vault = vault

    async def find(self, caller: Caller) -> Factor | None:
        """The factor of the caller's key, confirmed or not."""
        async with self._transaction(caller) as connection:
            return await _found(connection, caller, hold=False)

    async def begin(self, caller: Caller, moment: datetime) -> NewSecret:
        """Make a secret for the caller's key, in place of one that was never confirmed.

        Raises:
            FactorExistsError: the key has a confirmed factor.
        """
        secret = NewSecret.make(caller.key_id)
        sealed = self._vault.seal(secret.plain.encode(), _CONTEXT.format(key_id=caller.key_id))
        async with self._transaction(caller) as connection:
            made = await connection.execute(_BEGIN, {**_key(caller), "sealed": sealed, "moment": moment})
            if made.rowcount == 0:
                raise FactorExistsError(f"{caller.key_id} has a second factor")
            await _audit(connection, caller, "begin")
        return secret

    async def confirm(self, caller: Caller, code: str, moment: datetime) -> Verdict:
        """Let the factor ask for codes from now on, if the code is of its secret; all sessions of the key end then.
        `NONE` where no secret waits to be confirmed."""
        async with self._transaction(caller) as connection:
            await alone_with_key(connection, caller.key_id)
            factor = await _found(connection, caller)
            if factor is None or not factor.waits_at(moment):
                return Verdict.NONE
            verdict = await self._take(connection, caller, factor, code, moment)
            if verdict is Verdict.RIGHT:
                await connection.execute(_CONFIRM, {**_key(caller), "moment": moment})
                await connection.execute(_END_SESSIONS, {**_key(caller), "moment": moment})
                await _audit(connection, caller, "confirm")
            return verdict

    async def admit(self, caller: Caller, code: str, moment: datetime) -> Verdict:
        """Take a code of the caller's key, once."""
        async with self._transaction(caller) as connection:
            factor = await _found(connection, caller)
            if factor is None or factor.confirmed_at is None:
                return Verdict.NONE
            return await self._take(connection, caller, factor, code, moment)

    async def take_off(self, caller: Caller, code: str, moment: datetime) -> Verdict:
        """Forget the confirmed factor, if the code is right; all sessions of the key end then."""
        async with self._transaction(caller) as connection:
            await alone_with_key(connection, caller.key_id)
            factor = await _found(connection, caller)
            if factor is None or factor.confirmed_at is None:
                return Verdict.NONE
            verdict = await self._take(connection, caller, factor, code, moment)
            if verdict is Verdict.RIGHT:
                await drop_factor(connection, caller.key_id, moment, _actor(caller))
            return verdict

    async def _take(
        self, connection: AsyncConnection, caller: Caller, factor: Factor, code: str, moment: datetime
    ) -> Verdict:
        secret = self._vault.open(factor.sealed, _CONTEXT.format(key_id=caller.key_id)).decode()
        verdict, after = judged(factor, secret, code, moment)
        if after != factor:
            values = {"last_step": after.last_step, "failures": after.failures, "locked_until": after.locked_until}
            await connection.execute(_WRITE, {**_key(caller), **values})
            if verdict is Verdict.LOCKED:
                await _audit(connection, caller, "lock")
        return verdict

    @asynccontextmanager
    async def _transaction(self, caller: Caller) -> AsyncIterator[AsyncConnection]:
        with unreachable_as(SessionsUnavailableError, "second factors are out of reach"):
            async with as_merchant(self._requests, caller.merchant_id) as connection:
                yield connection


async def drop_factor(connection: AsyncConnection, key_id: str, moment: datetime, actor: str) -> bool:
    """Forget the factor of a key, whoever knows its codes, and end the key's sessions; False where it has none.

    Args:
        connection: in a transaction that sees the key's merchant.
        actor: for the audit, such as `cli:anna`.
    """
    merchant_id = (await connection.execute(_DELETE, {"key_id": key_id})).scalar_one_or_none()
    if merchant_id is None:
        return False
    await connection.execute(_END_SESSIONS, {"merchant_id": merchant_id, "key_id": key_id, "moment": moment})
    await write_audit(connection, merchant_id, actor, "second_factor.drop", key_id)
    return True


async def _found(connection: AsyncConnection, caller: Caller, *, hold: bool = True) -> Factor | None:
    """The caller's factor. `hold` it until the transaction ends, so that of one code sent twice one alone is taken."""
    row = (await connection.execute(_HOLD if hold else _READ, _key(caller))).one_or_none()
    return None if row is None else Factor(*row)


async def _audit(connection: AsyncConnection, caller: Caller, what: str) -> None:
    await write_audit(connection, caller.merchant_id, _actor(caller), f"second_factor.{what}", caller.key_id)


def _actor(caller: Caller) -> str:
    return f"key:{caller.key_id}"


def _key(caller: Caller) -> dict[str, Any]:
    return {"merchant_id": caller.merchant_id, "key_id": caller.key_id}
