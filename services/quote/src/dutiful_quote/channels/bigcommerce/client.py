"""BigCommerce's own API, for workers behind the inbox. Nothing that a shopper waits for calls it.

Its quota is shared by all apps of a store, in windows of 30 seconds: what is left is told with every answer, and after
a 429 the client waits for as long as it is told.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import orjson

_LEFT: Final = "x-rate-limit-requests-left"
_RESET: Final = "x-rate-limit-time-reset-ms"
#: Calls that are left to other apps of the store.
_RESERVED: Final = 2
#: A window has 30 seconds; more is not waited for, the inbox comes again.
_LONGEST_PAUSE_SECONDS: Final = 30.0
_TRIES: Final = 3
_TIMEOUT: Final = httpx2.Timeout(10.0)
_TOO_MANY: Final = 429
_NOT_FOUND: Final = 404


class StoreUnavailableError(Exception):
    """The store's API gave no usable answer; the text holds nothing of its content."""


@dataclass(slots=True)
class StoreClient:
    """The API of one store. `pause` waits for seconds."""

    http: httpx2.AsyncClient
    base_url: str
    token: str = field(repr=False)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _wait: float = field(default=0.0, init=False)

    async def product(self, product_id: str) -> dict[str, Any] | None:
        """A product with its variants; None where there is none."""
        return _data(await self._get(f"/v3/catalog/products/{product_id}", {"include": "variants"}))

    async def customs_information(self, product_id: str) -> dict[str, Any] | None:
        """Codes by country and the origin of a product; None where the merchant has not stated them."""
        found = await self._get("/v3/shipping/products/customs-information", {"product_id:in": product_id})
        rows = (found or {}).get("data") or []
        return next((row for row in rows if isinstance(row, dict) and str(row.get("product_id")) == product_id), None)

    async def order(self, order_id: str) -> dict[str, Any] | None:
        """An order as v2 has it; None where there is none."""
        found = await self._get(f"/v2/orders/{order_id}")
        return found if isinstance(found, dict) else None

    async def order_taxes(self, order_id: str) -> list[dict[str, Any]]:
        """The taxes of an order's lines, each with its name and amount."""
        found = await self._get(f"/v2/orders/{order_id}/taxes", {"limit": "250"})
        return [row for row in found or [] if isinstance(row, dict)]

    async def refund(self, order_id: str, refund_id: str) -> dict[str, Any] | None:
        """A refund of an order as v3 has it; None where there is none."""
        found = await self._get(f"/v3/orders/{order_id}/payment_actions/refunds")
        rows = (found or {}).get("data") or []
        return next((row for row in rows if isinstance(row, dict) and str(row.get("id")) == refund_id), None)

    async def information(self) -> dict[str, Any]:
        """The store's own settings."""
        found = await self._get("/v2/store")
        return found if isinstance(found, dict) else {}

    async def connect_tax(self, provider_id: str, username: str, password: str, profile: str) -> None:
        """Let the store's tax calls carry these credentials."""
        connection = {"username": username, "password": password, "profile": profile}
        await self._call("PUT", f"/v3/tax/providers/{provider_id}/connection", content=orjson.dumps(connection))

    async def disconnect_tax(self, provider_id: str) -> None:
        """Let the store's tax calls end. Nothing happens where it has no such connection."""
        await self._call("DELETE", f"/v3/tax/providers/{provider_id}/connection")

    async def hooked_scopes(self, destination: str) -> set[str]:
        """The scopes of events that are sent to this address already."""
        found = await self._get("/v3/hooks", {"limit": "250"})
        rows = (found or {}).get("data") or []
        return {str(row.get("scope")) for row in rows if row.get("destination") == destination and row.get("is_active")}

    async def hook(self, scope: str, destination: str, headers: Mapping[str, str]) -> None:
        """Have events of a scope sent to an address, with these headers."""
        asked = {"scope": scope, "destination": destination, "is_active": True, "headers": dict(headers)}
        await self._call("POST", "/v3/hooks", content=orjson.dumps(asked))

    async def _get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        return await self._call("GET", path, params=dict(params or {}))

    async def _call(self, method: str, path: str, **request: Any) -> Any:
        """The answer's content; None for 204 and 404.

        Raises:
            StoreUnavailableError: the store's API gave no usable answer.
        """
        for _ in range(_TRIES):
            if self._wait:
                pause, self._wait = self._wait, 0.0
                await self.pause(pause)
            response = await self._send(method, path, **request)
            if response.status_code != _TOO_MANY:
                return _content(response)
            self._wait = self._wait or 1.0
        raise StoreUnavailableError(f"{method}: the store's quota is used up")

    async def _send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        headers = {"X-Auth-Token": self.token, "Accept": "application/json", "Content-Type": "application/json"}
        try:
            response = await self.http.request(
                method, self.base_url + path, headers=headers, timeout=_TIMEOUT, follow_redirects=False, **request
            )
        except httpx2.TransportError as exc:
            raise StoreUnavailableError(f"{method}: {type(exc).__name__}") from exc
        left, reset = _count(response.headers.get(_LEFT)), _count(response.headers.get(_RESET))
        if response.status_code == _TOO_MANY or (left is not None and left <= _RESERVED):
            self._wait = min((reset or 0) / 1000, _LONGEST_PAUSE_SECONDS)
        return response


def _content(response: httpx2.Response) -> Any:
    if response.status_code in (204, _NOT_FOUND):
        return None
    if not response.is_success:
        raise StoreUnavailableError(f"{response.request.method}: status {response.status_code}")
    if not response.content:
        return None
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError as exc:
        raise StoreUnavailableError(f"{response.request.method}: no JSON") from exc


def _data(found: Any) -> dict[str, Any] | None:
    data = found.get("data") if isinstance(found, dict) else None
    return data if isinstance(data, dict) else None


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
