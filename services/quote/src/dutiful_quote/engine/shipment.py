"""Whether the conditions of a measure on the shipment as a whole hold: how it travels, who sells, who buys."""

from datetime import date
from typing import Final

from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.measure import Measure

_OF_THE_SHIPMENT: Final = frozenset(
    {"transport_modes", "buyer", "seller", "purpose", "scheme", "exported_before", "ship_from"}
)


#: All of a consignment that `shipment_meets` looks at.
ShipmentKey = tuple[str, str, str, str, str, frozenset[str], date | None]


def shipment_key(consignment: Consignment) -> ShipmentKey:
    """Consignments with the same key meet the same conditions on the shipment."""
    return (
        consignment.transport_mode,
        consignment.buyer_type,
        consignment.seller_type,
        consignment.purpose,
        consignment.ship_from,
        consignment.registrations,
        consignment.export_date,
    )


def shipment_meets(consignment: Consignment, measure: Measure) -> bool:
    """Whether mode of transport, parties, purpose and day of export are what the measure asks for."""
    conditions = measure.conditions
    if not conditions or conditions.keys().isdisjoint(_OF_THE_SHIPMENT):
        return True
    modes = conditions.get("transport_modes")
    if modes and not _travels_by(consignment, modes.split()):
        return False
    for name, actual in (
        ("buyer", consignment.buyer_type),
        ("seller", consignment.seller_type),
        ("purpose", consignment.purpose),
    ):
        if conditions.get(name, actual) != actual:
            return False
    if consignment.ship_from not in conditions.get("ship_from", consignment.ship_from).split():
        return False
    scheme = conditions.get("scheme")
    if scheme and scheme not in consignment.registrations:
        return False
    return _in_transit(consignment, conditions.get("exported_before"))


def _travels_by(consignment: Consignment, modes: list[str]) -> bool:
    return consignment.transport_mode in modes or (consignment.by_post and "post" in modes)


def _in_transit(consignment: Consignment, day: str | None) -> bool:
    """In-transit clauses look at the day of export; a shipment that does not state it is not in transit."""
    if day is None:
        return True
    return consignment.export_date is not None and consignment.export_date < date.fromisoformat(day)
