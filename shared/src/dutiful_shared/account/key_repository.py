"""The only SQL about API keys: made, rotated, limited, ended, each with its line in the audit."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_shared.account.api_key import NewKey, new_key
from dutiful_shared.account.audit import write_audit
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import NO_LIMITS, KeyRecord, TooManyKeysError, UnknownKeyIdError

_ID_BYTES: Final = 10
#: Every process holds all live keys in memory; no merchant needs more than this.
MAX_LIVE_KEYS: Final = 100

SELECT_KEYS: Final = """
    SELECT k.id, k.merchant_id, k.label, k.environment, k.prefix, k.secret_hash, k.scopes, m.signing_generation,
           k.created_at, k.revoked_at, k.last_used_at, k.expires_at, k.requests_per_second, k.burst, k.concurrency
    FROM account.api_key k JOIN account.merchant m ON m.id = k.merchant_id
"""
_KEYS_OF: Final = text(f"{SELECT_KEYS} WHERE :merchant = '' OR m.id = :merchant ORDER BY k.created_at, k.id")
_LIVE: Final = (
    "k.id = :id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())"
    " AND (CAST(:merchant AS text) IS NULL OR k.merchant_id = :merchant)"
)
_LIVE_KEY: Final = text(f"{SELECT_KEYS} WHERE {_LIVE}")
_COUNT_LIVE: Final = text(
    "SELECT count(*) FROM account.api_key WHERE merchant_id = :merchant AND revoked_at IS NULL"
    " AND (expires_at IS NULL OR expires_at > now())"
)
_INSERT: Final = text(
    """
    INSERT INTO account.api_key (id, merchant_id, label, environment, prefix, secret_hash, scopes, expires_at,
                                 requests_per_second, burst, concurrency, created_at, changed_at)
    VALUES (:id, :merchant, :label, :environment, :prefix, :hash, CAST(:scopes AS text[]), :expires_at,
            :requests_per_second, :burst, :concurrency, clock_timestamp(), clock_timestamp())
    """
)
# clock_timestamp, not now(): the change must not look older than a reading that began after this transaction did.
_CHANGE: Final = "UPDATE account.api_key SET changed_at = clock_timestamp(), {changes} WHERE id = :id"
_REVOKE: Final = text(_CHANGE.format(changes="revoked_at = clock_timestamp()"))
_RENEW: Final = text(_CHANGE.format(changes="prefix = :prefix, secret_hash = :hash"))
_EXPIRE: Final = text(_CHANGE.format(changes="expires_at = least(expires_at, :expires_at)"))
_SET_SCOPES: Final = text(_CHANGE.format(changes="scopes = CAST(:scopes AS text[])"))
_SET_LIMITS: Final = text(
    _CHANGE.format(changes="requests_per_second = :requests_per_second, burst = :burst, concurrency = :concurrency")
)


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What a key is for and how long it lives; `expires_at` None: until it is revoked."""

    scopes: frozenset[str]
    label: str = ""
    expires_at: datetime | None = None
    limits: KeyLimits = NO_LIMITS


async def renewed_key(
    connection: AsyncConnection, merchant_id: str, key_id: str | None, actor: str
) -> tuple[KeyRecord, NewKey] | None:
    """A live key that an attempt made which nobody heard of, given another secret; None where there is none."""
    if key_id is None:
        return None
    row = (await connection.execute(_LIVE_KEY, {"id": key_id, "merchant": merchant_id})).one_or_none()
    if row is None:
        return None
    key = new_key(row.environment)
    await connection.execute(_RENEW, {"id": key_id, "prefix": key.prefix, "hash": key.hash})
    await write_audit(connection, merchant_id, actor, "key.renew", key_id)
    return await live_key(connection, key_id, merchant_id), key


async def insert_key(
    connection: AsyncConnection,
    merchant_id: str,
    key: NewKey,
    terms: KeyTerms,
    actor: str,
    *,
    key_id: str | None = None,
) -> str:
    """Register `key` for a merchant that exists; the id of the new key, which may be given.

    Raises:
        TooManyKeysError: the merchant has `MAX_LIVE_KEYS` already.
    """
    if (await connection.execute(_COUNT_LIVE, {"merchant": merchant_id})).scalar_one() >= MAX_LIVE_KEYS:
        raise TooManyKeysError(f"a merchant has at most {MAX_LIVE_KEYS} live keys; revoke one")
    key_id = key_id or f"key_{secrets.token_hex(_ID_BYTES)}"
    values = {
        "id": key_id,
        "merchant": merchant_id,
        "label": terms.label,
        "environment": key.environment,
        "prefix": key.prefix,
        "hash": key.hash,
        "scopes": sorted(terms.scopes),
        "expires_at": terms.expires_at,
        **_limits(terms.limits),
    }
    await connection.execute(_INSERT, values)
    details = {"label": terms.label, "environment": key.environment, "scopes": values["scopes"]}
    ends = {"expires_at": terms.expires_at.isoformat()} if terms.expires_at else {}
    await write_audit(connection, merchant_id, actor, "key.create", key_id, **details, **ends)
    return key_id


async def rotate_key(
    connection: AsyncConnection,
    old: KeyRecord,
    key: NewKey,
    actor: str,
    *,
    end_old_at: datetime | None,
    expires_at: datetime | None = None,
    key_id: str | None = None,
) -> str:
    """A second key on the terms of `old`, which lives on until it is revoked, or until `end_old_at`.

    Raises:
        TooManyKeysError: see `insert_key`.
    """
    terms = KeyTerms(old.scopes, old.label, expires_at, old.limits)
    key_id = await insert_key(connection, old.merchant_id, key, terms, actor, key_id=key_id)
    if end_old_at is not None:
        await connection.execute(_EXPIRE, {"id": old.id, "expires_at": end_old_at})
    ends = {"ends_at": end_old_at.isoformat()} if end_old_at else {}
    await write_audit(connection, old.merchant_id, actor, "key.rotate", old.id, successor=key_id, **ends)
    return key_id


async def revoke_key(connection: AsyncConnection, old: KeyRecord, actor: str) -> None:
    """End a key for good."""
    await connection.execute(_REVOKE, {"id": old.id})
    await write_audit(connection, old.merchant_id, actor, "key.revoke", old.id)


async def set_scopes(connection: AsyncConnection, key: KeyRecord, scopes: Iterable[str], actor: str) -> None:
    """Replace what a key may be used for."""
    wanted = sorted(scopes)
    await connection.execute(_SET_SCOPES, {"id": key.id, "scopes": wanted})
    await write_audit(connection, key.merchant_id, actor, "key.scopes", key.id, before=sorted(key.scopes), after=wanted)


async def set_limits(connection: AsyncConnection, key: KeyRecord, limits: KeyLimits, actor: str) -> None:
    """Replace the limits of a key."""
    await connection.execute(_SET_LIMITS, {"id": key.id, **_limits(limits)})
    before, after = _limits(key.limits), _limits(limits)
    await write_audit(connection, key.merchant_id, actor, "key.limits", key.id, before=before, after=after)


async def live_key(connection: AsyncConnection, key_id: str, merchant_id: str | None = None) -> KeyRecord:
    """The live key with this id, of this merchant or of any.

    Raises:
        UnknownKeyIdError: there is none.
    """
    row = (await connection.execute(_LIVE_KEY, {"id": key_id, "merchant": merchant_id})).one_or_none()
    if row is None:
        raise UnknownKeyIdError(f"there is no live key {key_id}")
    return key_of(row)


async def keys_of(connection: AsyncConnection, merchant_id: str = "") -> list[KeyRecord]:
    """The keys of one merchant, or of all, the oldest first; also those that have ended."""
    return [key_of(row) for row in (await connection.execute(_KEYS_OF, {"merchant": merchant_id})).all()]


def key_of(row: Row[Any]) -> KeyRecord:
    """A row of `SELECT_KEYS`."""
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
        expires_at=row.expires_at,
        limits=KeyLimits(row.requests_per_second, row.burst, row.concurrency),
    )


def _limits(limits: KeyLimits) -> dict[str, float | int | None]:
    return {
        "requests_per_second": limits.requests_per_second,
        "burst": limits.burst,
        "concurrency": limits.concurrency,
    }
