"""`measured`: what a shipment was quoted and what it was invoiced, where both can be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dutiful_docs.dossier.charges.comparison import ChargedLine, Comparison, compare
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.accuracy import NotMeasured
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipment_charges import Verdict


@dataclass(frozen=True, slots=True)
class Sums:
    """Two amounts of one shipment, in its currency. Where `quoted` is 0, `shortfall` cannot be asked for."""

    quoted: Decimal
    invoiced: Decimal

    @property
    def error(self) -> Decimal:
        """Positive where more was quoted than invoiced."""
        return self.quoted - self.invoiced

    @property
    def shortfall(self) -> Decimal:
        """The share of what was quoted that was missing; 0 where nothing was."""
        return max(self.invoiced - self.quoted, Decimal(0)) / self.quoted


@dataclass(frozen=True, slots=True)
class Measured:
    """`border` are duties and taxes; `whole` has the fees of carriers too, also those that no quote foresaw."""

    shipment_id: str
    lane: str
    currency: str
    border: Sums
    whole: Sums


def measured(shipment: Shipment, charged: Sequence[ChargedLine]) -> Measured | NotMeasured:
    """The sums of a shipment for which something was charged, or why it says nothing of a quote."""
    if shipment.expected_from != "quote":
        return NotMeasured.NOT_QUOTED
    compared = compare(shipment.content.expected, charged, shipment.content.currency)
    if any(one.verdict is Verdict.NOT_COMPARABLE for one in compared):
        return NotMeasured.NO_RATE
    if any(_is_awaited(one) for one in compared):
        return NotMeasured.NOT_ALL_CHARGED
    currencies = {one.difference.currency for one in compared if one.difference is not None}
    if len(currencies) != 1:
        return NotMeasured.NO_RATE
    whole = _sums(compared)
    if not whole.quoted:
        return NotMeasured.NOTHING_QUOTED
    border = _sums([one for one in compared if one.kind is not ChargeKind.FEE])
    return Measured(shipment.id, shipment.content.lane, currencies.pop(), border, whole)


def _is_awaited(one: Comparison) -> bool:
    return one.verdict is Verdict.NOT_CHARGED_YET and one.expected is not None and one.expected.amount > 0


def _sums(compared: Sequence[Comparison]) -> Sums:
    quoted = sum((one.expected.amount for one in compared if one.expected is not None), Decimal(0))
    differences = sum((one.difference.amount for one in compared if one.difference is not None), Decimal(0))
    return Sums(quoted, quoted + differences)
