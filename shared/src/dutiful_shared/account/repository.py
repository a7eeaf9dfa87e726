"""The only SQL about merchants and keys. Whatever changes something leaves a line in the audit."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_shared.account.api_key import NewKey
from dutiful_shared.account.records import (
    KeyPage,
    KeyRecord,
    Merchant,
    MerchantExistsError,
    RegisterUnavailableError,
    UnknownMerchantError,
)

_ID_BYTES: Final = 10
_SELECT_KEYS: Final = """
    SELECT k.id, k.merchant_id, k.label, k.environment, k.prefix, k.secret_hash, k.scopes, m.signing_generation,
           k.created_at, k.revoked_at, k.last_used_at
    FROM account.api_key k JOIN account.merchant m ON m.id = k.merchant_id
"""
_CHANGED_KEYS: Final = text(
    f"{_SELECT_KEYS} WHERE CAST(:since AS timestamptz) IS NULL AND k.revoked_at IS NULL"
    " OR k.changed_at >= :since OR m.changed_at >= :since"
)
_KEYS_OF: Final = text(f"{_SELECT_KEYS} WHERE :merchant = '' OR m.id = :merchant ORDER BY k.created_at, k.id")
_KEY_BY_PREFIX: Final = text(f"{_SELECT_KEYS} WHERE k.prefix = :prefix")
_MERCHANTS: Final = text("SELECT id, name, created_at FROM account.merchant ORDER BY created_at, id")
_MERCHANT: Final = text("SELECT id, name, created_at FROM account.merchant WHERE id = :which OR name = :which")
_INSERT_MERCHANT: Final = text(
    "INSERT INTO account.merchant (id, name) VALUES (:id, :name) RETURNING id, name, created_at"
)
_INSERT_KEY: Final = text(
    """
    INSERT INTO account.api_key (id, merchant_id, label, environment, prefix, secret_hash, scopes)
    VALUES (:id, :merchant, :label, :environment, :prefix, :hash, CAST(:scopes AS text[]))
    """
)
# clock_timestamp, not now(): the change must not look older than a reading that began after this transaction did.
_REVOKE_KEY: Final = text(
    """
    UPDATE account.api_key SET revoked_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE id = :id AND revoked_at IS NULL
    """
)
_MARK_USED: Final = text(
    """
    UPDATE account.api_key SET last_used_at = now()
    WHERE id = ANY(CAST(:ids AS text[])) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
    """
)
_AUDIT: Final = text(
    """
    INSERT INTO account.audit (actor, action, subject, details)
    VALUES (:actor, :action, :subject, CAST(:details AS jsonb))
    """
)


class AccountRepository:
    """Merchants and keys in PostgreSQL. Each method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def changed_since(self, since: datetime | None) -> KeyPage:
        """Keys that changed at or after `since`, revoked ones too; with None, all live keys.

        Raises:
            RegisterUnavailableError: PostgreSQL is out of reach or refuses.
        """
        try:
            async with self._engine.connect() as connection:
                read_at = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
                rows = (await connection.execute(_CHANGED_KEYS, {"since": since})).all()
        except (SQLAlchemyError, OSError, TimeoutError) as exc:
            raise RegisterUnavailableError("the register of keys cannot be read") from exc
        return KeyPage(tuple(_key(row) for row in rows), read_at)

    async def mark_used(self, key_ids: Collection[str]) -> None:
        """Remember that these keys were used, to the minute.

        Raises:
            RegisterUnavailableError: PostgreSQL is out of reach or refuses.
        """
        try:
            async with self._engine.begin() as connection:
                await connection.execute(_MARK_USED, {"ids": sorted(key_ids)})
        except (SQLAlchemyError, OSError, TimeoutError) as exc:
            raise RegisterUnavailableError("the use of keys cannot be recorded") from exc

    async def create_merchant(self, name: str, actor: str) -> Merchant:
        """Register a merchant.

        Raises:
            MerchantExistsError: the name is taken.
        """
        try:
            async with self._engine.begin() as connection:
                values = {"id": f"mer_{secrets.token_hex(_ID_BYTES)}", "name": name}
                merchant = _merchant((await connection.execute(_INSERT_MERCHANT, values)).one())
                await _audit(connection, actor, "merchant.create", merchant.id, name=name)
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

    async def create_key(self, merchant_id: str, key: NewKey, scopes: Iterable[str], label: str, actor: str) -> str:
        """Register `key` for a merchant that exists; the id of the new key."""
        key_id = f"key_{secrets.token_hex(_ID_BYTES)}"
        values = {
            "id": key_id,
            "merchant": merchant_id,
            "label": label,
            "environment": key.environment,
            "prefix": key.prefix,
            "hash": key.hash,
            "scopes": sorted(scopes),
        }
        async with self._engine.begin() as connection:
            await connection.execute(_INSERT_KEY, values)
            await _audit(connection, actor, "key.create", key_id, merchant=merchant_id, scopes=values["scopes"])
        return key_id

    async def revoke_key(self, key_id: str, actor: str) -> bool:
        """Revoke a key for good; False if there is no live key with this id."""
        async with self._engine.begin() as connection:
            revoked = (await connection.execute(_REVOKE_KEY, {"id": key_id})).rowcount == 1
            if revoked:
                await _audit(connection, actor, "key.revoke", key_id)
        return revoked

    async def keys(self, merchant_id: str = "") -> list[KeyRecord]:
        """The keys of one merchant, or of all, the oldest first."""
        async with self._engine.connect() as connection:
            return [_key(row) for row in (await connection.execute(_KEYS_OF, {"merchant": merchant_id})).all()]

    async def key_by_prefix(self, prefix: str) -> KeyRecord | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(_KEY_BY_PREFIX, {"prefix": prefix})).one_or_none()
        return _key(row) if row is not None else None


async def _audit(connection: AsyncConnection, actor: str, action: str, subject: str, **details: Any) -> None:
    values = {"actor": actor, "action": action, "subject": subject, "details": orjson.dumps(details).decode()}
    await connection.execute(_AUDIT, values)


def _merchant(row: Row[Any]) -> Merchant:
    return Merchant(row.id, row.name, row.created_at)


def _key(row: Row[Any]) -> KeyRecord:
    return KeyRecord(
        id=row.id,
        merchant_id=row.merchant_id,
        label=row.label,
        environment=row.environment,
        prefix=row.prefix,
        secret_hash=bytes(row.secret_hash),
        scopes=frozenset(row.scopes),
        signing_generation=row.signing_generation,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
