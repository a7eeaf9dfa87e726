"""Our side of a shadow quote, asked of the quote service with the caller's own key."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import httpx2

from dutiful_docs.dossier.errors import DossierUnavailableError, UnknownQuoteError, UnusableFieldError
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError, DutifulProblem
from dutiful_shared.contract.orders import OrderAnswer
from dutiful_shared.contract.problems import Problem
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shadow import ShadowRequest

#: Seconds. Nobody waits at a checkout for it; the request's own deadline comes first where that is shorter.
_TIMEOUT: Final = httpx2.Timeout(5.0, connect=1.0)


@dataclass(frozen=True, slots=True)
class OurQuote:
    """A quote with the cart that it is of, and what became of it."""

    quote: QuoteAnswer
    cart: QuoteRequest
    order: OrderAnswer | None = None


class RefusedCartError(Exception):
    """The quote service refuses the cart; `problem` says why, with pointers into what was sent on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class OurQuotes:
    """Quotes carts and reads quotes. `transport` takes the place of the network in tests.

    Every call raises DossierUnavailableError where the quote service does not answer.
    """

    url: str
    transport: httpx2.AsyncBaseTransport | None = field(default=None, repr=False)

    async def of(self, asked: ShadowRequest, api_key: str, repeatable: str) -> OurQuote:
        """The quote that a shadow quote names, or one that is made now.

        Args:
            repeatable: names the request, so that repeating it makes no second quote.

        Raises:
            UnknownQuoteError: the caller has no such quote.
            RefusedCartError: what was sent is no cart, or cannot be quoted.
        """
        if asked.quote_id is not None:
            return await self.find(asked.quote_id, api_key)
        if asked.cart is not None:
            return await self._asked(lambda client: _of_cart(client, asked, repeatable), api_key, "")
        return await self._asked(lambda client: _of_request(client, asked, repeatable), api_key, "")

    async def find(self, quote_id: str, api_key: str) -> OurQuote:
        """A recorded quote, with what became of it.

        Raises:
            UnknownQuoteError: the caller has no such quote.
        """

        async def read(client: DutifulClient) -> OurQuote:
            order = await client.order(quote_id)
            current = order.current_quote_id
            return OurQuote(await client.recorded_quote(current), await client.quoted_cart(current), order)

        return await self._asked(read, api_key, quote_id)

    async def _asked(
        self, work: Callable[[DutifulClient], Awaitable[OurQuote]], api_key: str, quote_id: str
    ) -> OurQuote:
        try:
            async with DutifulClient(
                BaseUrls(quote=self.url), api_key, timeout=_TIMEOUT, transport=self.transport
            ) as client:
                return await work(client)
        except DutifulProblem as exc:
            raise _refusal(exc, quote_id) from exc
        except DutifulError as exc:
            raise DossierUnavailableError("the quote service does not answer") from exc


async def _of_cart(client: DutifulClient, asked: ShadowRequest, repeatable: str) -> OurQuote:
    assert asked.cart is not None, "it is the cart that is quoted"
    quote = await client.quote(asked.cart, idempotency_key=repeatable)
    return await _with_cart(client, quote)


async def _of_request(client: DutifulClient, asked: ShadowRequest, repeatable: str) -> OurQuote:
    body = json.dumps(asked.request).encode()  # also whole numbers of any length
    answer = await client.quote_translated(Provider(asked.provider), body, idempotency_key=repeatable)
    return await _with_cart(client, answer.quote)


async def _with_cart(client: DutifulClient, quote: QuoteAnswer) -> OurQuote:
    """The cart as it was landed: the catalogue may have given SKUs their codes."""
    if quote.id is None:
        raise DossierUnavailableError("the quote could not be recorded")
    return OurQuote(quote, await client.quoted_cart(quote.id))


def _refusal(exc: DutifulProblem, quote_id: str) -> Exception:
    match exc.problem.code:
        case "not_found" | "invalid_request" if quote_id:
            return UnknownQuoteError(quote_id)
        case "invalid_request" | "malformed_json" | "json_too_deep" | "body_too_large":
            return RefusedCartError(exc.problem)
        case "forbidden":
            return UnusableFieldError("", "the key lacks the scope quote, with which the cart is quoted")
        case _:
            return DossierUnavailableError("the quote service does not answer")
