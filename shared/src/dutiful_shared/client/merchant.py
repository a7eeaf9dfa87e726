"""The part of the client that administers the merchant itself; its key needs the scope `admin`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import httpx2
from pydantic import BaseModel

from dutiful_shared.client.transport import parsed
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.merchant_account import AuditAnswer, KeyRequest, KeyRotation, KeysAnswer, NewKeyAnswer

_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class VersionedSettings:
    """Settings with the `ETag` of their version, which a replacement must name."""

    etag: str
    settings: MerchantProfile


@dataclass(frozen=True, slots=True)
class MerchantClient:
    """Settings, keys and audit of the merchant of the client's key; `DutifulClient.merchant` makes it.

    Every call raises what the calls of `DutifulClient` raise; `precondition_failed` is the problem where the settings
    were changed in the meantime.

    Args:
        url: of the quote service.
        send: sends a request and raises what is no success.
        post: the same of a POST that may be repeated, with its answer as a model.
    """

    url: str
    send: Callable[..., Awaitable[httpx2.Response]]
    post: Callable[[str, BaseModel, type[NewKeyAnswer]], Awaitable[NewKeyAnswer]]

    async def settings(self) -> VersionedSettings:
        """The settings in force."""
        return self._settings(await self.send("GET", f"{self.url}/v1/merchant/settings"))

    async def replace_settings(self, settings: MerchantProfile, etag: str) -> VersionedSettings:
        """Replace the settings as a whole, if `etag` is still that of their newest version."""
        content = settings.model_dump_json(exclude_unset=True).encode()
        headers = {**_JSON, "If-Match": etag}
        url = f"{self.url}/v1/merchant/settings"
        return self._settings(await self.send("PUT", url, content=content, headers=headers))

    async def audit(self, *, limit: int | None = None, cursor: int | None = None) -> AuditAnswer:
        """A page of changes, the newest first; `next` of it is the cursor of the following one."""
        given = {name: value for name, value in (("limit", limit), ("cursor", cursor)) if value is not None}
        return parsed(await self.send("GET", f"{self.url}/v1/merchant/audit", params=given), AuditAnswer)

    async def keys(self) -> KeysAnswer:
        """Every key of the merchant, the oldest first."""
        return parsed(await self.send("GET", f"{self.url}/v1/merchant/keys"), KeysAnswer)

    async def create_key(self, wanted: KeyRequest) -> NewKeyAnswer:
        """A new key; the answer alone holds it in plain."""
        return await self._new_key(f"{self.url}/v1/merchant/keys", wanted)

    async def rotate_key(self, key_id: str, rotation: KeyRotation | None = None) -> NewKeyAnswer:
        """A second key like this one."""
        return await self._new_key(f"{self.url}/v1/merchant/keys/{key_id}/rotate", rotation or KeyRotation())

    async def revoke_key(self, key_id: str) -> None:
        """End a key for good, within five seconds."""
        await self.send("DELETE", f"{self.url}/v1/merchant/keys/{key_id}")

    async def _new_key(self, url: str, wanted: KeyRequest | KeyRotation) -> NewKeyAnswer:
        return await self.post(url, wanted, NewKeyAnswer)

    def _settings(self, response: httpx2.Response) -> VersionedSettings:
        return VersionedSettings(response.headers.get("etag", ""), parsed(response, MerchantProfile))
