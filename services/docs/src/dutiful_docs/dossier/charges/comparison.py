"""`compare`: what was charged for a shipment against what was expected, kind by kind.

Amounts of two currencies are compared by a rate that the invoice states, from the charged to the expected currency, and
by no other: without one the comparison says so. A duty invoice seldom parts additional duty from duty; where nothing is
charged as additional duty, what was expected of both is held against the duty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_charges import Verdict
from dutiful_shared.contract.shipments import ExpectedCharge

#: From one currency to another -> units of the second for one of the first.
Rates = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line of an invoice. `rates` are those that its invoice states."""

    invoice_id: str
    position: int
    shipment_id: str
    kind: ChargeKind
    amount: Decimal
    currency: str
    sku: str | None = None
    rates: Rates = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`difference` is charged less expected, in the expected currency; None where it cannot be said."""

    kind: ChargeKind
    expected: Money | None
    charged: tuple[Money, ...]
    difference: Money | None
    verdict: Verdict
    reason: str | None = None
    #: The expected charges that `expected` is the sum of.
    awaited: tuple[ExpectedCharge, ...] = ()


class NoRateError(Exception):
    """Two currencies, and no rate between them."""

    def __init__(self, from_currency: str, to_currency: str) -> None:
        super().__init__(f"no rate from {from_currency} to {to_currency} is stated")


def compare(
    expected: Iterable[ExpectedCharge], charged: Sequence[ChargedLine], currency: str
) -> tuple[Comparison, ...]:
    """One comparison for each kind that was expected at the border or charged, in the order of the kinds.

    Args:
        currency: of the shipment; what was not expected is told in it where it can be, else in its own.
    """
    at_border = [one for one in expected if one.at_border]
    pooled = _pooled(charged)
    by_kind = {kind: [one for one in at_border if pooled.get(one.kind, one.kind) is kind] for kind in ChargeKind}
    return tuple(_comparisons(by_kind, charged, currency))


def in_currency(line: ChargedLine, currency: str) -> Decimal:
    """The line's amount, by a rate of its invoice where it is in another currency.

    Raises:
        NoRateError: its invoice states none.
    """
    if line.currency == currency:
        return line.amount
    rate = line.rates.get((line.currency, currency))
    if rate is None:
        raise NoRateError(line.currency, currency)
    return Money(line.amount * rate, currency).rounded().amount


def _pooled(charged: Iterable[ChargedLine]) -> Mapping[ChargeKind, ChargeKind]:
    kinds = {line.kind for line in charged}
    if ChargeKind.DUTY in kinds and ChargeKind.ADDITIONAL_DUTY not in kinds:
        return {ChargeKind.ADDITIONAL_DUTY: ChargeKind.DUTY}
    return {}


def _comparisons(
    expected: Mapping[ChargeKind, Sequence[ExpectedCharge]], charged: Sequence[ChargedLine], currency: str
) -> Iterator[Comparison]:
    for kind, awaited in expected.items():
        lines = [line for line in charged if line.kind is kind]
        if awaited or lines:
            yield _comparison(kind, awaited, lines, currency)


def _comparison(
    kind: ChargeKind, awaited: Sequence[ExpectedCharge], lines: Sequence[ChargedLine], currency: str
) -> Comparison:
    told = tuple(_sums(lines))
    currencies = {one.currency for one in awaited}
    if len(currencies) > 1:
        reason = f"charges are expected in {' and '.join(sorted(currencies))}"
        return Comparison(kind, None, told, None, Verdict.NOT_COMPARABLE, reason)
    expected = None
    if awaited:
        expected = Money(sum((one.amount for one in awaited), Decimal(0)), currencies.pop())
    if not lines:
        return Comparison(kind, expected, (), None, Verdict.NOT_CHARGED_YET)
    target = expected.currency if expected is not None else _of_all(told, currency)
    try:
        total = Money(sum((in_currency(line, target) for line in lines), Decimal(0)), target)
    except NoRateError as exc:
        return Comparison(kind, expected, told, None, Verdict.NOT_COMPARABLE, str(exc))
    difference = total - (expected or Money.zero(target))
    return Comparison(kind, expected, told, difference, _verdict(expected, difference.amount), None, tuple(awaited))


def _of_all(told: Sequence[Money], currency: str) -> str:
    """The one currency that all was charged in, else the shipment's."""
    return told[0].currency if len(told) == 1 else currency


def _verdict(expected: Money | None, difference: Decimal) -> Verdict:
    if not difference:
        return Verdict.AGREES
    if expected is None:
        return Verdict.UNEXPECTED
    return Verdict.OVERCHARGED if difference > 0 else Verdict.UNDERCHARGED


def _sums(lines: Iterable[ChargedLine]) -> Iterator[Money]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
    yield from (Money(amount, currency) for currency, amount in sorted(sums.items()))
