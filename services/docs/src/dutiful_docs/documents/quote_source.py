"""Recorded quotes, as the quote service answers them to the merchant whose request is served."""

from dataclasses import dataclass

import httpx2

from dutiful_docs.documents.refusal import NotStatedError, RefusedError
from dutiful_docs.documents.standing import ordered_of, standing_fault
from dutiful_docs.documents.subject import Subject, quoted
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError, DutifulProblem
from dutiful_shared.contract.documents import DocumentKind
from dutiful_shared.contract.orders import OrderAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.telemetry import trace_headers


class QuotesUnreachableError(Exception):
    """The quote service does not answer now."""


class QuoteMissingError(LookupError):
    """The merchant has no such quote."""


class QuoteForbiddenError(Exception):
    """The caller's key may make papers and may not read quotes."""


@dataclass(frozen=True, slots=True)
class RecordedQuote:
    """A quote with the cart that it is of, and what became of it."""

    cart: QuoteRequest
    quote: QuoteAnswer
    order: OrderAnswer


class QuoteSource:
    """Reads quotes over HTTP with the caller's own key: what the caller may not read, no paper is made of.

    Args:
        url: where the quote service is.
        transport: shared by all calls; `aclose()` closes it.
    """

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport) -> None:
        self._urls = BaseUrls(quote=url)
        self._transport = transport

    async def fetch(self, api_key: str, quote_id: str) -> RecordedQuote:
        """A quote as it was answered.

        Raises:
            QuoteMissingError: the merchant has no such quote.
            NotStatedError: it is too old to be read.
            QuoteForbiddenError: the key lacks the scope `quote`.
            QuotesUnreachableError: no answer came.
        """
        client = DutifulClient(self._urls, api_key, transport=_Lent(self._transport), trace=trace_headers)
        try:
            return RecordedQuote(
                await client.quoted_cart(quote_id), await client.recorded_quote(quote_id), await client.order(quote_id)
            )
        except DutifulProblem as exc:
            if exc.code in {"not_found", "invalid_request"}:
                raise QuoteMissingError(quote_id) from exc
            if exc.code == "conflict":
                raise NotStatedError("/quote_id", "the quote is too old to be read; quote the cart again") from exc
            if exc.code == "forbidden":
                raise QuoteForbiddenError from exc
            raise QuotesUnreachableError(str(exc)) from exc
        except DutifulError as exc:
            raise QuotesUnreachableError(str(exc)) from exc

    async def subject(self, api_key: str, quote_id: str, kind: DocumentKind) -> Subject:
        """The subject of a quote for a paper of this kind: as it was ordered, where it was.

        Raises:
            RefusedError: the quote no longer stands for its order; else as `fetch`.
        """
        found = await self.fetch(api_key, quote_id)
        if (fault := standing_fault(found.order, quote_id, kind)) is not None:
            raise RefusedError([fault])
        return quoted(found.cart, found.quote, ordered_of(found.order, quote_id))

    async def aclose(self) -> None:
        """Close the connections to the quote service."""
        await self._transport.aclose()


class _Lent(httpx2.AsyncBaseTransport):
    """A transport that one of its users cannot close for the others."""

    def __init__(self, own: httpx2.AsyncBaseTransport) -> None:
        self._own = own

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._own.handle_async_request(request)
