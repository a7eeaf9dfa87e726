"""`ReturnService`: goods that come back, each return once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.dossier.charges.dispute import money
from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import ConflictError, UnknownShipmentError
from dutiful_docs.dossier.event_repository import locked_rows
from dutiful_docs.dossier.returns.split import ReturnedCharge, split
from dutiful_docs.dossier.shipment_repository import shipment_of
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.orders import RefundRequest
from dutiful_shared.contract.shipments import ReturnAnswer, ReturnedChargeAnswer

_OF_SHIPMENT: Final = text(
    """
    SELECT reference, lines, answer FROM docs.shipment_return WHERE shipment_id = :shipment_id
    ORDER BY created_at, reference
    """
)
_INSERT: Final = text(
    """
    INSERT INTO docs.shipment_return (merchant_id, shipment_id, reference, lines, answer, created_at)
    VALUES (:merchant_id, :shipment_id, :reference, CAST(:lines AS jsonb), CAST(:answer AS jsonb), :created_at)
    """
)


@dataclass(frozen=True, slots=True)
class ReturnService:
    """Every call raises DossierUnavailableError where PostgreSQL is out of reach.

    Args:
        requests: an engine of the request role.
        now: the clock, in UTC.
    """

    requests: AsyncEngine
    now: Callable[[], datetime]

    async def add(self, merchant_id: str, shipment_id: str, asked: RefundRequest) -> ReturnAnswer:
        """Take goods back. The same return, by its reference, is taken once.

        Raises:
            UnknownShipmentError: the merchant has no such shipment.
            UnusableFieldError: a line that the shipment does not have.
            ConflictError: more pieces than were sent, or another return of this reference.
        """
        now = self.now()
        wanted = {line.id: line.quantity for line in asked.lines}
        async with of_merchant(self.requests, merchant_id) as connection:
            rows = await locked_rows(connection, [shipment_id])
            if not rows:
                raise UnknownShipmentError(shipment_id)
            before: dict[str, Decimal] = defaultdict(Decimal)
            for row in await _returns(connection, shipment_id):
                pieces = {name: Decimal(quantity) for name, quantity in row.lines.items()}
                if row.reference == asked.reference:
                    if pieces != wanted:
                        raise ConflictError(f"The return {asked.reference!r} was told before with other goods.")
                    return ReturnAnswer.model_validate(row.answer)
                for name, quantity in pieces.items():
                    before[name] += quantity
            answer = _answer(asked, split(shipment_of(rows[0]), wanted, before), now)
            values = {"merchant_id": merchant_id, "shipment_id": shipment_id, "reference": asked.reference}
            lines = {name: f"{quantity:f}" for name, quantity in wanted.items()}
            written = {"lines": orjson.dumps(lines).decode(), "answer": answer.model_dump_json(), "created_at": now}
            await connection.execute(_INSERT, {**values, **written})
        return answer

    async def returns(self, merchant_id: str, shipment_id: str) -> tuple[ReturnAnswer, ...]:
        """The returns of a shipment, the oldest first."""
        async with of_merchant(self.requests, merchant_id) as connection:
            return tuple(ReturnAnswer.model_validate(row.answer) for row in await _returns(connection, shipment_id))


async def _returns(connection: AsyncConnection, shipment_id: str) -> Sequence[Any]:
    return (await connection.execute(_OF_SHIPMENT, {"shipment_id": shipment_id})).all()


def _answer(asked: RefundRequest, parts: Sequence[ReturnedCharge], now: datetime) -> ReturnAnswer:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        sums[part.amount.currency] += part.amount.amount
    return ReturnAnswer(
        reference=asked.reference,
        lines={line.id: f"{line.quantity:f}" for line in asked.lines},
        charges=tuple(
            ReturnedChargeAnswer(
                line=part.line,
                kind=part.charge.kind,
                amount=money(part.amount),
                recovery=part.charge.recovery,
                reclaimed_by=part.charge.payer and part.charge.payer.value,
                hint=part.hint,
            )
            for part in parts
        ),
        totals=tuple(money(Money(amount, currency)) for currency, amount in sorted(sums.items())),
        created_at=now,
    )
