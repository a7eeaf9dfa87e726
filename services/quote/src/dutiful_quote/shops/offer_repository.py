"""The only SQL about quotes that were offered for carts of shops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_shared.service.postgres import unreachable_as

#: Orders are placed minutes after the rates were seen, and paid within days.
_KEPT_DAYS: Final = 14
_PUT: Final = text(
    """
    INSERT INTO quote.shop_offer AS o (shop_id, merchant_id, cart, quote_id, offered_at)
    VALUES (:shop_id, :merchant_id, :cart, :quote_id, :offered_at)
    ON CONFLICT (merchant_id, cart) DO UPDATE SET quote_id = EXCLUDED.quote_id, offered_at = EXCLUDED.offered_at
    WHERE EXCLUDED.offered_at >= o.offered_at
    """
)
_FIND: Final = text("SELECT quote_id FROM quote.shop_offer WHERE merchant_id = :merchant_id AND cart = :cart")
_FORGET: Final = text(
    "DELETE FROM quote.shop_offer WHERE offered_at < clock_timestamp() - make_interval(days => :days)"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote offered for a cart; `cart` is a digest."""

    shop_id: str
    merchant_id: str
    cart: str
    quote_id: str
    offered_at: datetime


class OfferRepository:
    """Offers in PostgreSQL, with an engine of the service role."""

    def __init__(self, service: AsyncEngine) -> None:
        self._service = service

    async def put(self, offers: Sequence[Offer]) -> None:
        """Keep the newest quote of each cart.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        newest = {(one.merchant_id, one.cart): one for one in sorted(offers, key=lambda one: one.offered_at)}
        rows = [
            {
                "shop_id": one.shop_id,
                "merchant_id": one.merchant_id,
                "cart": one.cart,
                "quote_id": one.quote_id,
                "offered_at": one.offered_at,
            }
            for _, one in sorted(newest.items())
        ]
        with unreachable_as(ShopsUnavailableError, "offers cannot be written"):
            async with self._service.begin() as connection:
                await connection.execute(_PUT, rows)

    async def find(self, merchant_id: str, cart: str) -> str | None:
        """The newest quote of the cart.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(ShopsUnavailableError, "offers cannot be read"):
            async with self._service.connect() as connection:
                row = (await connection.execute(_FIND, {"merchant_id": merchant_id, "cart": cart})).one_or_none()
        return None if row is None else str(row.quote_id)

    async def forget_old(self) -> None:
        """Forget what no order will ask for any more.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(ShopsUnavailableError, "offers cannot be forgotten"):
            async with self._service.begin() as connection:
                await connection.execute(_FORGET, {"days": _KEPT_DAYS})
