"""Seeding the sandbox merchant: settings, a catalogue, and a shop of each kind whose secrets lie in files.

Repeating it changes nothing: what is there stays, and what a developer has changed stays changed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.stored import document_of
from dutiful_quote.shops.register import ShopRegister, password_hash
from dutiful_quote.shops.shop import Platform, SecretName, ShopSettings, StoredShop
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.sandbox import write_private
from dutiful_shared.contract.catalogue import Article, ArticleRow
from dutiful_shared.contract.merchant import MerchantProfile

#: Names of the shops as their platforms would know them.
NAMES: Final[Mapping[Platform, str]] = {
    Platform.SHOPIFY: "dutiful-sandbox.myshopify.com",
    Platform.BIGCOMMERCE: "sandbox",
    Platform.GENERIC: "sandbox",
}
TAX_USER: Final = "dutiful"
_SETTINGS: Final[Mapping[Platform, dict[str, Any]]] = {
    Platform.SHOPIFY: {"weight_unit": "g"},
    Platform.BIGCOMMERCE: {"tax_provider_user": TAX_USER, "weight_unit": "g"},
    Platform.GENERIC: {},
}
#: The file in which each shop's secret lies, and what the secret is to the shop.
_SECRETS: Final[Mapping[Platform, tuple[str, SecretName]]] = {
    Platform.SHOPIFY: ("shopify-secret", SecretName.CLIENT_SECRET),
    Platform.BIGCOMMERCE: ("bigcommerce-password", SecretName.PASSWORD_HASH),
    Platform.GENERIC: ("generic-secret", SecretName.CLIENT_SECRET),
}
#: The id of the generic shop, which its door has in its path.
GENERIC_SHOP_FILE: Final = "generic-shop"


def sandbox_articles() -> list[ArticleRow]:
    """What the sandbox merchant sells."""
    return TypeAdapter(list[ArticleRow]).validate_json(_packaged("articles.json"))


def sandbox_settings() -> MerchantProfile:
    """What the sandbox merchant has settled: where it sends from, and what carriage costs."""
    return MerchantProfile.model_validate_json(_packaged("settings.json"))


@dataclass(frozen=True, slots=True)
class SandboxShops:
    """Seeds one merchant; secrets and ids go into `folder`, readable by its owner alone."""

    merchant_id: str
    register: ShopRegister
    catalogue: CatalogueRepository
    profiles: ProfileRepository
    folder: Path
    actor: str

    async def seed(self) -> dict[Platform, str]:
        """Make what is lacking; the ids of the shops.

        Raises:
            ShopError: another merchant has a shop of the name, or PostgreSQL is out of reach.
            CatalogueUnavailableError: PostgreSQL is out of reach.
            OSError: the folder cannot be written.
        """
        await self._settle()
        await self._stock()
        shops = {one.platform: one.id for one in await self.register.shops(self.merchant_id) if self._ours(one)}
        for platform in NAMES:
            found = shops.get(platform)
            shops[platform] = await self._new_shop(platform) if found is None else found
            if found is None or not (self.folder / _SECRETS[platform][0]).is_file():
                await self._new_secret(platform, shops[platform])
        write_private(self.folder / GENERIC_SHOP_FILE, shops[Platform.GENERIC])
        return shops

    async def _settle(self) -> None:
        stored = await self.profiles.find(self.merchant_id)
        if not stored.version:
            await self.profiles.replace(self.merchant_id, sandbox_settings(), 0, self.actor)

    async def _stock(self) -> None:
        for row in sandbox_articles():
            if await self.catalogue.find(self.merchant_id, row.sku) is None:
                article = Article.model_validate(row.model_dump(exclude={"sku"}, exclude_unset=True))
                await self.catalogue.put(self.merchant_id, row.sku, document_of(article), self.actor, None)

    async def _new_shop(self, platform: Platform) -> str:
        settings = ShopSettings.model_validate(_SETTINGS[platform])
        return await self.register.add(self.merchant_id, platform, NAMES[platform], settings, actor=self.actor)

    async def _new_secret(self, platform: Platform, shop_id: str) -> None:
        file, name = _SECRETS[platform]
        plain = secrets.token_urlsafe(32)
        kept = password_hash(plain) if name is SecretName.PASSWORD_HASH else plain.encode()
        await self.register.set_secrets(self.merchant_id, shop_id, {name: kept}, actor=self.actor)
        write_private(self.folder / file, plain)

    def _ours(self, shop: StoredShop) -> bool:
        return NAMES.get(shop.platform) == shop.external_id


def _packaged(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()
