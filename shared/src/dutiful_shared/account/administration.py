"""`MerchantAdministration`: what a merchant's own administrator may see and change, inside the merchant's wall."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_shared.account import key_repository
from dutiful_shared.account.api_key import NewKey, new_key
from dutiful_shared.account.audit import AuditLine, read_audit
from dutiful_shared.account.key_repository import KeyTerms
from dutiful_shared.account.profile_repository import ProfileRepository, StoredProfile
from dutiful_shared.account.records import KeyRecord, RegisterUnavailableError
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key that was just made."""

    record: KeyRecord
    key: NewKey


@dataclass(frozen=True, slots=True)
class MerchantAdministration:
    """Settings, keys and audit of one merchant at a time; every change leaves a line in the audit.

    Every method raises RegisterUnavailableError where PostgreSQL is out of reach.

    Args:
        engine: as the role of requests.
        now: the time in UTC.
    """

    engine: AsyncEngine
    now: Callable[[], datetime]

    async def settings(self, merchant_id: str) -> StoredProfile:
        """The merchant's settings, or the defaults as version 0."""
        with _reachable():
            return await ProfileRepository(self.engine).find(merchant_id)

    async def replace_settings(
        self, merchant_id: str, settings: MerchantProfile, after: int, actor: str
    ) -> StoredProfile:
        """Settle new settings on top of the version `after`.

        Raises:
            ProfileConflictError: `after` is not the newest version.
        """
        with _reachable():
            version = await ProfileRepository(self.engine).replace(merchant_id, settings, after, actor)
        return StoredProfile(version, settings)

    async def audit(self, merchant_id: str, most: int, before: int | None) -> Sequence[AuditLine]:
        """The newest changes, or the newest before the line `before`."""
        async with self._as(merchant_id) as connection:
            return await read_audit(connection, merchant_id, most, before)

    async def keys(self, merchant_id: str) -> Sequence[KeyRecord]:
        """Every key, the oldest first; also those that have ended."""
        async with self._as(merchant_id) as connection:
            return await key_repository.keys_of(connection, merchant_id)

    async def create_key(
        self, merchant_id: str, terms: KeyTerms, environment: str, actor: str, *, key_id: str | None = None
    ) -> IssuedKey:
        """A key on these terms.

        Args:
            key_id: its id, where it was chosen beforehand. A key that an earlier attempt made under it gets another
                secret, for nobody has heard of the first.

        Raises:
            TooManyKeysError: the merchant has as many live keys as it may have.
        """
        async with self._as(merchant_id) as connection:
            if renewed := await key_repository.renewed_key(connection, merchant_id, key_id, actor):
                return IssuedKey(*renewed)
            key = new_key(environment)
            key_id = await key_repository.insert_key(connection, merchant_id, key, terms, actor, key_id=key_id)
            return IssuedKey(await key_repository.live_key(connection, key_id, merchant_id), key)

    async def rotate_key(
        self,
        merchant_id: str,
        key_id: str,
        actor: str,
        *,
        end_old_at: datetime | None,
        expires_at: datetime | None,
        new_key_id: str | None = None,
    ) -> IssuedKey:
        """A second key on the terms of a live one; `new_key_id` as the `key_id` of `create_key`.

        Raises:
            UnknownKeyIdError: the merchant has no live key with this id.
            TooManyKeysError: see `create_key`.
        """
        async with self._as(merchant_id) as connection:
            if renewed := await key_repository.renewed_key(connection, merchant_id, new_key_id, actor):
                return IssuedKey(*renewed)
            old = await key_repository.live_key(connection, key_id, merchant_id)
            key = new_key(old.environment)
            made = await key_repository.rotate_key(
                connection, old, key, actor, end_old_at=end_old_at, expires_at=expires_at, key_id=new_key_id
            )
            return IssuedKey(await key_repository.live_key(connection, made, merchant_id), key)

    async def revoke_key(self, merchant_id: str, key_id: str, actor: str) -> None:
        """End a key for good.

        Raises:
            UnknownKeyIdError: the merchant has no live key with this id.
        """
        async with self._as(merchant_id) as connection:
            old = await key_repository.live_key(connection, key_id, merchant_id)
            await key_repository.revoke_key(connection, old, actor)

    @asynccontextmanager
    async def _as(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        with _reachable():
            async with as_merchant(self.engine, merchant_id) as connection:
                yield connection


@contextmanager
def _reachable() -> Iterator[None]:
    with unreachable_as(RegisterUnavailableError, "the register of merchants cannot be used now"):
        yield
