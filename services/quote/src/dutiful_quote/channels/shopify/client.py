"""A small client of Shopify's GraphQL Admin API, for whatever is not asked at checkout.

It honours the cost throttle: Shopify lends each app a bucket of points that fills again by and by, says with each
answer how full it is, and refuses a call that costs more than there is without doing it. So a refused call may be made
again. A call whose answer never came is made again only if it changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import httpx2

from dutiful_quote.channels.shopify.payload import UnreadablePayloadError, read_json

_TRIES: Final = 5
_LONGEST_WAIT_SECONDS: Final = 30.0
_OFFLINE_TOKEN: Final = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105 - a name
_ID_TOKEN: Final = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - a name
_EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"


class ShopifyError(Exception):
    """Shopify did not do what it was asked; the text holds nothing of the shop's data."""


class ShopifyRefusedError(ShopifyError):
    """It will not do it, however often it is asked."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a shop's Admin API; the expiries are None for tokens that last."""

    access: str
    refresh: str | None
    expires_at: datetime | None
    refresh_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Gets tokens from a shop. `now` is in UTC."""

    http: httpx2.AsyncClient
    now: Callable[[], datetime]

    async def of_code(self, shop: str, client_id: str, secret: bytes, code: str) -> Tokens:
        """Tokens for the code of an authorization.

        Raises:
            ShopifyError: the shop gives none.
        """
        return await self._ask(shop, client_id, secret, {"code": code, "expiring": 1})

    async def of_session(self, shop: str, client_id: str, secret: bytes, session: str) -> Tokens:
        """An offline token for a session token of the embedded app.

        Raises:
            ShopifyError: the shop gives none.
        """
        exchange = {"grant_type": _EXCHANGE, "subject_token": session, "subject_token_type": _ID_TOKEN}
        wanted = {**exchange, "requested_token_type": _OFFLINE_TOKEN, "expiring": 1}
        return await self._ask(shop, client_id, secret, wanted)

    async def refreshed(self, shop: str, client_id: str, secret: bytes, refresh: str) -> Tokens:
        """New tokens for a refresh token.

        Raises:
            ShopifyError: the shop gives none.
        """
        return await self._ask(shop, client_id, secret, {"grant_type": "refresh_token", "refresh_token": refresh})

    async def _ask(self, shop: str, client_id: str, secret: bytes, wanted: Mapping[str, Any]) -> Tokens:
        body = {"client_id": client_id, "client_secret": secret.decode(), **wanted}
        try:
            answer = await self.http.post(f"https://{shop}/admin/oauth/access_token", json=body)
            plain = answer.json() if answer.is_success else {}
        except (httpx2.HTTPError, ValueError) as exc:
            raise ShopifyError(f"the shop gives no token ({type(exc).__name__})") from None
        access = plain.get("access_token") if isinstance(plain, dict) else None
        if not isinstance(access, str) or not access:
            kind = ShopifyRefusedError if 400 <= answer.status_code < 500 else ShopifyError
            raise kind(f"the shop gives no token ({answer.status_code})")
        return Tokens(
            access=access,
            refresh=plain.get("refresh_token") or None,
            expires_at=self._after(plain.get("expires_in")),
            refresh_expires_at=self._after(plain.get("refresh_token_expires_in")),
        )

    def _after(self, seconds: Any) -> datetime | None:
        return self.now() + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None


class ShopifyAdmin:
    """The GraphQL Admin API of one shop.

    Args:
        http: with timeouts of its own.
        token: gives the access token, refreshed where it must be.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        shop: str,
        api_version: str,
        token: Callable[[], Awaitable[str]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._url = f"https://{shop}/admin/api/{api_version}/graphql.json"
        self._token = token
        self._sleep = sleep
        self._wait = 0.0

    async def read(self, query: str, **variables: Any) -> dict[str, Any]:
        """The `data` of a query.

        Raises:
            ShopifyError: Shopify is out of reach, or did not do it.
        """
        return await self._call(query, variables, again=True)

    async def change(self, mutation: str, name: str, **variables: Any) -> dict[str, Any]:
        """What the mutation `name` gives back.

        Raises:
            ShopifyRefusedError: it names errors of the caller (`userErrors`), by their fields.
            ShopifyError: Shopify is out of reach, or did not do it.
        """
        done = (await self._call(mutation, variables, again=False)).get(name) or {}
        errors = done.get("userErrors") or []
        if errors:
            fields = sorted({".".join(map(str, one.get("field") or ["?"])) for one in errors})
            raise ShopifyRefusedError(f"{name}: {', '.join(fields)}")
        found: dict[str, Any] = done
        return found

    async def _call(self, query: str, variables: Mapping[str, Any], *, again: bool) -> dict[str, Any]:
        for left in reversed(range(_TRIES)):
            if self._wait:
                await self._sleep(self._wait)
                self._wait = 0.0
            try:
                answer = await self._post(query, variables)
            except httpx2.TransportError as exc:
                if not (again and left):
                    raise ShopifyError(f"no answer ({type(exc).__name__})") from None
                self._wait = 1.0
                continue
            data = self._read(answer)
            if data is not None:
                return data
            # A throttled call was not done. After a fault of the shop's it is not known whether it was.
            if not left or (answer.status_code >= 500 and not again):
                break
        raise ShopifyError(f"the shop is not at hand ({answer.status_code})")

    async def _post(self, query: str, variables: Mapping[str, Any]) -> httpx2.Response:
        headers = {"X-Shopify-Access-Token": await self._token()}
        return await self._http.post(self._url, json={"query": query, "variables": dict(variables)}, headers=headers)

    def _read(self, answer: httpx2.Response) -> dict[str, Any] | None:
        """The data; None where the call is to be made again after `_wait` seconds."""
        if answer.status_code == 429 or answer.status_code >= 500:
            told = answer.headers.get("retry-after", "")
            self._wait = min(float(told), _LONGEST_WAIT_SECONDS) if told.isascii() and told.isdigit() else 2.0
            return None
        try:
            plain = read_json(answer.content)
        except UnreadablePayloadError:
            raise ShopifyError(f"the answer is not JSON ({answer.status_code})") from None
        if not answer.is_success or not isinstance(plain, dict):
            raise ShopifyRefusedError(f"refused with {answer.status_code}")
        return self._judged(plain)

    def _judged(self, plain: Mapping[str, Any]) -> dict[str, Any] | None:
        errors = [one for one in plain.get("errors") or () if isinstance(one, dict)]
        codes = {(one.get("extensions") or {}).get("code") for one in errors}
        cost = (plain.get("extensions") or {}).get("cost") or {}
        self._wait = _seconds_to_fill(cost, throttled="THROTTLED" in codes)
        if "THROTTLED" in codes:
            return None
        if errors:
            raise ShopifyRefusedError(f"errors: {', '.join(sorted(str(code) for code in codes))}")
        data = plain.get("data")
        if not isinstance(data, dict):
            raise ShopifyError("the answer has no data")
        return data


def _seconds_to_fill(cost: Mapping[str, Any], *, throttled: bool) -> float:
    """How long it takes until the bucket holds what such a call costs."""
    status = cost.get("throttleStatus") or {}
    asked, there, rate = (
        float(one) if isinstance(one, int | Decimal) else None
        for one in (cost.get("requestedQueryCost"), status.get("currentlyAvailable"), status.get("restoreRate"))
    )
    if asked is None or there is None or not rate:
        return 1.0 if throttled else 0.0
    return min(max(0.0, (asked - there) / rate), _LONGEST_WAIT_SECONDS)
