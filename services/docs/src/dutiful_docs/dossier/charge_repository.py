"""The only SQL about invoices of carriers and brokers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.dossier.charges.comparison import ChargedLine
from dutiful_docs.dossier.charges.dispute import KeptInvoice
from dutiful_docs.dossier.charges.matching import KnownShipments, match
from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import ConflictError
from dutiful_docs.dossier.event_repository import lock_numbers
from dutiful_docs.dossier.events.event import plain_number
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipment_charges import InvoiceRequest, LineMatch

_INVOICE: Final = text(
    """
    INSERT INTO docs.charge_invoice (id, merchant_id, carrier, number, issued, rates, fingerprint, created_at)
    VALUES (:id, :merchant_id, :carrier, :number, :issued, CAST(:rates AS jsonb), :fingerprint, :created_at)
    ON CONFLICT DO NOTHING
    """
)
_STANDING: Final = text("SELECT id, fingerprint FROM docs.charge_invoice WHERE carrier = :carrier AND number = :number")
_LINES: Final = text(
    """
    INSERT INTO docs.charge_line (merchant_id, invoice_id, position, match, shipment_id, tracking_number,
                                  order_reference, sku, kind, name, amount, currency)
    SELECT :merchant_id, :invoice_id, position, match, shipment_id, tracking_number, order_reference, sku, kind, name,
           amount, currency
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS row (position integer, match text, shipment_id text, tracking_number text, order_reference text, sku text,
                kind text, name text, amount numeric, currency text)
    """
)
_BY_NUMBER: Final = text(
    "SELECT tracking_number, carrier, shipment_id FROM docs.shipment_parcel WHERE tracking_number = ANY(:numbers)"
)
_BY_ORDER: Final = text("SELECT order_reference, id FROM docs.shipment WHERE order_reference = ANY(:references)")
_ONE: Final = text("SELECT * FROM docs.charge_invoice WHERE id = :id")
_MATCHES: Final = text(
    """
    SELECT position, match, shipment_id, kind, amount, currency FROM docs.charge_line
    WHERE invoice_id = :id ORDER BY position
    """
)
_OF_SHIPMENTS: Final = text(
    """
    SELECT l.invoice_id, l.position, l.shipment_id, l.kind, l.amount, l.currency, l.sku, i.rates
    FROM docs.charge_line l JOIN docs.charge_invoice i ON i.id = l.invoice_id
    WHERE l.shipment_id = ANY(:ids) ORDER BY i.created_at, l.invoice_id, l.position
    """
)
_ADOPT: Final = text(
    """
    UPDATE docs.charge_line SET shipment_id = :shipment_id, match = 'matched'
    WHERE tracking_number = ANY(:numbers) AND match = 'unknown_shipment'
    """
)


class ChargeRepository:
    """Invoices in PostgreSQL, behind the wall between merchants. All raise DossierUnavailableError if it is away.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def add(
        self, merchant_id: str, invoice_id: str, asked: InvoiceRequest, fingerprint: str, now: datetime
    ) -> str:
        """Write an invoice down and match its lines; its id, or that of the same invoice told before.

        Raises:
            ConflictError: an invoice of this carrier and number, but another content, was told before.
        """
        values = {"merchant_id": merchant_id, "carrier": asked.carrier, "number": asked.number}
        rates = [one.model_dump(mode="json") for one in asked.rates]
        values |= {"id": invoice_id, "fingerprint": fingerprint}
        rest: dict[str, Any] = {"issued": asked.issued, "created_at": now, "rates": orjson.dumps(rates).decode()}
        async with of_merchant(self._requests, merchant_id) as connection:
            if not (await connection.execute(_INVOICE, {**values, **rest})).rowcount:
                stands = (await connection.execute(_STANDING, values)).one()
                if stands.fingerprint != fingerprint:
                    raise ConflictError(f"The invoice {asked.number} was told before with another content.")
                standing: str = stands.id
                return standing
            known = await _known(connection, merchant_id, asked)
            rows = [_row(position, line, asked.carrier, known) for position, line in enumerate(asked.lines)]
            written = {"merchant_id": merchant_id, "invoice_id": invoice_id, "rows": orjson.dumps(rows).decode()}
            await connection.execute(_LINES, written)
        return invoice_id

    async def find(self, merchant_id: str, invoice_id: str) -> tuple[KeptInvoice, Sequence[Any]] | None:
        """An invoice, and the rows of its lines (position, match, shipment_id, kind, amount, currency)."""
        async with of_merchant(self._requests, merchant_id) as connection:
            row = (await connection.execute(_ONE, {"id": invoice_id})).one_or_none()
            if row is None:
                return None
            lines = (await connection.execute(_MATCHES, {"id": invoice_id})).all()
        matches = tuple((line.position, LineMatch(line.match), line.shipment_id) for line in lines)
        kept = KeptInvoice(row.id, row.merchant_id, row.carrier, row.number, row.issued, row.created_at, matches)
        return kept, lines

    async def charged(self, merchant_id: str, shipment_ids: Iterable[str]) -> Mapping[str, Sequence[ChargedLine]]:
        """What any invoice charged for these shipments."""
        async with of_merchant(self._requests, merchant_id) as connection:
            return await charged_lines(connection, shipment_ids)


async def charged_lines(
    connection: AsyncConnection, shipment_ids: Iterable[str]
) -> Mapping[str, Sequence[ChargedLine]]:
    """What any invoice charged for these shipments, as far as the connection sees them."""
    by_shipment: dict[str, list[ChargedLine]] = defaultdict(list)
    for row in await connection.execute(_OF_SHIPMENTS, {"ids": list(shipment_ids)}):
        rates = {(one["from_currency"], one["to_currency"]): Decimal(one["rate"]) for one in row.rates}
        by_shipment[row.shipment_id].append(
            ChargedLine(
                row.invoice_id,
                row.position,
                row.shipment_id,
                ChargeKind(row.kind),
                row.amount,
                row.currency,
                row.sku,
                rates,
            )
        )
    return by_shipment


async def adopt_charges(connection: AsyncConnection, shipment: Shipment) -> None:
    """Give the shipment the lines that name its parcels and were of no shipment."""
    values = {"shipment_id": shipment.id, "numbers": list(shipment.tracking_numbers)}
    await connection.execute(_ADOPT, values)


async def _known(connection: AsyncConnection, merchant_id: str, asked: InvoiceRequest) -> KnownShipments:
    numbers = {plain_number(line.tracking_number) for line in asked.lines} - {None}
    await lock_numbers(connection, merchant_id, [(asked.carrier, number) for number in numbers if number])
    by_number: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in await connection.execute(_BY_NUMBER, {"numbers": list(numbers)}):
        by_number[row.tracking_number].append((row.carrier, row.shipment_id))
    references = {line.order_reference for line in asked.lines if line.tracking_number is None}
    by_order: dict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(_BY_ORDER, {"references": list(references)}):
        by_order[row.order_reference].append(row.id)
    return KnownShipments(by_number, by_order)


def _row(position: int, line: Any, carrier: str, known: KnownShipments) -> dict[str, Any]:
    how, shipment_id = match(line, carrier, known)
    return {
        "position": position,
        "match": how.value,
        "shipment_id": shipment_id,
        "tracking_number": plain_number(line.tracking_number),
        "order_reference": line.order_reference,
        "sku": line.sku,
        "kind": line.kind.value,
        "name": line.name,
        "amount": str(line.amount),
        "currency": line.currency,
    }
