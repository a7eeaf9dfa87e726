"""The part of the client for what invoices say: shadow quotes, accuracy by lane, reserves."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import httpx2

from dutiful_shared.client.transport import Post, given, parsed
from dutiful_shared.contract.accuracy import AccuracyAnswer, ReserveAnswer
from dutiful_shared.contract.orders import DutyTerms
from dutiful_shared.contract.shadow import ShadowAnswer, ShadowRequest, ThreeWayAnswer

Uncharged = Literal["unknown", "zero"]


@dataclass(frozen=True, slots=True)
class AccuracyClient:
    """What invoices say; `DutifulClient.accuracy` makes it. Every call raises what the calls of `DutifulClient` raise.

    Args:
        url: of the document service.
        send: sends a request and raises what is no success.
        post: the same of a POST that may be repeated, with its answer as a model.
        stream: an answer that is read as it comes.
    """

    url: str
    send: Callable[..., Awaitable[httpx2.Response]]
    post: Post
    stream: Callable[..., AbstractAsyncContextManager[httpx2.Response]]

    async def shadow(self, asked: ShadowRequest, *, idempotency_key: str | None = None) -> ShadowAnswer:
        """Record another provider's answer beside ours."""
        return await self.post(f"{self.url}/v1/shadow-quotes", asked, ShadowAnswer, idempotency_key)

    async def shadow_quote(self, shadow_id: str) -> ShadowAnswer:
        """A shadow quote, with what the invoices say so far."""
        return parsed(await self.send("GET", f"{self.url}/v1/shadow-quotes/{shadow_id}"), ShadowAnswer)

    async def three_way(
        self,
        first: date,
        last: date,
        *,
        by: Literal["lane", "sku"] = "lane",
        provider: str | None = None,
        uncharged: Uncharged = "unknown",
    ) -> ThreeWayAnswer:
        """Who was nearer to the invoices."""
        params = {**_period(first, last), "by": by, "uncharged": uncharged, **given({"provider": provider})}
        return parsed(await self.send("GET", f"{self.url}/v1/shadow-quotes/report", params=params), ThreeWayAnswer)

    async def export_shadows(
        self, first: date, last: date, *, provider: str | None = None, uncharged: Uncharged = "unknown"
    ) -> AsyncIterator[bytes]:
        """Each verdict as CSV, in pieces."""
        params: dict[str, Any] = {**_period(first, last), "uncharged": uncharged, **given({"provider": provider})}
        async with self.stream("GET", f"{self.url}/v1/shadow-quotes/export", params=params) as response:
            async for piece in response.aiter_bytes():
                yield piece

    async def by_lane(
        self, first: date, last: date, *, of: Literal["duties_and_taxes", "all"] = "duties_and_taxes"
    ) -> AccuracyAnswer:
        """How near quotes were to invoices, by lane."""
        params = {**_period(first, last), "of": of}
        return parsed(await self.send("GET", f"{self.url}/v1/accuracy", params=params), AccuracyAnswer)

    async def reserves(
        self, quote_ids: Sequence[str], terms: Mapping[str, str] | None = None, *, delivery: DutyTerms | None = None
    ) -> ReserveAnswer:
        """What to set aside for the orders of these quotes.

        Args:
            terms: `level`, `confidence`, `from`, `to`, as texts.
        """
        params: dict[str, Any] = {"quote_id": list(quote_ids), **(terms or {}), **given({"delivery": delivery})}
        return parsed(await self.send("GET", f"{self.url}/v1/reserves", params=params), ReserveAnswer)

    async def open_reserves(self, terms: Mapping[str, str] | None = None) -> ReserveAnswer:
        """The same for every shipment that is not invoiced yet."""
        params = dict(terms or {})
        return parsed(await self.send("GET", f"{self.url}/v1/reserves/open", params=params), ReserveAnswer)


def _period(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}
