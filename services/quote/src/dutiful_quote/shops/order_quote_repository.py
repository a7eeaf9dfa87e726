"""The only SQL about which quotes hold for an order of a shop: one for each of its destinations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_OF_ORDER: Final = text(
    """
    SELECT destination, quote_id FROM quote.shop_order_quote
    WHERE shop_id = :shop_id AND order_id = :order_id AND NOT voided ORDER BY created_at, destination
    """
)
# Of several calls at the same moment the first one's quote stays; one that was voided gives way.
_KEEP: Final = text(
    """
    INSERT INTO quote.shop_order_quote AS o (shop_id, merchant_id, order_id, destination, quote_id)
    VALUES (:shop_id, :merchant_id, :order_id, :destination, :quote_id)
    ON CONFLICT (shop_id, order_id, destination) DO UPDATE SET
        quote_id = CASE WHEN o.voided THEN EXCLUDED.quote_id ELSE o.quote_id END, voided = false
    RETURNING quote_id
    """
)
_MOVE: Final = text(
    """
    UPDATE quote.shop_order_quote SET destination = :destination
    WHERE shop_id = :shop_id AND order_id = :order_id AND quote_id = :quote_id
    """
)
_VOID: Final = text(
    "UPDATE quote.shop_order_quote SET voided = true"
    " WHERE shop_id = :shop_id AND order_id = :order_id AND quote_id = :quote_id"
)


class OrderQuoteRepository:
    """Works for one merchant at a time, behind the wall.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def quotes_of(self, merchant_id: str, shop_id: str, order_id: str) -> dict[str, str]:
        """Destination -> the quote that was committed first for it, of those that were not voided."""
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                rows = await connection.execute(_OF_ORDER, {"shop_id": shop_id, "order_id": order_id})
                return {row.destination: row.quote_id for row in rows}

    async def keep(self, merchant_id: str, shop_id: str, order_id: str, destination: str, quote_id: str) -> str:
        """Note the quote; the one that holds is returned: another one's, if that came first."""
        values = {"shop_id": shop_id, "order_id": order_id, "destination": destination, "quote_id": quote_id}
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                row = await connection.execute(_KEEP, {**values, "merchant_id": merchant_id})
                kept: str = row.scalar_one()
                return kept

    async def move(self, merchant_id: str, shop_id: str, order_id: str, destination: str, quote_id: str) -> None:
        """The goods of that quote go elsewhere now."""
        values = {"shop_id": shop_id, "order_id": order_id, "destination": destination, "quote_id": quote_id}
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                await connection.execute(_MOVE, values)

    async def void(self, merchant_id: str, shop_id: str, order_id: str, quote_id: str) -> None:
        """The quote holds no longer."""
        values = {"shop_id": shop_id, "order_id": order_id, "quote_id": quote_id}
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                await connection.execute(_VOID, values)


@contextmanager
def _reachable() -> Iterator[None]:
    with unreachable_as(ShopsUnavailableError, "the orders of shops are out of reach"):
        yield
