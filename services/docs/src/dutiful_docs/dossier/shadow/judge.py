"""`judge`: what each side said against what was invoiced, component by component.

An invoice's amounts are converted by the rates that it states and by no other. A component without a line on any
invoice is not judged, unless the merchant says that the invoices are whole: then it cost nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from dutiful_docs.dossier.charges.comparison import ChargedLine, NoRateError, in_currency
from dutiful_docs.dossier.shadow.told import PARTS, Amounts, Told, component_of, sum_of
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shadow import Component, Nearer, Unjudged

Uncharged = Literal["unknown", "zero"]
#: Stands for goods without a SKU.
NO_SKU: Final = "-"


@dataclass(frozen=True, slots=True)
class ShadowRecord:
    """A shadow quote as it was recorded. `notes` say how the provider's answer was read."""

    id: str
    merchant_id: str
    provider: str
    provider_reference: str | None
    order_reference: str | None
    quote_id: str
    lane: str
    ours_status: str
    theirs: Told
    ours: Told
    recorded_at: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One component, in `currency`. `unjudged` is None where all three amounts are known."""

    component: Component
    currency: str
    theirs: Decimal | None
    ours: Decimal | None
    invoice: Decimal | None
    unjudged: Unjudged | None = None

    @property
    def errors(self) -> tuple[Decimal, Decimal] | None:
        """Theirs and ours less the invoice's amount; None where it is not judged."""
        if self.unjudged is not None or self.theirs is None or self.ours is None or self.invoice is None:
            return None
        return self.theirs - self.invoice, self.ours - self.invoice

    @property
    def nearer(self) -> Nearer | None:
        """Whose amount lies nearer to the invoice's; None where there is no verdict."""
        if self.errors is None:
            return None
        their_error, our_error = map(abs, self.errors)
        if their_error == our_error:
            return Nearer.TIE
        return Nearer.OURS if our_error < their_error else Nearer.THEIRS


def judge(
    record: ShadowRecord, charged: Sequence[ChargedLine] | None, uncharged: Uncharged = "unknown"
) -> tuple[Judged, ...]:
    """The verdict on each component.

    Args:
        charged: what all invoices charge for the shipments of the order; None where not each of them has one.
    """
    return _judged(record.theirs, record.ours.amounts, record.ours.currency, charged, uncharged)


def by_sku(
    record: ShadowRecord, charged: Sequence[ChargedLine] | None, uncharged: Uncharged = "unknown"
) -> Iterator[tuple[str, Judged]]:
    """The verdicts for each SKU of the order. What is told of the whole order is of a SKU where there is no other."""
    skus = dict.fromkeys(line.sku or NO_SKU for line in record.ours.lines)
    if len(skus) == 1:
        yield from ((sku, one) for sku in skus for one in judge(record, charged, uncharged))
        return
    for sku in skus:
        theirs = Told(record.theirs.currency, _of_sku(record.theirs, record.ours, sku))
        own = None if charged is None else [line for line in charged if (line.sku or NO_SKU) == sku]
        unnamed = {component_of(line.kind) for line in charged or () if line.sku is None}
        ours = _of_sku(record.ours, record.ours, sku)
        for one in _judged(theirs, ours, record.ours.currency, own, uncharged):
            touched = unnamed if one.component is Component.TOTAL else unnamed & {one.component}
            told = ours[one.component] is None or theirs.amounts[one.component] is None
            if one.unjudged is not Unjudged.NO_INVOICE and (touched or told):
                yield sku, Judged(one.component, one.currency, one.theirs, one.ours, None, Unjudged.NOT_BY_SKU)
            else:
                yield sku, one


def _judged(
    theirs: Told, ours: Amounts, currency: str, charged: Sequence[ChargedLine] | None, uncharged: Uncharged
) -> tuple[Judged, ...]:
    if charged is None:
        same = theirs.currency == currency
        return tuple(
            Judged(name, currency, theirs.amounts[name] if same else None, ours[name], None, Unjudged.NO_INVOICE)
            for name in Component
        )
    try:
        invoice = _invoiced(charged, currency)
        converted = _converted(theirs, charged, currency)
    except NoRateError:
        return tuple(Judged(name, currency, None, ours[name], None, Unjudged.NO_RATE) for name in Component)
    if uncharged == "zero":
        invoice = dict.fromkeys(PARTS, Decimal(0)) | invoice
    found = [_component(name, currency, converted, ours, invoice.get(name)) for name in PARTS]
    # Of the whole the invoices say something once nothing that either side foresaw is still to come.
    open_parts = [
        name for name in PARTS if name not in invoice and (converted[name] != Decimal(0) or ours[name] != Decimal(0))
    ]
    total = None if open_parts else sum_of(invoice.get(name, Decimal(0)) for name in PARTS)
    return (*found, _component(Component.TOTAL, currency, converted, ours, total))


def _component(name: Component, currency: str, theirs: Amounts, ours: Amounts, invoice: Decimal | None) -> Judged:
    unjudged = None
    if invoice is None:
        unjudged = Unjudged.NOT_CHARGED
    elif ours[name] is None:
        unjudged = Unjudged.OURS_UNKNOWN
    elif theirs[name] is None:
        unjudged = Unjudged.THEIRS_UNKNOWN
    return Judged(name, currency, theirs[name], ours[name], invoice, unjudged)


def _invoiced(charged: Iterable[ChargedLine], currency: str) -> dict[Component, Decimal]:
    """By part that some line charges. Raises NoRateError."""
    found: dict[Component, Decimal] = {}
    for line in charged:
        part = component_of(line.kind)
        found[part] = found.get(part, Decimal(0)) + in_currency(line, currency)
    return found


def _converted(theirs: Told, charged: Sequence[ChargedLine], currency: str) -> Amounts:
    """Their amounts in our currency, by a rate that an invoice states. Raises NoRateError."""
    if theirs.currency == currency:
        return theirs.amounts
    rates = (line.rates.get((theirs.currency, currency)) for line in charged)
    rate = next((one for one in rates if one is not None), None)
    if rate is None:
        raise NoRateError(theirs.currency, currency)
    return {
        name: None if amount is None else Money(amount * rate, currency).rounded().amount
        for name, amount in theirs.amounts.items()
    }


def _of_sku(told: Told, ours: Told, sku: str) -> Amounts:
    """What a side says of a SKU; a line of theirs without one is that of ours with its id."""
    names: Mapping[str | None, str] = {line.id: line.sku or NO_SKU for line in ours.lines}
    lines = [line for line in told.lines if (line.sku or names.get(line.id)) == sku]
    if not lines:
        return dict.fromkeys(Component)
    parts = {part: sum_of(line.amounts[part] for line in lines) for part in PARTS}
    return {**parts, Component.TOTAL: sum_of(parts.values())}
