"""The only SQL about parcels that shops have sent for an order."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_PUT: Final = text(
    """
    INSERT INTO quote.shop_fulfilment AS f
        (shop_id, merchant_id, fulfilment_id, order_id, status, carrier, parcels, updated_at)
    VALUES (:shop_id, :merchant_id, :fulfilment_id, :order_id, :status, :carrier, :parcels, :updated_at)
    ON CONFLICT (shop_id, fulfilment_id) DO UPDATE SET
        status = EXCLUDED.status, carrier = EXCLUDED.carrier, parcels = EXCLUDED.parcels,
        updated_at = EXCLUDED.updated_at
    WHERE EXCLUDED.updated_at >= f.updated_at
    """
)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What was sent of an order, by whom and in how many parcels. Tracking numbers lead to persons: they stay away."""

    shop_id: str
    merchant_id: str
    fulfilment_id: str
    order_id: str
    status: str
    carrier: str | None
    parcels: int
    updated_at: datetime


async def put_fulfilment(connection: AsyncConnection, fulfilment: Fulfilment) -> None:
    """Keep it, unless a later state is kept already."""
    await connection.execute(_PUT, asdict(fulfilment))
