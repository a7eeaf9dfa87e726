"""The only SQL about shipments and their parcels."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.dossier.charge_repository import adopt_charges
from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import ConflictError
from dutiful_docs.dossier.event_repository import adopt_waiting, lock_numbers, refolded
from dutiful_docs.dossier.shipment import Shipment, ShipmentRow
from dutiful_shared.contract.shipments import ShipmentRequest

_INSERT: Final = text(
    """
    INSERT INTO docs.shipment (id, merchant_id, order_reference, carrier, lane, currency, content, expected_from,
                               shipped_at, created_at, revenue, shipping_cost, expected_border)
    VALUES (:id, :merchant_id, :order_reference, :carrier, :lane, :currency, CAST(:content AS jsonb), :expected_from,
            :shipped_at, :created_at, :revenue, :shipping_cost, :expected_border)
    ON CONFLICT (id) DO NOTHING
    """
)
_PARCEL: Final = text(
    """
    INSERT INTO docs.shipment_parcel (merchant_id, carrier, tracking_number, shipment_id)
    VALUES (:merchant_id, :carrier, :tracking_number, :shipment_id) ON CONFLICT DO NOTHING
    """
)
_COLUMNS: Final = "id, merchant_id, content, expected_from, created_at"
_ONE: Final = text(f"SELECT {_COLUMNS} FROM docs.shipment WHERE id = :id")  # noqa: S608 - our own columns
_MANY: Final = text(
    f"SELECT {_COLUMNS} FROM docs.shipment WHERE id = ANY(:ids) ORDER BY id"  # noqa: S608 - our own columns
)
_PAGE: Final = text(
    """
    SELECT id, order_reference, carrier, lane, milestone, held, created_at FROM docs.shipment
    WHERE (CAST(:before AS text) IS NULL OR id < :before)
      AND (CAST(:order_reference AS text) IS NULL OR order_reference = :order_reference)
      AND (CAST(:held AS boolean) IS NULL OR held = :held)
    ORDER BY id DESC LIMIT :most
    """
)
_IN_PERIOD: Final = text(
    f"""
    SELECT {_COLUMNS} FROM docs.shipment s WHERE shipped_at >= :since AND shipped_at < :until
      AND EXISTS (SELECT FROM docs.charge_line c WHERE c.shipment_id = s.id)
    ORDER BY shipped_at, id LIMIT :most
    """  # noqa: S608 - our own columns
)
# Of the merchant's shipments, those whose border is foreseen and not invoiced yet; the newest first.
_OPEN: Final = text(
    f"""
    SELECT {_COLUMNS} FROM docs.shipment s
    WHERE jsonb_array_length(coalesce(content->'expected', '[]')) > 0
      AND NOT EXISTS (SELECT FROM docs.charge_line c WHERE c.shipment_id = s.id)
    ORDER BY id DESC LIMIT :most
    """  # noqa: S608 - our own columns
)
_OF_ALL: Final = text(
    f"""
    SELECT {_COLUMNS} FROM docs.shipment s WHERE shipped_at >= :since AND shipped_at < :until AND id > :after
      AND EXISTS (SELECT FROM docs.charge_line c WHERE c.shipment_id = s.id)
    ORDER BY id LIMIT :most
    """  # noqa: S608 - our own columns
)


class ShipmentRepository:
    """Shipments in PostgreSQL, behind the wall between merchants.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def add(self, shipment: Shipment, now: datetime) -> Shipment:
        """Write a shipment down with its parcels, and give it the events that wait for them. One of this id stands.

        Raises:
            ConflictError: a parcel belongs to another shipment.
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        content = shipment.content
        async with of_merchant(self._requests, shipment.merchant_id) as connection:
            numbers = [(content.carrier, one) for one in shipment.tracking_numbers]
            await lock_numbers(connection, shipment.merchant_id, numbers)
            if not (await connection.execute(_INSERT, _row(shipment))).rowcount:
                return await _found(connection, shipment.id)
            for i, number in enumerate(shipment.tracking_numbers):
                values = {"merchant_id": shipment.merchant_id, "carrier": content.carrier, "tracking_number": number}
                if not (await connection.execute(_PARCEL, {**values, "shipment_id": shipment.id})).rowcount:
                    raise ConflictError(f"The tracking number at /parcels/{i} belongs to a shipment already.")
            await adopt_charges(connection, shipment)
            if await adopt_waiting(connection, shipment):
                await refolded(connection, shipment, now)
            return shipment

    async def find(self, merchant_id: str, shipment_id: str) -> Shipment | None:
        """One shipment.

        Raises:
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        async with of_merchant(self._requests, merchant_id) as connection:
            row = (await connection.execute(_ONE, {"id": shipment_id})).one_or_none()
        return None if row is None else shipment_of(row)

    async def several(self, merchant_id: str, ids: Iterable[str]) -> dict[str, Shipment]:
        """Those of the shipments that are there.

        Raises:
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        async with of_merchant(self._requests, merchant_id) as connection:
            rows = (await connection.execute(_MANY, {"ids": list(ids)})).all()
        return {row.id: shipment_of(row) for row in rows}

    async def page(
        self, merchant_id: str, most: int, before: str | None, order_reference: str | None, held: bool | None
    ) -> Sequence[ShipmentRow]:
        """Shipments, the newest first.

        Raises:
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        asked = {"most": most, "before": before, "order_reference": order_reference, "held": held}
        async with of_merchant(self._requests, merchant_id) as connection:
            return [ShipmentRow(*row) for row in await connection.execute(_PAGE, asked)]

    async def charged_between(
        self, merchant_id: str, since: datetime, until: datetime, most: int
    ) -> Sequence[Shipment]:
        """Shipments of this time for which something was charged.

        Raises:
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        asked = {"since": since, "until": until, "most": most}
        async with of_merchant(self._requests, merchant_id) as connection:
            return [shipment_of(row) for row in await connection.execute(_IN_PERIOD, asked)]

    async def open(self, merchant_id: str, most: int) -> Sequence[Shipment]:
        """Shipments of which charges are expected and none was invoiced, the newest first.

        Raises:
            DossierUnavailableError: PostgreSQL is out of reach.
        """
        async with of_merchant(self._requests, merchant_id) as connection:
            return [shipment_of(row) for row in await connection.execute(_OPEN, {"most": most})]


async def charged_of_all(
    service: AsyncEngine, since: datetime, until: datetime, after: str, most: int
) -> Sequence[Shipment]:
    """Shipments of all merchants for which something was charged, by their ids.

    Args:
        service: an engine of a role that sees all merchants.
    """
    asked = {"since": since, "until": until, "after": after, "most": most}
    async with service.connect() as connection:
        return [shipment_of(row) for row in await connection.execute(_OF_ALL, asked)]


async def _found(connection: AsyncConnection, shipment_id: str) -> Shipment:
    return shipment_of((await connection.execute(_ONE, {"id": shipment_id})).one())


def shipment_of(row: Row[Any]) -> Shipment:
    """A shipment out of a row of `docs.shipment`."""
    content = ShipmentRequest.model_validate(row.content)
    return Shipment(row.id, row.merchant_id, content, row.expected_from, row.created_at)


def _row(shipment: Shipment) -> dict[str, Any]:
    content = shipment.content
    return {
        "id": shipment.id,
        "merchant_id": shipment.merchant_id,
        "order_reference": content.order_reference,
        "carrier": content.carrier,
        "lane": content.lane,
        "currency": content.currency,
        "content": orjson.dumps(content.model_dump(mode="json", exclude_none=True)).decode(),
        "expected_from": shipment.expected_from,
        "shipped_at": content.shipped_at or shipment.created_at,
        "created_at": shipment.created_at,
        "revenue": content.revenue,
        "shipping_cost": content.shipping_cost,
        "expected_border": shipment.expected_border,
    }
