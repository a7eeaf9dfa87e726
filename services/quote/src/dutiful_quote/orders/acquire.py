"""The room of orders, with what it needs."""

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.orders.quoted import QuotedOrders
from dutiful_quote.orders.repository import OrderRepository
from dutiful_quote.orders.service import OrderService
from dutiful_quote.quotes.service import QuoteService


def acquire_orders(requests_engine: AsyncEngine, quotes: QuoteService) -> OrderService:
    """Orders of quotes, written under the role of requests."""
    quoted = QuotedOrders(quotes.landing)
    return OrderService(quotes, quoted, OrderRepository(requests_engine), quotes.now)
