"""`ChargeService`: invoices in, and what they say against what was expected."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import orjson

from dutiful_docs.dossier.charge_repository import ChargeRepository
from dutiful_docs.dossier.charges.comparison import Comparison, compare
from dutiful_docs.dossier.charges.dispute import dispute_pack, money
from dutiful_docs.dossier.charges.variance import By, variance
from dutiful_docs.dossier.errors import UnknownInvoiceError
from dutiful_docs.dossier.shipment import Shipment
from dutiful_docs.dossier.shipment_repository import ShipmentRepository
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_charges import (
    ComparisonAnswer,
    DisputePack,
    InvoiceAnswer,
    InvoiceLineAnswer,
    InvoiceRequest,
    ShipmentComparison,
    VarianceAnswer,
    VarianceRow,
)

#: The shipments that one variance report counts at most.
MOST_SHIPMENTS: Final = 5_000


@dataclass(frozen=True, slots=True)
class ChargeService:
    """`now` is the clock, in UTC. Every call raises DossierUnavailableError where PostgreSQL is out of reach."""

    charges: ChargeRepository
    shipments: ShipmentRepository
    now: Callable[[], datetime]

    async def add(self, merchant_id: str, invoice_id: str, asked: InvoiceRequest) -> InvoiceAnswer:
        """Take an invoice in; the same one is taken once.

        Raises:
            ConflictError: it was told before with another content.
        """
        content = orjson.dumps(asked.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        fingerprint = hashlib.sha256(content).hexdigest()
        standing = await self.charges.add(merchant_id, invoice_id, asked, fingerprint, self.now())
        return await self.invoice(merchant_id, standing)

    async def invoice(self, merchant_id: str, invoice_id: str) -> InvoiceAnswer:
        """An invoice, how its lines were matched, and what they come to by shipment.

        Raises:
            UnknownInvoiceError: the merchant has no such invoice.
        """
        found = await self.charges.find(merchant_id, invoice_id)
        if found is None:
            raise UnknownInvoiceError(invoice_id)
        kept, lines = found
        ids = {line.shipment_id for line in lines if line.shipment_id is not None}
        shipments = await self.shipments.several(merchant_id, ids)
        charged = await self.charges.charged(merchant_id, ids)
        return InvoiceAnswer(
            id=kept.id,
            carrier=kept.carrier,
            number=kept.number,
            issued=kept.issued.isoformat(),
            created_at=kept.created_at,
            lines=tuple(
                InvoiceLineAnswer(
                    position=line.position,
                    match=line.match,
                    shipment_id=line.shipment_id,
                    kind=ChargeKind(line.kind),
                    amount=money(Money(line.amount, line.currency)),
                )
                for line in lines
            ),
            shipments=tuple(
                ShipmentComparison(
                    shipment_id=one.id,
                    order_reference=one.content.order_reference,
                    comparisons=tuple(
                        comparison_answer(each)
                        for each in compare(one.content.expected, charged.get(one.id, ()), one.content.currency)
                    ),
                )
                for one in shipments.values()
            ),
        )

    async def comparisons(self, shipment: Shipment) -> tuple[ComparisonAnswer, ...]:
        """What was charged for a shipment so far, against what was expected."""
        charged = await self.charges.charged(shipment.merchant_id, [shipment.id])
        lines = charged.get(shipment.id, ())
        return tuple(
            comparison_answer(one) for one in compare(shipment.content.expected, lines, shipment.content.currency)
        )

    async def dispute(self, merchant_id: str, invoice_id: str) -> DisputePack:
        """What is contested of an invoice.

        Raises:
            UnknownInvoiceError: the merchant has no such invoice.
        """
        found = await self.charges.find(merchant_id, invoice_id)
        if found is None:
            raise UnknownInvoiceError(invoice_id)
        ids = {shipment_id for _, _, shipment_id in found[0].matches if shipment_id is not None}
        shipments = await self.shipments.several(merchant_id, ids)
        return dispute_pack(found[0], shipments, await self.charges.charged(merchant_id, ids), self.now())

    async def variance(self, merchant_id: str, first: date, last: date, by: By) -> VarianceAnswer:
        """By how much charges differ from what was expected, of shipments of these days (UTC, both included)."""
        since = datetime.combine(first, time(), UTC)
        until = datetime.combine(last + timedelta(days=1), time(), UTC)
        found = await self.shipments.charged_between(merchant_id, since, until, MOST_SHIPMENTS + 1)
        counted = found[:MOST_SHIPMENTS]
        charged = await self.charges.charged(merchant_id, [one.id for one in counted])
        result = variance(((one, charged.get(one.id, ())) for one in counted), by)
        return VarianceAnswer(
            by=by,
            from_day=first.isoformat(),
            to_day=last.isoformat(),
            rows=tuple(
                VarianceRow(
                    key=key,
                    kind=kind,
                    currency=currency,
                    shipments=len(row.shipments),
                    expected=_amount(row.expected, currency),
                    charged=_amount(row.charged, currency),
                    difference=_amount(row.charged - row.expected, currency),
                )
                for (key, kind, currency), row in sorted(result.rows.items())
            ),
            not_compared=result.not_compared,
            complete=len(found) <= MOST_SHIPMENTS,
        )


def comparison_answer(one: Comparison) -> ComparisonAnswer:
    """A comparison without the lines that it still awaits."""
    return ComparisonAnswer(
        kind=one.kind,
        expected=None if one.expected is None else money(one.expected),
        charged=tuple(money(amount) for amount in one.charged),
        difference=None if one.difference is None else money(one.difference),
        verdict=one.verdict,
        reason=one.reason,
    )


def _amount(amount: Decimal, currency: str) -> str:
    return Money(amount, currency).plain()["amount"]
