"""`variance`: by how much charges differ from what was expected, by SKU, lane or carrier.

What was charged for a shipment without naming a SKU is shared over its SKUs by what was expected for each (largest
remainder), so that the shares sum to what was charged; where nothing was expected, by the value of the goods.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dutiful_docs.dossier.charges.comparison import ChargedLine, Comparison, compare, in_currency
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import Money, apportion, minor_unit

By = Literal["sku", "lane", "carrier"]
#: Stands for goods without a SKU.
NO_SKU = "-"


@dataclass(slots=True)
class VarianceSum:
    """Sums over the shipments of one key, in one currency."""

    shipments: set[str] = field(default_factory=set)
    expected: Decimal = Decimal(0)
    charged: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Variance:
    """`rows` by key, kind and currency; `not_compared` counts comparisons that lack a rate."""

    rows: Mapping[tuple[str, ChargeKind, str], VarianceSum]
    not_compared: int


def variance(shipments: Iterable[tuple[Shipment, Sequence[ChargedLine]]], by: By) -> Variance:
    """What was charged against what was expected. Kinds that were not charged yet are left out."""
    rows: dict[tuple[str, ChargeKind, str], VarianceSum] = defaultdict(VarianceSum)
    not_compared = 0
    for shipment, lines in shipments:
        for one in compare(shipment.content.expected, lines, shipment.content.currency):
            if one.difference is None:
                not_compared += bool(one.charged)
                continue
            for key, expected, charged in _parts(shipment, lines, one, by):
                row = rows[key, one.kind, one.difference.currency]
                row.shipments.add(shipment.id)
                row.expected += expected
                row.charged += charged
    return Variance(rows, not_compared)


def _parts(
    shipment: Shipment, lines: Sequence[ChargedLine], one: Comparison, by: By
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Key, expected and charged; together they are the comparison's."""
    assert one.difference is not None, "what cannot be compared has no parts"
    currency = one.difference.currency
    expected = one.expected or Money.zero(currency)
    total = expected.amount + one.difference.amount
    if by != "sku":
        yield (shipment.content.lane if by == "lane" else shipment.content.carrier), expected.amount, total
        return
    awaited = _expected_by_sku(shipment, one, currency)
    named: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.kind is one.kind and line.sku is not None:
            named[line.sku] += in_currency(line, currency)
    rest = total - sum(named.values(), Decimal(0))
    shares = dict(zip(awaited, _shared(rest, list(awaited.values()), currency), strict=True))
    for sku in {**awaited, **named}:
        yield sku, awaited.get(sku, Decimal(0)), shares.get(sku, Decimal(0)) + named.get(sku, Decimal(0))


def _expected_by_sku(shipment: Shipment, one: Comparison, currency: str) -> dict[str, Decimal]:
    """What was expected by SKU, never empty; what is of no line is shared by the value of the goods."""
    skus = {line.id: line.sku or NO_SKU for line in shipment.content.lines}
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for line in shipment.content.lines:
        worth[skus[line.id]] += line.quantity * line.unit_price
    if not worth:
        worth[NO_SKU] = Decimal(0)
    stated = dict.fromkeys(worth, Decimal(0))
    for charge in one.awaited:
        if charge.line is None:
            shares = _shared(charge.amount, list(worth.values()), currency)
            for sku, share in zip(worth, shares, strict=True):
                stated[sku] += share
        else:
            stated[skus[charge.line]] += charge.amount
    return stated


def _shared(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """`total`, which may be negative, shared by weight."""
    sign = -1 if total < 0 else 1
    return [sign * share for share in apportion(abs(total), weights, minor_unit(currency))]
