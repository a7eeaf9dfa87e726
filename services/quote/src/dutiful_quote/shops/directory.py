"""`ShopDirectory`: every shop in memory, secrets opened, so that a callback finds its shop without I/O."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.secrets import unseal
from dutiful_quote.shops.shop import GLOBALLY_NAMED, Platform, SecretName, Shop, ShopPage, ShopSecret, StoredShop
from dutiful_shared.account.directory import signing_secret
from dutiful_shared.account.vault import SealError, Vault
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic

#: Read again what changed in the last minute: a transaction may commit later than the time it wrote down.
_OVERLAP: Final = timedelta(seconds=60)


class ShopSource(Protocol):
    """Where shops are kept; `ShopRepository` in production."""

    async def changed_since(self, since: datetime | None) -> ShopPage:
        """Shops that changed since `since`, those that were removed too; None asks for all there are."""


@dataclass(frozen=True, slots=True)
class ShopCaller:
    """The merchant for whom a shop asks, as the quote's use case wants it."""

    merchant_id: str
    signing_secret: bytes = field(repr=False)


class ShopDirectory:
    """All shops, as new as `refresh_seconds`. What is known stays while PostgreSQL is away."""

    def __init__(self, source: ShopSource, vault: Vault, *, token_secret: bytes, refresh_seconds: float = 2.0) -> None:
        self._source = source
        self._vault = vault
        self._token_secret = token_secret
        self._by_id: dict[str, Shop] = {}
        self._by_name: dict[tuple[Platform, str], Shop] = {}
        self._watermark: datetime | None = None
        self._lock = asyncio.Lock()
        self._periodic = Periodic("shops", self.refresh, refresh_seconds, passing=(ShopsUnavailableError,))

    async def start(self) -> None:
        """Read all shops and go on reading changes; a register out of reach does not hinder that."""
        await self._periodic.start()

    async def close(self) -> None:
        """Stop following changes."""
        await self._periodic.close()

    @property
    def known(self) -> bool:
        """Whether shops were ever read."""
        return self._watermark is not None

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, shop_id: str, platform: Platform) -> Shop | None:
        """The shop of this id, if it is on this platform.

        Raises:
            ShopsUnavailableError: no shops were read yet.
        """
        shop = self._by_id.get(shop_id)
        if shop is None and not self.known:
            raise ShopsUnavailableError("no shops were read yet")
        return shop if shop is not None and shop.platform is platform else None

    def by_name(self, platform: Platform, external_id: str) -> Shop | None:
        """The shop that the platform calls so; only for platforms whose names belong to one merchant.

        Raises:
            ShopsUnavailableError: no shops were read yet.
        """
        shop = self._by_name.get((platform, external_id.lower()))
        if shop is None and not self.known:
            raise ShopsUnavailableError("no shops were read yet")
        return shop

    def caller_for(self, shop: Shop) -> ShopCaller:
        """The merchant of the shop, with what signs for it."""
        secret = signing_secret(self._token_secret, shop.merchant_id, shop.signing_generation)
        return ShopCaller(shop.merchant_id, secret)

    async def meet(self, shop_id: str) -> None:
        """Read what changed if this shop is not known: another process may have taken it in a moment ago.

        Raises:
            ShopsUnavailableError: it is not known, and the register cannot be read.
        """
        if shop_id not in self._by_id:
            await self.refresh()

    async def refresh(self) -> None:
        """Read what changed.

        Raises:
            ShopsUnavailableError: the register cannot be read; what is known stays.
        """
        async with self._lock:
            page = await self._source.changed_since(self._watermark and self._watermark - _OVERLAP)
            if page.shops:
                self._take(page.shops)
            self._watermark = page.read_at

    def _take(self, changed: Iterable[StoredShop]) -> None:
        known = dict(self._by_id)
        for stored in changed:
            if stored.removed_at is None:
                known[stored.id] = self._opened(stored)
            else:
                known.pop(stored.id, None)
        self._by_id = known
        self._by_name = {
            (shop.platform, shop.external_id.lower()): shop
            for shop in known.values()
            if shop.platform in GLOBALLY_NAMED
        }

    def _opened(self, stored: StoredShop) -> Shop:
        secrets: dict[SecretName, ShopSecret] = {}
        for name, (sealed, expires_at) in stored.sealed.items():
            try:
                secrets[SecretName(name)] = ShopSecret(unseal(self._vault, stored.id, name, sealed), expires_at)
            except (SealError, ValueError) as exc:
                # One shop whose secret cannot be opened must not keep the others from being served.
                logger().error("a shop's secret cannot be opened", shop=stored.id, name=name, error=str(exc))
        return Shop(
            id=stored.id,
            merchant_id=stored.merchant_id,
            platform=stored.platform,
            external_id=stored.external_id,
            settings=stored.settings,
            installed_at=stored.installed_at,
            uninstalled_at=stored.uninstalled_at,
            signing_generation=stored.signing_generation,
            secrets=secrets,
        )
