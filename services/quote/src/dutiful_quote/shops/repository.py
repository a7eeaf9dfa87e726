"""The only SQL about shops and their secrets. Whatever changes one moves its `changed_at`, which directories follow."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.shops.errors import (
    ShopChangedError,
    ShopExistsError,
    ShopsUnavailableError,
    TooManyShopsError,
    UnknownShopError,
)
from dutiful_quote.shops.mirror_repository import forget_shop
from dutiful_quote.shops.shop import MOST_SHOPS, Platform, SecretName, ShopPage, ShopSettings, StoredShop
from dutiful_shared.account.audit import write_audit
from dutiful_shared.service.postgres import STORE_ERRORS, unreachable_as
from dutiful_shared.service.tenancy import as_merchant, change_one

_SELECT: Final = """
    SELECT s.id, s.merchant_id, s.platform, s.external_id, s.settings, s.installed_at, s.uninstalled_at, s.removed_at
    FROM quote.shop s WHERE s.removed_at IS NULL
"""
_ALL: Final = text(f"{_SELECT} ORDER BY s.installed_at, s.id")
_OF_MERCHANT: Final = text(f"{_SELECT} AND s.merchant_id = :merchant_id ORDER BY s.installed_at, s.id")
_ONE: Final = text(f"{_SELECT} AND s.id = :id AND (CAST(:merchant_id AS text) IS NULL OR s.merchant_id = :merchant_id)")
_CHANGED: Final = text(
    """
    SELECT s.id, s.merchant_id, s.platform, s.external_id, s.settings, s.installed_at, s.uninstalled_at, s.removed_at,
           m.signing_generation,
           COALESCE((SELECT jsonb_object_agg(c.name, jsonb_build_array(c.sealed, c.expires_at))
                     FROM quote.shop_secret c WHERE c.shop_id = s.id), '{}') AS secrets
    FROM quote.shop s JOIN account.merchant m ON m.id = s.merchant_id
    WHERE CAST(:since AS timestamptz) IS NULL AND s.removed_at IS NULL
       OR s.changed_at >= :since OR m.changed_at >= :since
    """
)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('shops:' || :merchant_id, 0))")
_COUNT: Final = text(
    "SELECT count(*) FROM quote.shop WHERE merchant_id = :merchant_id AND removed_at IS NULL AND id <> :id"
)
_INSERT: Final = text(
    """
    INSERT INTO quote.shop (id, merchant_id, platform, external_id, settings, installed_at)
    VALUES (:id, :merchant_id, :platform, :external_id, CAST(:settings AS jsonb), clock_timestamp())
    ON CONFLICT (id) DO NOTHING
    """
)
_SET: Final = text(
    """
    UPDATE quote.shop SET settings = CAST(:settings AS jsonb), changed_at = clock_timestamp()
    WHERE id = :id AND merchant_id = :merchant_id AND removed_at IS NULL
      AND (CAST(:before AS jsonb) IS NULL OR settings = CAST(:before AS jsonb))
    """
)
_TOUCH: Final = text(
    """
    UPDATE quote.shop SET changed_at = clock_timestamp()
    WHERE id = :id AND merchant_id = :merchant_id AND removed_at IS NULL
    """
)
_REMOVE: Final = text(
    """
    UPDATE quote.shop SET removed_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE id = :id AND merchant_id = :merchant_id AND removed_at IS NULL
    """
)
_MARK: Final = text(
    """
    UPDATE quote.shop SET uninstalled_at = CASE WHEN :installed THEN NULL ELSE clock_timestamp() END,
        installed_at = CASE WHEN :installed THEN clock_timestamp() ELSE installed_at END, changed_at = clock_timestamp()
    WHERE id = :id AND merchant_id = :merchant_id AND removed_at IS NULL
    """
)
_PUT_SECRET: Final = text(
    """
    INSERT INTO quote.shop_secret (shop_id, merchant_id, name, sealed, expires_at)
    VALUES (:id, :merchant_id, :name, :sealed, :expires_at)
    ON CONFLICT (shop_id, name) DO UPDATE SET sealed = EXCLUDED.sealed, expires_at = EXCLUDED.expires_at
    """
)
_SECRET: Final = text(
    "SELECT sealed FROM quote.shop_secret"
    " WHERE shop_id = :id AND merchant_id = :merchant_id AND name = :name AND expires_at IS NULL"
)
_DROP_SECRETS: Final = text(
    "DELETE FROM quote.shop_secret WHERE shop_id = :id AND merchant_id = :merchant_id"
    " AND name = ANY(CAST(:names AS text[]))"
)

#: What the platform has given us; worth nothing once the app is taken out.
_OPENS_THE_PLATFORM: Final = (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN, SecretName.PASSWORD_HASH)


class ShopRepository:
    """Shops in PostgreSQL.

    Args:
        requests: an engine of the request role: works for one merchant at a time, behind the wall.
        service: an engine of the service role: reads for all of them.
    """

    def __init__(self, requests: AsyncEngine, service: AsyncEngine) -> None:
        self._requests = requests
        self._service = service

    async def changed_since(self, since: datetime | None) -> ShopPage:
        """Shops that changed at or after `since`, removed ones too; with None, all that are there.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(ShopsUnavailableError, "the register of shops cannot be read"):
            async with self._service.connect() as connection:
                read_at = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
                rows = (await connection.execute(_CHANGED, {"since": since})).all()
        return ShopPage(tuple(_stored(row) for row in rows), read_at)

    async def shops(self, merchant_id: str | None = None) -> list[StoredShop]:
        """The shops of one merchant, or of all; without their secrets."""
        if merchant_id is None:
            async with self._service.connect() as connection:
                return [_stored(row) for row in (await connection.execute(_ALL)).all()]
        async with self._as(merchant_id) as connection:
            return [
                _stored(row) for row in (await connection.execute(_OF_MERCHANT, {"merchant_id": merchant_id})).all()
            ]

    async def shop(self, shop_id: str, merchant_id: str | None = None) -> StoredShop | None:
        """One shop, of this merchant or of any; without its secrets."""
        values = {"id": shop_id, "merchant_id": merchant_id}
        way = self._service.connect() if merchant_id is None else self._as(merchant_id)
        async with way as connection:
            row = (await connection.execute(_ONE, values)).one_or_none()
        return None if row is None else _stored(row)

    async def add(
        self,
        merchant_id: str,
        shop_id: str,
        platform: Platform,
        external_id: str,
        settings: ShopSettings,
        actor: str,
    ) -> None:
        """Register a shop; one of this id stays as it is.

        Raises:
            ShopExistsError: the platform's shop is registered already.
            TooManyShopsError: the merchant has as many as there may be.
        """
        values = {
            "id": shop_id,
            "merchant_id": merchant_id,
            "platform": platform.value,
            "external_id": external_id,
            "settings": _plain(settings),
        }
        try:
            async with self._as(merchant_id) as connection:
                await connection.execute(_LOCK, {"merchant_id": merchant_id})
                before = await connection.execute(_COUNT, {"merchant_id": merchant_id, "id": shop_id})
                if before.scalar_one() >= MOST_SHOPS:
                    raise TooManyShopsError(f"there are {MOST_SHOPS} shops already")
                if (await connection.execute(_INSERT, values)).rowcount == 1:
                    details = {"platform": platform.value, "external_id": external_id}
                    await write_audit(connection, merchant_id, actor, "shop.add", shop_id, **details)
        except IntegrityError as exc:
            raise ShopExistsError(f"{platform.value} shop {external_id!r} is registered already") from exc

    async def set_settings(
        self, merchant_id: str, shop_id: str, settings: ShopSettings, before: ShopSettings | None, actor: str
    ) -> None:
        """Replace a shop's settings, or only those of `before`.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopChangedError: its settings are not those of `before`.
        """
        values = {"settings": _plain(settings), "before": None if before is None else _plain(before)}
        async with self._as(merchant_id) as connection:
            if before is not None:
                await change_one(connection, _TOUCH, merchant_id, shop_id, UnknownShopError)
            try:
                await change_one(connection, _SET, merchant_id, shop_id, UnknownShopError, **values)
            except UnknownShopError as exc:
                if before is None:
                    raise
                raise ShopChangedError(f"the settings of {shop_id} were changed in the meantime") from exc
            after = orjson.loads(_plain(settings))
            await write_audit(connection, merchant_id, actor, "shop.settings", shop_id, after=after)

    async def mark_installed(self, merchant_id: str, shop_id: str, actor: str, *, installed: bool) -> None:
        """Note that the platform's app was installed, or taken out: then what opens the platform to us is forgotten.

        Raises:
            UnknownShopError: the merchant has no such shop.
        """
        action = "shop.install" if installed else "shop.uninstall"
        async with self._as(merchant_id) as connection:
            await change_one(connection, _MARK, merchant_id, shop_id, UnknownShopError, installed=installed)
            if not installed:
                names = [name.value for name in _OPENS_THE_PLATFORM]
                await connection.execute(_DROP_SECRETS, {"id": shop_id, "merchant_id": merchant_id, "names": names})
            await write_audit(connection, merchant_id, actor, action, shop_id)

    async def remove(self, merchant_id: str, shop_id: str, actor: str) -> None:
        """Take the shop out of the register and forget its secrets and its mirror.

        Raises:
            UnknownShopError: the merchant has no such shop.
        """
        async with self._as(merchant_id) as connection:
            await change_one(connection, _REMOVE, merchant_id, shop_id, UnknownShopError)
            names = [name.value for name in SecretName]
            await connection.execute(_DROP_SECRETS, {"id": shop_id, "merchant_id": merchant_id, "names": names})
            await forget_shop(connection, shop_id)
            await write_audit(connection, merchant_id, actor, "shop.remove", shop_id)

    async def put_secrets(
        self,
        merchant_id: str,
        shop_id: str,
        sealed: Mapping[SecretName, tuple[str, datetime | None]],
        said: Sequence[str],
        actor: str,
    ) -> None:
        """Store sealed secrets in place of those of the same names; `said` are the names for the audit.

        Raises:
            UnknownShopError: the merchant has no such shop.
        """
        async with self._as(merchant_id) as connection:
            await change_one(connection, _TOUCH, merchant_id, shop_id, UnknownShopError)
            for name, (text_, expires_at) in sealed.items():
                values = {"name": name.value, "sealed": text_, "expires_at": expires_at}
                await connection.execute(_PUT_SECRET, {"id": shop_id, "merchant_id": merchant_id, **values})
            await write_audit(connection, merchant_id, actor, "shop.secrets", shop_id, names=said)

    async def sealed_secret(self, merchant_id: str, shop_id: str, name: SecretName) -> str | None:
        """The secret as it is kept; None where the shop has none of this name."""
        async with self._as(merchant_id) as connection:
            values = {"id": shop_id, "merchant_id": merchant_id, "name": name.value}
            found: str | None = (await connection.execute(_SECRET, values)).scalar_one_or_none()
            return found

    @asynccontextmanager
    async def _as(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with as_merchant(self._requests, merchant_id) as connection:
                yield connection
        except IntegrityError:
            raise
        except STORE_ERRORS as exc:
            raise ShopsUnavailableError("the register of shops is out of reach") from exc


def _plain(settings: ShopSettings) -> str:
    return orjson.dumps(settings.model_dump(mode="json", exclude_unset=True)).decode()


def _stored(row: Any) -> StoredShop:
    sealed = getattr(row, "secrets", {})
    return StoredShop(
        id=row.id,
        merchant_id=row.merchant_id,
        platform=Platform(row.platform),
        external_id=row.external_id,
        settings=ShopSettings.model_validate_json(orjson.dumps(row.settings)),
        installed_at=row.installed_at,
        uninstalled_at=row.uninstalled_at,
        removed_at=row.removed_at,
        signing_generation=getattr(row, "signing_generation", 1),
        sealed={
            name: (text_, datetime.fromisoformat(until) if until else None) for name, (text_, until) in sealed.items()
        },
    )
