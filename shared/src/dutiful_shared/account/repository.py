"""Merchants and their keys for the operator: the register as the owner of the database, or a directory, sees it."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account import key_repository
from dutiful_shared.account.api_key import NewKey
from dutiful_shared.account.audit import AuditLine, read_audit, write_audit
from dutiful_shared.account.key_repository import SELECT_KEYS, KeyTerms, key_of
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import (
    NO_LIMITS,
    KeyPage,
    KeyRecord,
    Merchant,
    MerchantExistsError,
    RegisterUnavailableError,
    UnknownKeyIdError,
    UnknownMerchantError,
)
from dutiful_shared.service.postgres import unreachable_as

_ID_BYTES: Final = 10
_CHANGED_KEYS: Final = text(
    f"{SELECT_KEYS} WHERE CAST(:since AS timestamptz) IS NULL AND k.revoked_at IS NULL"
    " OR k.changed_at >= :since OR m.changed_at >= :since"
)
_KEY_BY_PREFIX: Final = text(f"{SELECT_KEYS} WHERE k.prefix = :prefix")
_MERCHANTS: Final = text("SELECT id, name, created_at FROM account.merchant ORDER BY created_at, id")
_MERCHANT: Final = text("SELECT id, name, created_at FROM account.merchant WHERE id = :which OR name = :which")
_INSERT_MERCHANT: Final = text(
    "INSERT INTO account.merchant (id, name) VALUES (:id, :name) RETURNING id, name, created_at"
)
_MARK_USED: Final = text(
    """
    UPDATE account.api_key SET last_used_at = now()
    WHERE id = ANY(CAST(:ids AS text[])) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
    """
)


class AccountRepository:
    """Merchants and keys in PostgreSQL. Each method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def changed_since(self, since: datetime | None) -> KeyPage:
        """Keys that changed at or after `since`, revoked ones too; with None, all that are not revoked.

        Raises:
            RegisterUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(RegisterUnavailableError, "the register of keys cannot be read"):
            async with self._engine.connect() as connection:
                read_at = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
                rows = (await connection.execute(_CHANGED_KEYS, {"since": since})).all()
        return KeyPage(tuple(key_of(row) for row in rows), read_at)

    async def mark_used(self, key_ids: Collection[str]) -> None:
        """Remember that these keys were used, to the minute.

        Raises:
            RegisterUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(RegisterUnavailableError, "the use of keys cannot be recorded"):
            async with self._engine.begin() as connection:
                await connection.execute(_MARK_USED, {"ids": sorted(key_ids)})

    async def create_merchant(self, name: str, actor: str) -> Merchant:
        """Register a merchant.

        Raises:
            MerchantExistsError: the name is taken.
        """
        try:
            async with self._engine.begin() as connection:
                values = {"id": f"mer_{secrets.token_hex(_ID_BYTES)}", "name": name}
                merchant = _merchant((await connection.execute(_INSERT_MERCHANT, values)).one())
                await write_audit(connection, merchant.id, actor, "merchant.create", merchant.id, name=name)
        except IntegrityError as exc:
            raise MerchantExistsError(f"a merchant named {name!r} is registered already") from exc
        return merchant

    async def merchant(self, which: str) -> Merchant:
        """The merchant with this id or name.

        Raises:
            UnknownMerchantError: there is none.
        """
        async with self._engine.connect() as connection:
            row = (await connection.execute(_MERCHANT, {"which": which})).one_or_none()
        if row is None:
            raise UnknownMerchantError(f"no merchant has the id or name {which!r}")
        return _merchant(row)

    async def merchants(self) -> list[Merchant]:
        """Every merchant, the oldest first."""
        async with self._engine.connect() as connection:
            return [_merchant(row) for row in (await connection.execute(_MERCHANTS)).all()]

    async def audit(self, merchant_id: str, most: int) -> list[AuditLine]:
        """The newest lines of a merchant's audit."""
        async with self._engine.connect() as connection:
            return list(await read_audit(connection, merchant_id, most))

    async def create_key(
        self,
        merchant_id: str,
        key: NewKey,
        scopes: Iterable[str],
        label: str,
        actor: str,
        *,
        expires_at: datetime | None = None,
        limits: KeyLimits = NO_LIMITS,
    ) -> str:
        """Register `key` for a merchant that exists; the id of the new key.

        Raises:
            TooManyKeysError: the merchant has as many live keys as it may have.
        """
        terms = KeyTerms(frozenset(scopes), label, expires_at, limits)
        async with self._engine.begin() as connection:
            return await key_repository.insert_key(connection, merchant_id, key, terms, actor)

    async def rotate_key(self, key_id: str, key: NewKey, actor: str, end_old_at: datetime | None) -> str:
        """A second key on the terms of a live one; see `key_repository.rotate_key`.

        Raises:
            UnknownKeyIdError: there is no such live key.
            TooManyKeysError: the merchant has as many as there may be.
        """
        async with self._engine.begin() as connection:
            old = await key_repository.live_key(connection, key_id)
            return await key_repository.rotate_key(connection, old, key, actor, end_old_at=end_old_at)

    async def live_key(self, key_id: str) -> KeyRecord:
        """Raises UnknownKeyIdError: there is no live key with this id."""
        async with self._engine.connect() as connection:
            return await key_repository.live_key(connection, key_id)

    async def revoke_key(self, key_id: str, actor: str) -> bool:
        """Revoke a key for good; False if there is no live key with this id."""
        async with self._engine.begin() as connection:
            try:
                old = await key_repository.live_key(connection, key_id)
            except UnknownKeyIdError:
                return False
            await key_repository.revoke_key(connection, old, actor)
        return True

    async def set_scopes(self, key_id: str, scopes: Iterable[str], actor: str) -> None:
        """Replace what a live key may be used for. Raises UnknownKeyIdError."""
        async with self._engine.begin() as connection:
            key = await key_repository.live_key(connection, key_id)
            await key_repository.set_scopes(connection, key, scopes, actor)

    async def set_limits(self, key_id: str, limits: KeyLimits, actor: str) -> None:
        """Replace the limits of a live key. Raises UnknownKeyIdError."""
        async with self._engine.begin() as connection:
            key = await key_repository.live_key(connection, key_id)
            await key_repository.set_limits(connection, key, limits, actor)

    async def keys(self, merchant_id: str = "") -> list[KeyRecord]:
        """The keys of one merchant, or of all, the oldest first."""
        async with self._engine.connect() as connection:
            return await key_repository.keys_of(connection, merchant_id)

    async def key_by_prefix(self, prefix: str) -> KeyRecord | None:
        """The key whose first characters these are, live or not; None where there is none."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_KEY_BY_PREFIX, {"prefix": prefix})).one_or_none()
        return key_of(row) if row is not None else None


def _merchant(row: Row[Any]) -> Merchant:
    return Merchant(row.id, row.name, row.created_at)
