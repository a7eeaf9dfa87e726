"""`dispute_pack`: what is contested of an invoice, with what supports it. Data alone: a paper of it is made elsewhere.

What earlier invoices charged uses up what was expected first, so that a charge that comes twice is contested once, of
the invoice that came second. What was credited since, by a note of its own, is not contested any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dutiful_docs.dossier.charges.comparison import ChargedLine, Comparison, compare
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_charges import DisputedCharge, DisputePack, LineMatch, Verdict

_FEE_OVERCHARGED = "More was charged for this service than was expected; please send the tariff or the agreement."
_GROUNDS = {
    Verdict.OVERCHARGED: "More was charged than was due by the declared goods; please send the calculation of customs.",
    Verdict.UNEXPECTED: "Nothing of this kind was due or agreed; please send the legal ground or the agreement.",
}


@dataclass(frozen=True, slots=True)
class KeptInvoice:
    """An invoice with its lines: position, how it was matched, and the charge."""

    id: str
    merchant_id: str
    carrier: str
    number: str
    issued: date
    created_at: datetime
    matches: tuple[tuple[int, LineMatch, str | None], ...]


def dispute_pack(
    invoice: KeptInvoice, shipments: Mapping[str, Shipment], charged: Mapping[str, Sequence[ChargedLine]], now: datetime
) -> DisputePack:
    """What was overcharged or not expected, of the shipments that the invoice names.

    Args:
        charged: by shipment, whatever any invoice charged for it, the earlier invoices first.
    """
    disputed: list[DisputedCharge] = []
    unclear: list[str] = []
    for shipment_id in sorted(shipments):
        shipment = shipments[shipment_id]
        for one, contested, own in _contested(invoice.id, shipment, charged.get(shipment_id, ())):
            if one.verdict is Verdict.NOT_COMPARABLE:
                unclear.append(f"{shipment_id}, {one.kind.value}: {one.reason}")
            elif contested is not None and contested.amount > 0:
                disputed.append(_disputed(shipment, one, contested, own))
    unmatched = tuple(position for position, how, _ in invoice.matches if how is not LineMatch.MATCHED)
    return DisputePack(
        invoice_id=invoice.id,
        carrier=invoice.carrier,
        number=invoice.number,
        issued=invoice.issued.isoformat(),
        made_at=now,
        charges=tuple(disputed),
        totals=tuple(_totals(disputed)),
        unmatched_lines=unmatched,
        not_comparable=tuple(unclear),
    )


def _contested(
    invoice_id: str, shipment: Shipment, lines: Sequence[ChargedLine]
) -> Iterator[tuple[Comparison, Money | None, tuple[int, ...]]]:
    """Each kind that the invoice charges: the comparison, what of it is this invoice's to answer for, and its lines."""
    expected, currency = shipment.content.expected, shipment.content.currency
    first = next((i for i, line in enumerate(lines) if line.invoice_id == invoice_id), len(lines))
    earlier, own = lines[:first], [line for line in lines if line.invoice_id == invoice_id]
    credited = [line for line in lines[first:] if line.invoice_id != invoice_id and line.amount < 0]
    before = {one.kind: one.difference for one in compare(expected, earlier, currency)}
    for one in compare(expected, [*earlier, *own, *credited], currency):
        positions = tuple(line.position for line in own if line.kind is one.kind)
        if not positions:
            continue
        was, contested = before.get(one.kind), one.difference
        if was is not None and contested is not None and was.amount > 0 and was.currency == contested.currency:
            contested -= was
        yield one, contested, positions


def _disputed(shipment: Shipment, one: Comparison, difference: Money, positions: tuple[int, ...]) -> DisputedCharge:
    content = shipment.content
    return DisputedCharge(
        shipment_id=shipment.id,
        order_reference=content.order_reference,
        tracking_numbers=tuple(parcel.tracking_number for parcel in content.parcels),
        lane=content.lane,
        kind=one.kind,
        verdict=one.verdict,
        expected=None if one.expected is None else money(one.expected),
        expected_from=shipment.expected_from,
        quote_id=content.quote_id,
        charged=tuple(money(amount) for amount in one.charged),
        difference=money(difference),
        invoice_lines=positions,
        document_ids=content.document_ids,
        ground=_ground(one),
    )


def _ground(one: Comparison) -> str:
    """A fee is the carrier's own price, which no calculation of customs explains."""
    if one.kind is ChargeKind.FEE and one.verdict is Verdict.OVERCHARGED:
        return _FEE_OVERCHARGED
    return _GROUNDS[one.verdict]


def _totals(disputed: Sequence[DisputedCharge]) -> Iterator[MoneyAnswer]:
    sums: dict[str, Decimal] = {}
    for one in disputed:
        amount = Decimal(one.difference.amount)
        sums[one.difference.currency] = sums.get(one.difference.currency, Decimal(0)) + amount
    yield from (money(Money(amount, currency)) for currency, amount in sorted(sums.items()))


def money(amount: Money) -> MoneyAnswer:
    """Money as the contract writes it: decimal text and ISO 4217 code."""
    return MoneyAnswer(**amount.plain())
