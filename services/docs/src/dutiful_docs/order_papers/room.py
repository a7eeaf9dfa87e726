"""`OrderPapersRoom`: takes events of orders in and has their papers made by the worker of batches.

An event, the batch that makes its papers and the order's row are written in one transaction, so an event that is told
twice makes nothing twice; one that comes late, after a later one, changes nothing.
"""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.documents.batches.record import BatchRecord
from dutiful_docs.documents.batches.repository import BatchItem, BatchRepository
from dutiful_docs.documents.batches.worker import BatchWorker
from dutiful_docs.documents.errors import DocumentsUnavailableError
from dutiful_docs.order_papers import repository as kept
from dutiful_docs.order_papers.told import KnownOrder
from dutiful_docs.order_papers.wishes import document_of, fingerprint, wishes
from dutiful_shared.contract.documents import DocumentRequest, PaperDetails
from dutiful_shared.contract.order_papers import OrderPaperSettings, OrderTold
from dutiful_shared.contract.orders import OrderedAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.logs import logger
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

#: In the audit: papers of orders are made without being asked.
_ASKED_BY: Final = "job:order-papers"
_ID_DIGITS: Final = 20


class UnknownOrderError(LookupError):
    """Nothing was told of an order of this quote, or it is another's."""


@dataclass(frozen=True, slots=True)
class MadeOrder:
    """An order with the batch of its papers, and those that it has made."""

    order: KnownOrder
    batch: BatchRecord | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderPapersRoom:
    """Every method raises `DocumentsUnavailableError` where PostgreSQL is out of reach. `now` is the clock, in UTC.

    `requests` acts as the merchant whose order it is.
    """

    requests: AsyncEngine
    batches: BatchRepository
    worker: BatchWorker
    now: Callable[[], datetime]

    async def settings(self, merchant_id: str) -> OrderPaperSettings:
        """What the merchant wants made; nothing where it never said."""
        async with self._of(merchant_id) as connection:
            return await kept.settings_of(connection, merchant_id) or OrderPaperSettings()

    async def replace_settings(self, merchant_id: str, settings: OrderPaperSettings) -> None:
        """From now on. Papers of orders that were told before stay as they are."""
        async with self._of(merchant_id) as connection:
            await kept.put_settings(connection, merchant_id, settings, self.now())

    async def tell(self, orders: Sequence[OrderTold]) -> int:
        """Take events of orders in; of how many papers are made."""
        taken = [await self._tell(one) for one in orders]
        self.worker.wake()
        return sum(taken)

    async def state(self, merchant_id: str, quote_id: str, details: PaperDetails) -> None:
        """What the papers of an order say. Of an order that was told before they are made anew, or what of them was
        refused is tried again.

        The quote must be known to be the merchant's.
        """
        now = self.now()
        async with self._of(merchant_id) as connection:
            order = await kept.locked(connection, merchant_id, quote_id, now)
            await kept.put_details(connection, merchant_id, quote_id, details, now)
            settings = await kept.settings_of(connection, merchant_id)
            if order.sequence and settings is not None:
                await self._make(connection, quote_id, merchant_id, settings)
        self.worker.wake()

    async def knows(self, merchant_id: str, quote_id: str) -> bool:
        """Whether anything was told of the order."""
        async with self._of(merchant_id) as connection:
            return await kept.find(connection, merchant_id, quote_id) is not None

    async def find(self, merchant_id: str, quote_id: str) -> MadeOrder:
        """Raises `UnknownOrderError`."""
        async with self._of(merchant_id) as connection:
            order = await kept.find(connection, merchant_id, quote_id)
        if order is None:
            raise UnknownOrderError(quote_id)
        return await self._made(order)

    async def page(
        self, merchant_id: str, before: tuple[datetime, str] | None, most: int, *, refused: bool
    ) -> list[MadeOrder]:
        """Orders, those of the newest events first; with `refused` those with a paper that could not be made."""
        async with self._of(merchant_id) as connection:
            found = await kept.page(connection, merchant_id, before, most, refused=refused)
        return [await self._made(order) for order in found]

    async def _tell(self, told: OrderTold) -> bool:
        now = self.now()
        if not _readable(told):
            return False
        async with self._of(told.merchant) as connection:
            settings = await kept.settings_of(connection, told.merchant, told.at)
            if settings is None or not settings.rules:
                return False
            order = await kept.locked(connection, told.merchant, told.quote_id, now)
            if told.sequence <= order.sequence:
                return False
            await kept.put_told(connection, told, now)
            return await self._make(connection, told.quote_id, told.merchant, settings)

    async def _make(
        self, connection: AsyncConnection, quote_id: str, merchant_id: str, settings: OrderPaperSettings
    ) -> bool:
        """Have the papers of the order's newest event made; whether there are any."""
        order = await kept.locked(connection, merchant_id, quote_id, self.now())
        assert order.cart is not None, "it was told"
        assert order.told_at is not None, "it was told"
        assert order.current_quote_id is not None, "it was told"
        wanted = wishes(
            settings,
            order.details,
            order.cart["ship_to"]["country"],
            order.current_quote_id,
            order.reference,
            order.told_at.date(),
        )
        said = fingerprint(order.sequence, wanted)
        if said == order.wanted:
            if order.batch_id is not None:
                await kept.try_again(connection, merchant_id, order.batch_id)
            return bool(wanted)
        batch_id = f"batch_{new_identifier(self.now(), os.urandom)[-_ID_DIGITS:]}" if wanted else None
        if batch_id is not None:
            items = [_item(number, one, order) for number, one in enumerate(wanted)]
            await self.batches.begin_in(connection, batch_id, merchant_id, "zip", items, _ASKED_BY)
        await kept.put_batch(connection, merchant_id, quote_id, said, batch_id)
        return bool(wanted)

    async def _made(self, order: KnownOrder) -> MadeOrder:
        if order.batch_id is None:
            return MadeOrder(order, None, ())
        async with self._of(order.merchant_id) as connection:
            documents = await kept.made(connection, order.merchant_id, order.batch_id)
        return MadeOrder(order, await self.batches.find(order.merchant_id, order.batch_id), documents)

    @asynccontextmanager
    async def _of(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        with unreachable_as(DocumentsUnavailableError, "papers of orders cannot be read or changed now"):
            async with as_merchant(self.requests, merchant_id) as connection:
                yield connection


def _readable(told: OrderTold) -> bool:
    """Whether what was told is of this release's contract; no later try would make it so, and others wait."""
    try:
        QuoteRequest.model_validate_json(orjson.dumps(told.cart))
        QuoteAnswer.model_validate_json(orjson.dumps(told.quote))
        if told.ordered is not None:
            OrderedAnswer.model_validate_json(orjson.dumps(told.ordered))
    except ValidationError as exc:
        logger().error("an order cannot be read, and gets no papers", quote_id=told.quote_id, error=str(exc))
        return False
    return True


def _item(number: int, wanted: DocumentRequest, order: KnownOrder) -> BatchItem:
    return BatchItem(
        number=number,
        request=wanted.model_dump(mode="json", exclude_unset=True),
        cart=order.cart,
        quote=order.quote,
        ordered=order.ordered,
        document_id=document_of(order.merchant_id, order.quote_id, wanted),
        order_id=order.quote_id,
    )
