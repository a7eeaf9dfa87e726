"""The app that merchants install, and the APIs of the stores that have it."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import httpx2

from dutiful_quote.channels.bigcommerce.client import StoreClient, StoreUnavailableError
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.shop import SecretName, Shop


@dataclass(frozen=True, slots=True)
class BigCommerceApp:
    """Who we are to BigCommerce. Empty texts stand for what is not settled. `public_url` has the doors of the app,
    `webhooks_url` the host that takes webhooks."""

    client_id: str
    client_secret: bytes = field(repr=False)
    tax_provider_id: str
    api_url: str
    login_url: str
    public_url: str
    webhooks_url: str

    @classmethod
    def of(cls, settings: QuoteSettings) -> Self:
        """The app that the settings describe; addresses without a slash at their end."""
        return cls(
            settings.bigcommerce_client_id,
            settings.bigcommerce_client_secret.get_secret_value().encode(),
            settings.bigcommerce_tax_provider_id,
            settings.bigcommerce_api_url.rstrip("/"),
            settings.bigcommerce_login_url.rstrip("/"),
            settings.bigcommerce_public_url.rstrip("/"),
            (settings.shop_webhooks_url or settings.bigcommerce_public_url).rstrip("/"),
        )

    def keys_for(self, shop: Shop, now: datetime) -> tuple[bytes, ...]:
        """The secrets that may sign for the shop: those of an app of its own, and ours."""
        return (*shop.signing_keys(now), *((self.client_secret,) if self.client_secret else ()))


@dataclass(frozen=True, slots=True)
class Stores:
    """Clients of stores' APIs, over one pool of connections."""

    app: BigCommerceApp
    http: httpx2.AsyncClient

    def client(self, shop: Shop, now: datetime) -> StoreClient:
        """The API of the shop.

        Raises:
            StoreUnavailableError: the shop has not installed the app.
        """
        token = shop.secret(SecretName.ACCESS_TOKEN, now)
        if token is None:
            raise StoreUnavailableError("the shop has given no access token")
        return StoreClient(self.http, f"{self.app.api_url}/stores/{shop.external_id}", token.decode())


def acquire_stores(stack: AsyncExitStack, settings: QuoteSettings) -> Stores:
    """The connections; they close when `stack` unwinds."""
    http = httpx2.AsyncClient(trust_env=False)
    stack.push_async_callback(http.aclose)
    return Stores(BigCommerceApp.of(settings), http)
