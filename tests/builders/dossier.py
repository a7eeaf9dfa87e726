"""Shipments and charges as the dossier's engine takes them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dutiful_docs.dossier.charges.comparison import ChargedLine
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE, ExpectedCharge, ShipmentRequest

TOLD_AT = datetime(2026, 11, 3, tzinfo=UTC)


def shipment_of(name: str = "shp_1", **changes: Any) -> Shipment:
    content = ShipmentRequest.model_validate({**SHIPMENT_EXAMPLE, **changes})
    return Shipment(name, "mer_1", content, "request" if content.expected else None, TOLD_AT)


def expected(kind: str, amount: str, currency: str = "EUR", **said: Any) -> ExpectedCharge:
    return ExpectedCharge.model_validate({"kind": kind, "amount": amount, "currency": currency, **said})


def charged(kind: str, amount: str, currency: str = "EUR", **said: Any) -> ChargedLine:
    said = {"invoice_id": "inv_1", "position": 0, "shipment_id": "shp_1", **said}
    return ChargedLine(kind=ChargeKind(kind), amount=Decimal(amount), currency=currency, **said)
