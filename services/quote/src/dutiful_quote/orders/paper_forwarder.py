"""Brings events of orders to the papers that the docs service makes of them; nothing is lost while it is away.

An event leaves the outbox only in the transaction in which the docs service has taken it. If that transaction is lost,
it is told again, and makes nothing twice. The cart and the quote go along, so that the docs service reads nothing here.
"""

from contextlib import AsyncExitStack
from typing import Any, Final

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy import Row, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.quotes.errors import OutdatedRequestError, QuoteNotFoundError, QuotesUnavailableError
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.client.errors import DutifulError
from dutiful_shared.client.order_papers import OrderPaperClient
from dutiful_shared.contract.order_papers import OrdersTold, OrderTold
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.ticket import Purpose, tickets_of

#: What a turn raises while the docs service or PostgreSQL is out of reach.
PASSING: Final = (DutifulError, QuotesUnavailableError, SQLAlchemyError, OSError)
_MOST: Final = 20
#: In one turn at most, so that a backlog does not keep the turn from ever ending.
_MOST_BATCHES: Final = 50
_TAKE: Final = text(
    """
    SELECT position, merchant_id, quote_id, sequence, current_quote_id, reference, at, ordered
    FROM quote.paper_outbox
    ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED
    """
)
_DONE: Final = text("DELETE FROM quote.paper_outbox WHERE position = ANY(CAST(:positions AS bigint[]))")
_WAITING: Final = text("SELECT count(*) FROM quote.paper_outbox")


class PaperForwarder:
    """Any number of forwarders may work on one outbox: each row is held by one of them.

    Args:
        engine: of the service role.
        quotes: gives the cart and the answer that an order is of.
    """

    def __init__(
        self, engine: AsyncEngine, quotes: QuoteService, papers: OrderPaperClient, registry: CollectorRegistry
    ) -> None:
        self._engine = engine
        self._quotes = quotes
        self._papers = papers
        self._waiting = Gauge(
            "dutiful_paper_outbox_orders", "Events of orders on their way to papers.", registry=registry
        )
        self._failures = Counter(
            "dutiful_paper_forward_failures_total", "Turns in which the docs service took none.", registry=registry
        )

    async def turn(self) -> None:
        """Tell what waits.

        Raises:
            DutifulError: the docs service is out of reach or refuses; what it did not take waits on.
            QuotesUnavailableError, SQLAlchemyError, OSError: PostgreSQL is out of reach.
        """
        try:
            for _ in range(_MOST_BATCHES):
                if await self._send() < _MOST:
                    break
        except PASSING:
            self._failures.inc()
            raise
        finally:
            async with self._engine.connect() as connection:
                self._waiting.set((await connection.execute(_WAITING)).scalar_one())

    async def _send(self) -> int:
        async with self._engine.begin() as connection:
            rows = (await connection.execute(_TAKE, {"most": _MOST})).all()
            told = [order for row in rows if (order := await self._order(row)) is not None]
            if told:
                await self._papers.tell(OrdersTold(orders=tuple(told)))
            if rows:
                await connection.execute(_DONE, {"positions": [row.position for row in rows]})
        return len(rows)

    async def _order(self, row: Row[Any]) -> OrderTold | None:
        """None where the quote cannot be read any more, now or ever."""
        try:
            record = await self._quotes.record(row.merchant_id, row.current_quote_id)
            cart = await self._quotes.cart(row.merchant_id, row.current_quote_id)
        except (QuoteNotFoundError, OutdatedRequestError) as exc:
            logger().warning("no papers are made of an order whose quote cannot be read", quote=str(exc))
            return None
        plain = {
            "merchant": row.merchant_id,
            "quote_id": row.quote_id,
            "sequence": row.sequence,
            "current_quote_id": row.current_quote_id,
            "reference": row.reference,
            "at": row.at,
            "cart": orjson.loads(cart),
            "quote": orjson.loads(record.answer),
            "ordered": row.ordered,
        }
        return OrderTold.model_validate(plain)


async def acquire_paper_forwarder(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    service_engine: AsyncEngine,
    quotes: QuoteService,
) -> None:
    """A forwarder that is at work until `stack` unwinds; none where no docs service is named: then events wait."""
    if not settings.docs_url:
        return
    client = OrderPaperClient(BaseUrls(docs=settings.docs_url), tickets_of(settings, Purpose.TELL_OF_ORDERS, "quote"))
    stack.push_async_callback(client.aclose)
    forwarder = PaperForwarder(service_engine, quotes, client, registry)
    periodic = Periodic("paper-forwarder", forwarder.turn, settings.paper_forward_seconds, passing=PASSING)
    stack.push_async_callback(periodic.close)
    await periodic.start()
