"""The calls of `DutifulClient` that concern quotes and what becomes of them."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Final

import httpx2

from dutiful_shared.client.transport import Transport, parsed, written
from dutiful_shared.contract.batch import BatchAnswer, BatchItem
from dutiful_shared.contract.order_comparisons import OrderComparisonPage, Outcome
from dutiful_shared.contract.orders import (
    AdjustAnswer,
    CommitRequest,
    OrderAnswer,
    RefundAnswer,
    RefundRequest,
    VoidRequest,
)
from dutiful_shared.contract.quote_answer import QuoteAnswer, ReplayAnswer, TokenAnswer
from dutiful_shared.contract.quote_request import QuoteRequest, TokenRequest
from dutiful_shared.contract.scenario import SCENARIO_HEADER, Scenario

#: A batch takes as long as its carts; this is the longest wait between two of its answers.
_BATCH_TIMEOUT: Final = httpx2.Timeout(30.0, connect=1.0)
_JSON: Final = {"Content-Type": "application/json"}
_JSON_LINES: Final = {"Content-Type": "application/jsonl"}


class QuoteCalls(Transport):
    """Quotes, one or many, and the order that one becomes."""

    async def quote(
        self, cart: QuoteRequest, *, idempotency_key: str | None = None, scenario: Scenario | None = None
    ) -> QuoteAnswer:
        """What the cart costs to land. Repeating with the same key gives the same quote.

        With a sandbox key, `scenario` shows the answer of a bad day; with a live one it changes nothing.
        """
        headers = None if scenario is None else {SCENARIO_HEADER: scenario.value}
        return await self._post(
            f"{self._urls.quote}/v1/quotes", cart, QuoteAnswer, idempotency_key, more_headers=headers
        )

    async def quotes(self, carts: Sequence[QuoteRequest]) -> list[BatchItem]:
        """Up to 500 carts, each with its quote or its problem, in their order; one try."""
        content = b"[" + b",".join(written(cart) for cart in carts) + b"]"
        async with self._stream(
            "POST", self._batch(), content=content, headers=_JSON, timeout=_BATCH_TIMEOUT
        ) as response:
            await response.aread()
            return list(parsed(response, BatchAnswer).results)

    async def stream_quotes(
        self, carts: Iterable[QuoteRequest] | AsyncIterable[QuoteRequest]
    ) -> AsyncIterator[BatchItem]:
        """Like `quotes`, but carts are sent while they are made, and each item comes as soon as it is ready."""
        sending = {"content": _lines(carts), "headers": _JSON_LINES, "timeout": _BATCH_TIMEOUT}
        async with self._stream("POST", self._batch(), **sending) as response:
            async for line in response.aiter_lines():
                yield parsed(response, BatchItem, line)

    async def verify_token(self, token: str, *, idempotency_key: str | None = None) -> TokenAnswer:
        """Whether a quote's token holds, and what it says."""
        url = f"{self._urls.quote}/v1/quotes/verify"
        return await self._post(url, TokenRequest(token=token), TokenAnswer, idempotency_key)

    async def commit_quote(
        self, quote_id: str, choice: CommitRequest, *, idempotency_key: str | None = None
    ) -> OrderAnswer:
        """The shopper has ordered at the quote's amounts."""
        return await self._post(self._of(quote_id, "commit"), choice, OrderAnswer, idempotency_key)

    async def adjust_quote(
        self, quote_id: str, cart: QuoteRequest, *, idempotency_key: str | None = None
    ) -> AdjustAnswer:
        """The whole order as it is now, with what became different."""
        return await self._post(self._of(quote_id, "adjust"), cart, AdjustAnswer, idempotency_key)

    async def refund_quote(
        self, quote_id: str, returned: RefundRequest, *, idempotency_key: str | None = None
    ) -> RefundAnswer:
        """What of the charges belongs to goods that came back."""
        return await self._post(self._of(quote_id, "refund"), returned, RefundAnswer, idempotency_key)

    async def void_quote(
        self, quote_id: str, reason: str | None = None, *, idempotency_key: str | None = None
    ) -> OrderAnswer:
        """The order is cancelled for good."""
        asked = VoidRequest(reason=reason)
        return await self._post(self._of(quote_id, "void"), asked, OrderAnswer, idempotency_key)

    async def order(self, quote_id: str) -> OrderAnswer:
        """What became of a quote."""
        return await self._call("GET", self._of(quote_id, "order"), OrderAnswer)

    async def recorded_quote(self, quote_id: str) -> QuoteAnswer:
        """A quote as it was answered."""
        return await self._call("GET", f"{self._urls.quote}/v1/quotes/{quote_id}", QuoteAnswer)

    async def quoted_cart(self, quote_id: str) -> QuoteRequest:
        """The cart of a quote as it was landed, with what the merchant's settings and catalogue gave."""
        return await self._call("GET", self._of(quote_id, "cart"), QuoteRequest)

    async def replay_quote(self, quote_id: str, *, idempotency_key: str | None = None) -> ReplayAnswer:
        """A recorded quote computed anew with the law, the day and the exchange rates of then."""
        return await self._post(self._of(quote_id, "replay"), None, ReplayAnswer, idempotency_key)

    def _of(self, quote_id: str, verb: str) -> str:
        return f"{self._urls.quote}/v1/quotes/{quote_id}/{verb}"

    async def order_comparisons(
        self,
        *,
        variance: Sequence[Outcome] = (),
        shop_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> OrderComparisonPage:
        """A page of orders held against their quotes, the newest first; `next` of it is the following cursor."""
        named = {"shop_id": shop_id, "cursor": cursor, "limit": str(limit)}
        asked = {name: value for name, value in named.items() if value is not None}
        params = {**asked, "variance": [one.value for one in variance]}
        return await self._call("GET", f"{self._urls.quote}/v1/orders/comparisons", OrderComparisonPage, params=params)

    def _batch(self) -> str:
        return f"{self._urls.quote}/v1/quotes/batch"


async def _lines(carts: Iterable[QuoteRequest] | AsyncIterable[QuoteRequest]) -> AsyncIterator[bytes]:
    if isinstance(carts, AsyncIterable):
        async for cart in carts:
            yield written(cart) + b"\n"
    else:
        for cart in carts:
            yield written(cart) + b"\n"
