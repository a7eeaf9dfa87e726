"""How much of the expected charges belongs to pieces that come back.

Each charge is shared over its lines by the value of their goods (largest remainder). Of a line's share, what belongs to
all pieces returned so far is rounded, and what was said before is taken off it: however a line comes back, the parts
sum to its share when the last piece is back, and never to more.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Final

from dutiful_docs.dossier.errors import ConflictError, UnusableFieldError
from dutiful_docs.dossier.shipment import Shipment
from dutiful_docs.european_union import EU_MEMBERS
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import Money, apportion, minor_unit
from dutiful_shared.contract.orders import Recovery
from dutiful_shared.contract.shipments import ExpectedCharge, ShipmentLine

HINTS: Final[Mapping[str, str]] = tomllib.loads((files(__package__) / "hints.toml").read_text())["hints"]


@dataclass(frozen=True, slots=True)
class ReturnedCharge:
    """The part of a charge that belongs to the pieces of one line that come back."""

    line: str
    charge: ExpectedCharge
    amount: Money
    hint: str


def split(
    shipment: Shipment, returned: Mapping[str, Decimal], before: Mapping[str, Decimal]
) -> tuple[ReturnedCharge, ...]:
    """The parts of charges that belong to a return.

    Args:
        returned: pieces that come back, by line, in the order of the request.
        before: pieces that came back earlier, by line.

    Raises:
        UnusableFieldError: a line that the shipment does not have.
        ConflictError: more pieces than were sent and have not come back yet.
    """
    lines = {line.id: line for line in shipment.content.lines}
    for i, (name, quantity) in enumerate(returned.items()):
        if name not in lines:
            raise UnusableFieldError(f"/lines/{i}/id", f"the shipment has no line {name!r}")
        left = lines[name].quantity - before.get(name, Decimal(0))
        if quantity > left:
            raise ConflictError(f"Of line {name}, {left:f} of {lines[name].quantity:f} have not come back.")
    return tuple(
        part
        for charge in shipment.content.expected
        for line, share in _shares(charge, shipment.content.lines)
        if line.id in returned
        for part in _part(shipment, charge, line, share, returned[line.id], before.get(line.id, Decimal(0)))
    )


def hint_of(shipment: Shipment, charge: ExpectedCharge) -> str:
    """Who may reclaim it, and on what."""
    if charge.recovery is None:
        return HINTS["unknown"]
    if charge.recovery is Recovery.NONE and charge.kind is ChargeKind.DUTY and shipment.expected_from == "quote":
        # A quote says so of one duty alone: that on items of low value in the EU.
        return HINTS["none_eu_duty"]
    destination = "EU" if shipment.content.ship_to in EU_MEMBERS else shipment.content.ship_to
    return HINTS.get(f"{charge.recovery.value}_{destination}", HINTS[charge.recovery.value])


def _shares(charge: ExpectedCharge, lines: Sequence[ShipmentLine]) -> Iterator[tuple[ShipmentLine, Decimal]]:
    if charge.line is not None:
        yield from ((line, charge.amount) for line in lines if line.id == charge.line)
        return
    weights = [line.quantity * line.unit_price for line in lines]
    yield from zip(lines, apportion(charge.amount, weights, minor_unit(charge.currency)), strict=True)


def _part(
    shipment: Shipment, charge: ExpectedCharge, line: ShipmentLine, share: Decimal, now: Decimal, before: Decimal
) -> Iterator[ReturnedCharge]:
    unit = minor_unit(charge.currency)
    amount = _of(share, before + now, line.quantity, unit) - _of(share, before, line.quantity, unit)
    if amount:
        yield ReturnedCharge(line.id, charge, Money(amount, charge.currency), hint_of(shipment, charge))


def _of(share: Decimal, pieces: Decimal, all_pieces: Decimal, unit: Decimal) -> Decimal:
    return (share * pieces / all_pieces).quantize(unit, rounding=ROUND_HALF_UP)
