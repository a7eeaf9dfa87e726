"""What a process has that answers at checkout, beside the doors of shops."""

from dataclasses import dataclass

from redis.asyncio import Redis

from dutiful_quote.catalogue.sync import ShopSync
from dutiful_quote.orders.service import OrderService
from dutiful_quote.quotes.service import QuoteService


@dataclass(frozen=True, slots=True)
class Quoting:
    """Quotes, what becomes of them, where answers are shared between processes, and what shops say of articles."""

    quotes: QuoteService
    orders: OrderService
    redis: Redis
    catalogue: ShopSync
