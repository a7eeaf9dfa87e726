"""`ShopRegister`: registers shops and changes what is known of them; secrets are sealed before they are stored."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dutiful_quote.shops.errors import ShopError, UnknownShopError
from dutiful_quote.shops.repository import ShopRepository
from dutiful_quote.shops.secrets import seal, unseal
from dutiful_quote.shops.shop import Platform, SecretName, ShopSettings, StoredShop
from dutiful_shared.account.vault import SealError, Vault

#: How long a client secret is still taken after it was changed. Shopify signs with the old one for up to an hour;
#: merchants who change a secret by hand get a day.
PREVIOUS_LASTS: Final = timedelta(hours=24)
_ID_BYTES: Final = 10
#: Who changed a shop, for the audit, where its platform did.
PLATFORM: Final = "platform"
_NAMES: Final = {
    Platform.SHOPIFY: re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com"),
    Platform.BIGCOMMERCE: re.compile(r"[a-z0-9]{1,64}"),
    Platform.WOOCOMMERCE: re.compile(r"[!-~]{1,255}"),
    Platform.GENERIC: re.compile(r"[!-~]{1,255}"),
}


class MalformedShopError(ShopError):
    """The platform has no shops of such a name."""


@dataclass(frozen=True, slots=True)
class ShopRegister:
    """Changes of the register; each leaves a line in the audit, with its `actor`. `now` is the clock, in UTC."""

    repository: ShopRepository
    vault: Vault
    now: Callable[[], datetime]

    async def shops(self, merchant_id: str | None = None) -> list[StoredShop]:
        """The shops of one merchant, or of all."""
        return await self.repository.shops(merchant_id)

    async def shop(self, shop_id: str, merchant_id: str | None = None) -> StoredShop:
        """One shop.

        Raises:
            UnknownShopError: there is none.
        """
        found = await self.repository.shop(shop_id, merchant_id)
        if found is None:
            raise UnknownShopError(shop_id)
        return found

    async def add(
        self,
        merchant_id: str,
        platform: Platform,
        external_id: str,
        settings: ShopSettings,
        *,
        shop_id: str | None = None,
        actor: str = PLATFORM,
    ) -> str:
        """Register a shop; its new id, which may be chosen beforehand: what is registered under it already stands.

        Raises:
            MalformedShopError: the platform has no shops of such a name.
            ShopExistsError: the platform's shop is registered already.
            TooManyShopsError: the merchant has as many as one may have.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        if platform in (Platform.SHOPIFY, Platform.BIGCOMMERCE):
            external_id = external_id.lower()
        if not _NAMES[platform].fullmatch(external_id):
            raise MalformedShopError(f"{external_id!r} is not the name of a {platform.value} shop")
        chosen = shop_id or f"shop_{secrets.token_hex(_ID_BYTES)}"
        await self.repository.add(merchant_id, chosen, platform, external_id, settings, actor)
        return chosen

    async def remove(self, merchant_id: str, shop_id: str, *, actor: str = PLATFORM) -> None:
        """Take the shop out and forget its secrets.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        await self.repository.remove(merchant_id, shop_id, actor)

    async def set_settings(
        self,
        merchant_id: str,
        shop_id: str,
        settings: ShopSettings,
        *,
        instead_of: ShopSettings | None = None,
        actor: str = PLATFORM,
    ) -> None:
        """Replace the shop's settings, or only these (`instead_of`).

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopChangedError: its settings are not those of `instead_of`.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        await self.repository.set_settings(merchant_id, shop_id, settings, instead_of, actor)

    async def mark_installed(self, merchant_id: str, shop_id: str, *, installed: bool, actor: str = PLATFORM) -> None:
        """Note that the platform's app was installed, or taken out: then what opens the platform to us is forgotten.

        The client secret stays: the platform still signs what it sends after that.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        await self.repository.mark_installed(merchant_id, shop_id, actor, installed=installed)

    async def set_secrets(
        self,
        merchant_id: str,
        shop_id: str,
        plain: Mapping[SecretName, bytes],
        *,
        expires: Mapping[SecretName, datetime] | None = None,
        actor: str = PLATFORM,
    ) -> None:
        """Store secrets. A new client secret keeps the one before alive for `PREVIOUS_LASTS`.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        until = expires or {}
        sealed = {
            name: (seal(self.vault, shop_id, name, value), until.get(name)) for name, value in plain.items() if value
        }
        if SecretName.CLIENT_SECRET in sealed and SecretName.CLIENT_SECRET_PREVIOUS not in sealed:
            before = await self.repository.sealed_secret(merchant_id, shop_id, SecretName.CLIENT_SECRET)
            # One that cannot be opened any more, since its key is gone, is no use to anybody.
            with suppress(SealError):
                if before is not None:
                    old = unseal(self.vault, shop_id, SecretName.CLIENT_SECRET.value, before)
                    # A repetition must not push out the one that may still sign.
                    if old != plain[SecretName.CLIENT_SECRET]:
                        previous = seal(self.vault, shop_id, SecretName.CLIENT_SECRET_PREVIOUS, old)
                        sealed[SecretName.CLIENT_SECRET_PREVIOUS] = (previous, self.now() + PREVIOUS_LASTS)
        await self.repository.put_secrets(merchant_id, shop_id, sealed, sorted(name.value for name in plain), actor)

    async def new_client_secret(self, merchant_id: str, shop_id: str, *, actor: str = PLATFORM) -> str:
        """Make a secret that signs the shop's webhooks, and say it this once.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        plain = secrets.token_urlsafe(32)
        await self.set_secrets(merchant_id, shop_id, {SecretName.CLIENT_SECRET: plain.encode()}, actor=actor)
        return plain

    async def new_password(self, merchant_id: str, shop_id: str, *, actor: str = PLATFORM) -> str:
        """Make a password for HTTP Basic, keep its hash, and say it this once.

        Raises:
            UnknownShopError: the merchant has no such shop.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        plain = secrets.token_urlsafe(32)
        await self.set_secrets(merchant_id, shop_id, {SecretName.PASSWORD_HASH: password_hash(plain)}, actor=actor)
        return plain


def password_hash(plain: str) -> bytes:
    """What is kept of a password: it has 256 random bits, which no slow hash could protect better."""
    return hashlib.sha256(plain.encode()).hexdigest().encode()
