"""Papers that are made of orders by themselves, for order systems and for our own services."""

from typing import Final

from dutiful_shared.client.transport import Transport, given, written
from dutiful_shared.contract.documents import PaperDetails
from dutiful_shared.contract.order_papers import (
    OrderPapers,
    OrderPaperSettings,
    OrderPapersPage,
    OrdersTaken,
    OrdersTold,
)

_JSON: Final = {"Content-Type": "application/json"}


class OrderPaperCalls(Transport):
    """What papers are made of orders, and what they lack. The key needs the scope `documents`."""

    async def order_paper_settings(self) -> OrderPaperSettings:
        """Which papers are made of every order, and what is the same in all of them."""
        return await self._call("GET", self._order_papers("/settings"), OrderPaperSettings)

    async def replace_order_paper_settings(self, settings: OrderPaperSettings) -> OrderPaperSettings:
        """Say which papers are made of every order from now on."""
        url = self._order_papers("/settings")
        return await self._call("PUT", url, OrderPaperSettings, content=written(settings), headers=_JSON)

    async def orders_with_papers(
        self, *, only_refused: bool = False, cursor: str | None = None, limit: int = 20
    ) -> OrderPapersPage:
        """A page of orders, those of the newest events first; `next` of it is the following cursor."""
        asked = {"only_refused": "true" if only_refused else None, "cursor": cursor, "limit": str(limit)}
        return await self._call("GET", self._order_papers(), OrderPapersPage, params=given(asked))

    async def order_papers(self, quote_id: str) -> OrderPapers:
        """The papers of the order that a quote was committed for."""
        return await self._call("GET", self._order_papers(f"/{quote_id}"), OrderPapers)

    async def state_order_details(self, quote_id: str, details: PaperDetails) -> OrderPapers:
        """Say what the papers of an order say, before it is committed or later; they are made anew then."""
        url = self._order_papers(f"/{quote_id}")
        return await self._call("PUT", url, OrderPapers, content=written(details), headers=_JSON)

    def _order_papers(self, path: str = "") -> str:
        return f"{self._urls.docs}/v1/order-papers{path}"


class OrderPaperClient(Transport):
    """Tells of orders, as one of Dutiful's own services, which shows a ticket in place of an API key."""

    async def tell(self, orders: OrdersTold) -> OrdersTaken:
        """Tell a batch; it may be repeated freely."""
        return await self._post(f"{self._urls.docs}/v1/order-papers/events", orders, OrdersTaken)
