"""`ShopConnection`: a shop's tokens, kept sealed and fresh, and its Admin API."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx2

from dutiful_quote.channels.shopify.admin_operations import connect_shop
from dutiful_quote.channels.shopify.client import ShopifyAdmin, ShopifyRefusedError, TokenDesk, Tokens
from dutiful_quote.channels.shopify.door import App
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.register import ShopRegister
from dutiful_quote.shops.shop import Platform, SecretName, Shop
from dutiful_quote.webhooks.transport import GuardedTransport

#: A token that ends sooner than this is refreshed before it is used.
_SOON: Final = timedelta(minutes=5)
_TIMEOUT: Final = httpx2.Timeout(15.0, connect=5.0)


@dataclass(frozen=True, slots=True)
class ShopConnection:
    """Opens shops' Admin APIs. `now` is in UTC."""

    app: App
    http: httpx2.AsyncClient
    directory: ShopDirectory
    register: ShopRegister
    now: Callable[[], datetime]

    @property
    def tokens(self) -> TokenDesk:
        """Where tokens are exchanged and refreshed."""
        return TokenDesk(self.http, self.now)

    def app_secret(self, shop: Shop) -> bytes | None:
        """The secret that the app shows to the shop: the app's, or that of an app for this shop alone."""
        own = shop.secret(SecretName.CLIENT_SECRET, self.now())
        return own or next(iter(self.app.secrets), None)

    async def keep(self, shop: Shop, tokens: Tokens) -> None:
        """Store tokens, sealed, and note that the app is installed.

        Raises:
            ShopError: the register cannot be written.
        """
        plain = {SecretName.ACCESS_TOKEN: tokens.access.encode()}
        expires = {}
        if tokens.expires_at is not None:
            expires[SecretName.ACCESS_TOKEN] = tokens.expires_at
        if tokens.refresh is not None:
            plain[SecretName.REFRESH_TOKEN] = tokens.refresh.encode()
            if tokens.refresh_expires_at is not None:
                expires[SecretName.REFRESH_TOKEN] = tokens.refresh_expires_at
        await self.register.set_secrets(shop.merchant_id, shop.id, plain, expires=expires)
        await self.register.mark_installed(shop.merchant_id, shop.id, installed=True)
        await self.directory.refresh()

    def admin(self, shop: Shop) -> ShopifyAdmin:
        """The shop's Admin API."""

        async def token() -> str:
            return await self.access_token(shop.id)

        return ShopifyAdmin(self.http, shop.external_id, self.app.api_version, token)

    async def access_token(self, shop_id: str) -> str:
        """The token, refreshed if it ends soon.

        Raises:
            ShopifyRefusedError: the shop has none: its app must be installed again.
            ShopifyError: it cannot be refreshed now.
        """
        shop = self.directory.by_id(shop_id, Platform.SHOPIFY)
        if shop is None:
            raise ShopifyRefusedError("the shop is not registered any more")
        held = shop.secret(SecretName.ACCESS_TOKEN, self.now() + _SOON)
        if held is not None:
            return held.decode()
        refresh, secret = shop.secret(SecretName.REFRESH_TOKEN, self.now()), self.app_secret(shop)
        if refresh is None or secret is None:
            raise ShopifyRefusedError("the shop has given no token: install the app again")
        tokens = await self.tokens.refreshed(shop.external_id, self.app.client_id, secret, refresh.decode())
        await self.keep(shop, tokens)
        return tokens.access

    async def connect(self, shop: Shop) -> list[str]:
        """Register our carrier service and webhooks with the shop; what had to be made.

        Raises:
            ShopifyError: Shopify is out of reach, or did not do it.
        """
        return await connect_shop(self.admin(shop), self.app.url, self.app.webhooks_url, shop.external_id)


def acquire_http(stack: AsyncExitStack) -> httpx2.AsyncClient:
    """The way to shops: over https to public addresses, and nowhere else."""
    http = httpx2.AsyncClient(transport=GuardedTransport(), timeout=_TIMEOUT, follow_redirects=False)
    stack.push_async_callback(http.aclose)
    return http
