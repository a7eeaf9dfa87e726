"""`DossierService`: shipments, and the events that happen to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier import event_repository as kept
from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import UnknownShipmentError, UnusableFieldError
from dutiful_docs.dossier.events.event import CLOCK_SKEW, ClearanceEvent, event_of
from dutiful_docs.dossier.metrics import DossierMetrics
from dutiful_docs.dossier.shipment import ExpectedFrom, Recorded, RecordedEvent, Shipment, ShipmentRow
from dutiful_docs.dossier.shipment_repository import ShipmentRepository, shipment_of
from dutiful_shared.contract.shipment_events import EventRequest
from dutiful_shared.contract.shipments import ExpectedCharge, ShipmentRequest


@dataclass(frozen=True, slots=True)
class DossierService:
    """`now` is the clock, in UTC. Every call raises DossierUnavailableError where PostgreSQL is out of reach.

    Args:
        requests: an engine of the request role.
    """

    requests: AsyncEngine
    shipments: ShipmentRepository
    metrics: DossierMetrics
    now: Callable[[], datetime]

    async def add(
        self,
        merchant_id: str,
        shipment_id: str,
        asked: ShipmentRequest,
        quoted: tuple[ExpectedCharge, ...] | None = None,
    ) -> Shipment:
        """Tell of a shipment; one of this id stands.

        Args:
            quoted: the charges of its quote, where the request says none.

        Raises:
            ConflictError: a parcel belongs to another shipment.
            UnusableFieldError: two parcels have the same tracking number, written differently.
        """
        source: ExpectedFrom | None = None
        if quoted is not None:
            asked, source = asked.model_copy(update={"expected": _of_told_lines(asked, quoted)}), "quote"
        elif asked.expected:
            source = "request"
        now = self.now()
        shipment = Shipment(shipment_id, merchant_id, asked, source, now)
        numbers = shipment.tracking_numbers
        for i, number in enumerate(numbers):
            if number in numbers[:i]:
                raise UnusableFieldError(f"/parcels/{i}/tracking_number", "is that of another parcel")
        return await self.shipments.add(shipment, now)

    async def shipment(self, merchant_id: str, shipment_id: str) -> Shipment:
        """One shipment.

        Raises:
            UnknownShipmentError: the merchant has no such shipment.
        """
        found = await self.shipments.find(merchant_id, shipment_id)
        if found is None:
            raise UnknownShipmentError(shipment_id)
        return found

    async def page(
        self, merchant_id: str, most: int, before: str | None, order_reference: str | None, held: bool | None
    ) -> Sequence[ShipmentRow]:
        """Shipments, the newest first."""
        return await self.shipments.page(merchant_id, most, before, order_reference, held)

    async def events(self, merchant_id: str, shipment_id: str) -> list[RecordedEvent]:
        """The events of a shipment, by their time."""
        async with of_merchant(self.requests, merchant_id) as connection:
            return await kept.events_of(connection, shipment_id)

    async def tell(self, merchant_id: str, shipment_id: str, asked: Sequence[EventRequest]) -> list[Recorded]:
        """Record events of one shipment; each once, in whatever order they come.

        Raises:
            UnknownShipmentError: the merchant has no such shipment.
            UnusableFieldError: an event names a parcel that is not of the shipment, or has not happened yet.
        """
        now = self.now()
        _happened(asked, now + CLOCK_SKEW)
        async with of_merchant(self.requests, merchant_id) as connection:
            rows = await kept.locked_rows(connection, [shipment_id])
            if not rows:
                raise UnknownShipmentError(shipment_id)
            shipment = shipment_of(rows[0])
            carrier = shipment.content.carrier
            events = [event_of(one, carrier) for one in asked]
            for i, event in enumerate(events):
                if event.tracking_number not in {None, *shipment.tracking_numbers}:
                    raise UnusableFieldError(f"/events/{i}/tracking_number", "is no parcel of the shipment")
            told = [(carrier, event, shipment.id) for event in events]
            results = await kept.record(connection, merchant_id, told, now)
            await kept.refolded(connection, shipment, now)
        self.metrics.count(results)
        return results

    async def tell_tracked(
        self, merchant_id: str, asked: Sequence[tuple[str, EventRequest]], ahead: timedelta = CLOCK_SKEW
    ) -> list[Recorded]:
        """Record events of parcels that are known by carrier and tracking number; those of no shipment wait for one.

        Args:
            ahead: how far an event's time may lie before us; more where senders leave out the offset.

        Raises:
            UnusableFieldError: an event has no tracking number, or has not happened yet.
        """
        now = self.now()
        _happened([one for _, one in asked], now + ahead)
        told: list[tuple[str, ClearanceEvent]] = [(carrier, event_of(one, carrier)) for carrier, one in asked]
        numbers: list[tuple[str, str]] = []
        for i, (carrier, event) in enumerate(told):
            if event.tracking_number is None:
                raise UnusableFieldError(f"/events/{i}/tracking_number", "is needed")
            numbers.append((carrier, event.tracking_number))
        async with of_merchant(self.requests, merchant_id) as connection:
            await kept.lock_numbers(connection, merchant_id, numbers)
            found = await kept.shipments_of(connection, numbers)
            rows = await kept.locked_rows(connection, found.values())
            placed = [(*one, found.get(number)) for one, number in zip(told, numbers, strict=True)]
            results = await kept.record(connection, merchant_id, placed, now)
            for row in rows:
                await kept.refolded(connection, shipment_of(row), now)
        self.metrics.count(results)
        return results


def _happened(asked: Sequence[EventRequest], latest: datetime) -> None:
    """An event that is still to come would be the last word on its parcel until its day, whatever happens."""
    for i, one in enumerate(asked):
        if one.at > latest:
            raise UnusableFieldError(f"/events/{i}/at", "lies in the future")


def _of_told_lines(asked: ShipmentRequest, quoted: tuple[ExpectedCharge, ...]) -> tuple[ExpectedCharge, ...]:
    """The quote's charges; one of a line that was not told with the shipment is of the shipment as a whole."""
    known = {line.id for line in asked.lines}
    return tuple(one if one.line in known else one.model_copy(update={"line": None}) for one in quoted)
