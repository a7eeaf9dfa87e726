"""What merchants settled for their classifications, in PostgreSQL."""

from dataclasses import dataclass
from typing import Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.errors import ClassificationsUnavailableError, SettingsConflictError
from dutiful_shared.account.audit import write_audit
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_FIND: Final = text("SELECT version, document FROM classify.settings WHERE merchant_id = :merchant_id")
_INSERT: Final = text(
    """
    INSERT INTO classify.settings (merchant_id, version, document, changed_by)
    SELECT :merchant_id, 1, CAST(:document AS jsonb), :actor WHERE :before = 0
    ON CONFLICT DO NOTHING RETURNING version
    """
)
_UPDATE: Final = text(
    """
    UPDATE classify.settings SET version = version + 1, document = CAST(:document AS jsonb),
           changed_at = clock_timestamp(), changed_by = :actor
    WHERE merchant_id = :merchant_id AND version = :before RETURNING version
    """
)
_TEXT: Final = "the settings of classifications cannot be used"


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """Version 0 stands for the defaults."""

    version: int
    settings: ClassificationSettings


@dataclass(frozen=True, slots=True)
class MerchantSettings:
    """Every method raises `ClassificationsUnavailableError`.

    Args:
        requests: as the role of requests.
    """

    requests: AsyncEngine

    async def find(self, merchant_id: str) -> StoredSettings:
        """The merchant's settings, or the defaults."""
        with unreachable_as(ClassificationsUnavailableError, _TEXT):
            async with as_merchant(self.requests, merchant_id) as connection:
                row = (await connection.execute(_FIND, {"merchant_id": merchant_id})).one_or_none()
        if row is None:
            return StoredSettings(0, ClassificationSettings())
        return StoredSettings(row.version, ClassificationSettings.model_validate_json(orjson.dumps(row.document)))

    async def replace(
        self, merchant_id: str, settings: ClassificationSettings, before: int, actor: str
    ) -> StoredSettings:
        """Settle new ones on top of the version that was read.

        Raises:
            SettingsConflictError: `before` is no longer the newest version.
        """
        document = orjson.dumps(settings.model_dump(mode="json", exclude_unset=True)).decode()
        values = {"merchant_id": merchant_id, "document": document, "actor": actor, "before": before}
        with unreachable_as(ClassificationsUnavailableError, _TEXT):
            async with as_merchant(self.requests, merchant_id) as connection:
                statement = _UPDATE if before else _INSERT
                version = (await connection.execute(statement, values)).scalar_one_or_none()
                if version is not None:
                    await write_audit(
                        connection, merchant_id, actor, "classification_settings.replace", merchant_id,
                        before=before, after=version, settings=settings.model_dump(mode="json"),
                    )  # fmt: skip
        if version is None:
            raise SettingsConflictError((await self.find(merchant_id)).version)
        return StoredSettings(version, settings)
