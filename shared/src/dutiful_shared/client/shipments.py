"""The part of the client for shipments: their dossiers, what happens to them, what they cost, how clearance goes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import httpx2

from dutiful_shared.client.transport import Post, given, parsed
from dutiful_shared.contract.kpis import FeedbackRequest, KpiAnswer, KpiBy
from dutiful_shared.contract.orders import RefundRequest
from dutiful_shared.contract.shipment_charges import DisputePack, InvoiceAnswer, InvoiceRequest, VarianceAnswer
from dutiful_shared.contract.shipment_checks import (
    HandoffAnswer,
    ReplyAnswer,
    ReplyRequest,
    ShipmentCheckAnswer,
    ShipmentCheckRequest,
)
from dutiful_shared.contract.shipment_events import (
    EventRequest,
    EventsAnswer,
    EventsRequest,
    FeedList,
    FeedRequest,
    NewFeedAnswer,
    TrackedEvent,
    TrackedEvents,
)
from dutiful_shared.contract.shipments import (
    FeedbackAnswer,
    ReturnAnswer,
    ShipmentAnswer,
    ShipmentPage,
    ShipmentRequest,
)

_CSV: Final = {"Content-Type": "text/csv"}


@dataclass(frozen=True, slots=True)
class ShipmentsClient:
    """Shipments; `DutifulClient.shipments` makes it. Every call raises what the calls of `DutifulClient` raise.

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

    async def add(self, shipment: ShipmentRequest, *, idempotency_key: str | None = None) -> ShipmentAnswer:
        """Tell of a shipment."""
        return await self.post(f"{self.url}/v1/shipments", shipment, ShipmentAnswer, idempotency_key)

    async def dossier(self, shipment_id: str) -> ShipmentAnswer:
        """All that is known of a shipment."""
        return parsed(await self.send("GET", self._of(shipment_id)), ShipmentAnswer)

    async def page(
        self,
        *,
        limit: int = 50,
        cursor: str | None = None,
        order_reference: str | None = None,
        held: bool | None = None,
    ) -> ShipmentPage:
        """A page of shipments, the newest first; `next` of it is the following cursor."""
        asked = given(
            {
                "limit": str(limit),
                "cursor": cursor,
                "order_reference": order_reference,
                "held": None if held is None else str(held).lower(),
            }
        )
        return parsed(await self.send("GET", f"{self.url}/v1/shipments", params=asked), ShipmentPage)

    async def tell(
        self, shipment_id: str, events: Sequence[EventRequest], *, idempotency_key: str | None = None
    ) -> EventsAnswer:
        """Tell of events of a shipment; each id is taken once."""
        asked = EventsRequest(events=tuple(events))
        return await self.post(f"{self._of(shipment_id)}/events", asked, EventsAnswer, idempotency_key)

    async def tell_tracked(self, events: Sequence[TrackedEvent], *, idempotency_key: str | None = None) -> EventsAnswer:
        """Tell of events by carrier and tracking number."""
        asked = TrackedEvents(events=tuple(events))
        return await self.post(f"{self.url}/v1/shipments/events", asked, EventsAnswer, idempotency_key)

    async def add_feed(self, feed: FeedRequest, *, idempotency_key: str | None = None) -> NewFeedAnswer:
        """A door for a carrier's webhook, with its secret, which is said this once. The key needs the scope `admin`."""
        return await self.post(f"{self.url}/v1/carrier-feeds", feed, NewFeedAnswer, idempotency_key)

    async def feeds(self) -> FeedList:
        """Who may send events by webhook, the oldest first. The key needs the scope `admin`."""
        return parsed(await self.send("GET", f"{self.url}/v1/carrier-feeds"), FeedList)

    async def remove_feed(self, feed_id: str) -> None:
        """Take nothing more from a feed. The key needs the scope `admin`."""
        await self.send("DELETE", f"{self.url}/v1/carrier-feeds/{feed_id}")

    async def check(self, shipment: ShipmentCheckRequest) -> ShipmentCheckAnswer:
        """What a shipment would be held for."""
        return await self.post(f"{self.url}/v1/shipments/check", shipment, ShipmentCheckAnswer)

    async def handoff(self, shipment_id: str) -> HandoffAnswer:
        """The pack for a broker."""
        return parsed(await self.send("GET", f"{self._of(shipment_id)}/handoff"), HandoffAnswer)

    async def reply(self, shipment_id: str, asked: ReplyRequest) -> ReplyAnswer:
        """Words for an answer to customs."""
        return await self.post(f"{self._of(shipment_id)}/replies", asked, ReplyAnswer)

    async def take_back(
        self, shipment_id: str, returned: RefundRequest, *, idempotency_key: str | None = None
    ) -> ReturnAnswer:
        """What of the charges belongs to goods that came back."""
        return await self.post(f"{self._of(shipment_id)}/returns", returned, ReturnAnswer, idempotency_key)

    async def give_feedback(self, shipment_id: str, feedback: FeedbackRequest) -> FeedbackAnswer:
        """What the shopper says of a shipment."""
        return await self.post(f"{self._of(shipment_id)}/feedback", feedback, FeedbackAnswer)

    async def add_invoice(self, invoice: InvoiceRequest, *, idempotency_key: str | None = None) -> InvoiceAnswer:
        """Take in an invoice of a carrier or broker."""
        return await self.post(f"{self.url}/v1/charges/invoices", invoice, InvoiceAnswer, idempotency_key)

    async def add_invoice_csv(self, content: bytes, *, carrier: str, number: str, issued: date) -> InvoiceAnswer:
        """The same of a CSV file."""
        params = {"carrier": carrier, "number": number, "issued": issued.isoformat()}
        url = f"{self.url}/v1/charges/invoices/csv"
        return parsed(await self.send("POST", url, content=content, headers=_CSV, params=params), InvoiceAnswer)

    async def invoice(self, invoice_id: str) -> InvoiceAnswer:
        """An invoice, matched and compared."""
        return parsed(await self.send("GET", f"{self.url}/v1/charges/invoices/{invoice_id}"), InvoiceAnswer)

    async def dispute(self, invoice_id: str) -> DisputePack:
        """What is contested of an invoice."""
        return parsed(await self.send("GET", f"{self.url}/v1/charges/invoices/{invoice_id}/dispute"), DisputePack)

    async def variance(
        self, first: date, last: date, *, by: Literal["sku", "lane", "carrier"] = "lane"
    ) -> VarianceAnswer:
        """By how much charges differ from what was expected."""
        params = {**_period(first, last), "by": by}
        return parsed(await self.send("GET", f"{self.url}/v1/charges/variance", params=params), VarianceAnswer)

    async def kpis(
        self,
        first: date,
        last: date,
        *,
        by: KpiBy = KpiBy.MONTH,
        lane: str | None = None,
        carrier: str | None = None,
    ) -> KpiAnswer:
        """How clearance goes."""
        params = {**_period(first, last), **given({"by": by.value, "lane": lane, "carrier": carrier})}
        return parsed(await self.send("GET", f"{self.url}/v1/kpis", params=params), KpiAnswer)

    async def export(self, first: date, last: date, form: Literal["csv", "parquet"] = "csv") -> AsyncIterator[bytes]:
        """The shipments behind the KPIs, as a file that comes in pieces."""
        params: dict[str, Any] = {**_period(first, last), "format": form}
        async with self.stream("GET", f"{self.url}/v1/kpis/export", params=params) as response:
            async for piece in response.aiter_bytes():
                yield piece

    def _of(self, shipment_id: str) -> str:
        return f"{self.url}/v1/shipments/{shipment_id}"


def _period(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}
