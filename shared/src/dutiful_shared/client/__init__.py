"""A typed client of Dutiful's services, for order systems. It needs the base install alone.

async with DutifulClient(BaseUrls(), api_key="dk_test_...") as dutiful:
    answer = await dutiful.quote(QuoteRequest(...))
"""

from dutiful_shared.client.accuracy import AccuracyClient
from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.client.catalogue import CatalogueCalls
from dutiful_shared.client.classifications import ClassificationCalls
from dutiful_shared.client.documents import DocumentCalls
from dutiful_shared.client.errors import (
    DutifulError,
    DutifulProblem,
    DutifulUnreachableError,
    UnexpectedAnswerError,
)
from dutiful_shared.client.ledger import LedgerCalls
from dutiful_shared.client.merchant import MerchantClient
from dutiful_shared.client.order_papers import OrderPaperCalls
from dutiful_shared.client.quotes import QuoteCalls
from dutiful_shared.client.screening import ScreeningCalls
from dutiful_shared.client.shipments import ShipmentsClient
from dutiful_shared.client.shops import ShopsClient
from dutiful_shared.client.tariffs import TariffCalls
from dutiful_shared.client.transport import DEFAULT_TIMEOUT, Transport

__all__ = [
    "DEFAULT_TIMEOUT",
    "BaseUrls",
    "DutifulClient",
    "DutifulError",
    "DutifulProblem",
    "DutifulUnreachableError",
    "UnexpectedAnswerError",
]


class DutifulClient(  # noqa: D101 - its docstring is that of Transport, which says all arguments
    QuoteCalls,
    TariffCalls,
    CatalogueCalls,
    ClassificationCalls,
    DocumentCalls,
    OrderPaperCalls,
    LedgerCalls,
    ScreeningCalls,
):
    __doc__ = Transport.__doc__

    @property
    def merchant(self) -> MerchantClient:
        """What administers the merchant of the key: settings, keys, audit."""
        return MerchantClient(self._urls.quote, self._send, self._post)

    @property
    def shops(self) -> ShopsClient:
        """What administers the merchant's shops: settings and secrets."""
        return ShopsClient(self._urls.quote, self._send)

    @property
    def shipments(self) -> ShipmentsClient:
        """Shipments: what happens to them, what they cost, and how clearance goes."""
        return ShipmentsClient(self._urls.docs, self._send, self._post, self._stream)

    @property
    def accuracy(self) -> AccuracyClient:
        """What invoices say of quotes: shadow quotes, accuracy by lane, reserves."""
        return AccuracyClient(self._urls.docs, self._send, self._post, self._stream)
