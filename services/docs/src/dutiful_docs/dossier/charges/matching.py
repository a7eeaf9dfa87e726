"""Which shipment a line of an invoice is of: by its tracking number, else by its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dutiful_docs.dossier.events.event import plain_number
from dutiful_shared.contract.shipment_charges import InvoiceLine, LineMatch


@dataclass(frozen=True, slots=True)
class KnownShipments:
    """`by_number`: plain tracking number -> carrier and shipment of each parcel that has it."""

    by_number: Mapping[str, Sequence[tuple[str, str]]]
    by_order: Mapping[str, Sequence[str]]


def match(line: InvoiceLine, carrier: str, known: KnownShipments) -> tuple[LineMatch, str | None]:
    """How the line was matched, and with which shipment.

    A number counts first for the carrier of the invoice; a broker's invoice names parcels of others.
    """
    number = plain_number(line.tracking_number)
    if number is not None:
        parcels = known.by_number.get(number, ())
        own = [shipment for named, shipment in parcels if named == carrier]
        candidates = own or [shipment for _, shipment in parcels]
    else:
        candidates = list(known.by_order.get(line.order_reference or "", ()))
    if not candidates:
        return LineMatch.UNKNOWN_SHIPMENT, None
    if len(set(candidates)) > 1:
        return LineMatch.AMBIGUOUS, None
    return LineMatch.MATCHED, candidates[0]
