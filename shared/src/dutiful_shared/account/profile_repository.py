"""The only SQL about merchants' settings. A change is a further version; none is ever overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.audit import write_audit
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_NEWEST: Final = text(
    """
    SELECT DISTINCT ON (merchant_id) merchant_id, version, document, created_at FROM account.profile
    WHERE CAST(:since AS timestamptz) IS NULL OR created_at >= :since
    ORDER BY merchant_id, version DESC
    """
)
_OF_MERCHANT: Final = text(
    "SELECT merchant_id, version, document, created_at FROM account.profile"
    " WHERE merchant_id = :merchant_id ORDER BY version DESC LIMIT 1"
)
_INSERT: Final = text(
    "INSERT INTO account.profile (merchant_id, version, document, actor)"
    " VALUES (:merchant_id, :version, CAST(:document AS jsonb), :actor)"
)
_HISTORY: Final = text(
    "SELECT version, actor, created_at FROM account.profile WHERE merchant_id = :merchant_id ORDER BY version DESC"
)
_CLOCK: Final = text("SELECT clock_timestamp()")


class ProfileConflictError(Exception):
    """Somebody else has changed the settings in the meantime; `version` is the newest."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the settings have version {version} by now")
        self.version = version


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A version of a merchant's settings; version 0 stands for defaults that were never changed."""

    version: int
    profile: MerchantProfile


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """That there is a version, who made it and when."""

    version: int
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """Newest versions by merchant, as read at one moment of the database's clock."""

    profiles: Mapping[str, StoredProfile]
    read_at: datetime


class ProfileRepository:
    """Settings in PostgreSQL.

    Args:
        engine: as the role of the background, for `changed_since`; as the role of requests, for all else.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def changed_since(self, since: datetime | None) -> ProfilePage:
        """The newest settings of every merchant that changed them at or after `since`; with None, of all.

        Raises:
            RegisterUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(RegisterUnavailableError, "the settings of merchants cannot be read"):
            async with self._engine.connect() as connection:
                read_at = (await connection.execute(_CLOCK)).scalar_one()
                rows = (await connection.execute(_NEWEST, {"since": since})).all()
        return ProfilePage({row.merchant_id: _stored(row) for row in rows}, read_at)

    async def find(self, merchant_id: str) -> StoredProfile:
        """The merchant's settings, or the defaults."""
        async with as_merchant(self._engine, merchant_id) as connection:
            row = (await connection.execute(_OF_MERCHANT, {"merchant_id": merchant_id})).one_or_none()
        return StoredProfile(0, MerchantProfile()) if row is None else _stored(row)

    async def history(self, merchant_id: str) -> list[ProfileChange]:
        """Every version, the newest first."""
        async with as_merchant(self._engine, merchant_id) as connection:
            return [ProfileChange(*row) for row in await connection.execute(_HISTORY, {"merchant_id": merchant_id})]

    async def replace(self, merchant_id: str, profile: MerchantProfile, after: int, actor: str) -> int:
        """Settle new settings on top of the version that was read; the new version.

        Raises:
            ProfileConflictError: `after` is no longer the newest version.
        """
        values = {
            "merchant_id": merchant_id,
            "version": after + 1,
            "document": orjson.dumps(profile.model_dump(mode="json", exclude_unset=True)).decode(),
            "actor": actor,
        }
        try:
            async with as_merchant(self._engine, merchant_id) as connection:
                await connection.execute(_INSERT, values)
                await write_audit(
                    connection, merchant_id, actor, "settings.replace", merchant_id, before=after, after=after + 1
                )
        except IntegrityError as exc:
            raise ProfileConflictError((await self.find(merchant_id)).version) from exc
        return after + 1


def _stored(row: Any) -> StoredProfile:
    return StoredProfile(row.version, MerchantProfile.model_validate_json(orjson.dumps(row.document)))
