"""The part of the client that administers the merchant's shops; its key needs the scope `admin`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from pydantic import TypeAdapter

_JSON: Final = {"Content-Type": "application/json"}
_DOCUMENT: Final = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class VersionedShopSettings:
    """A shop's settings, as plain values, with the `ETag` of their version, which a replacement must name."""

    etag: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShopsClient:
    """Settings and secrets of shops; `DutifulClient.shops` makes it.

    Every call raises what the calls of `DutifulClient` raise; `precondition_failed` is the problem where the settings
    were changed in the meantime.

    Args:
        url: of the quote service.
        send: sends a request and raises what is no success.
    """

    url: str
    send: Callable[..., Awaitable[httpx2.Response]]

    async def settings(self, shop_id: str) -> VersionedShopSettings:
        """The settings in force."""
        return self._settings(await self.send("GET", f"{self.url}/v1/shops/{shop_id}/settings"))

    async def replace_settings(self, shop_id: str, settings: Mapping[str, Any], etag: str) -> VersionedShopSettings:
        """Replace the settings as a whole, if `etag` is still that of their newest version."""
        content = _DOCUMENT.dump_json(dict(settings))
        url = f"{self.url}/v1/shops/{shop_id}/settings"
        return self._settings(await self.send("PUT", url, content=content, headers={**_JSON, "If-Match": etag}))

    async def set_secret(self, shop_id: str, name: str, value: str) -> None:
        """Set a secret, which nobody can read again: `client_secret`, `access_token`, `refresh_token` or
        `webhook_header`. A new client secret leaves the one before in force for 24 hours."""
        content = _DOCUMENT.dump_json({"value": value})
        await self.send("PUT", f"{self.url}/v1/shops/{shop_id}/secrets/{name}", content=content, headers=_JSON)

    def _settings(self, response: httpx2.Response) -> VersionedShopSettings:
        return VersionedShopSettings(response.headers.get("etag", ""), _DOCUMENT.validate_json(response.content))
