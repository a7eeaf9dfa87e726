"""`handoff`: what a broker needs of a shipment, in one document."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from dutiful_docs.dossier.events.fold import Clearance
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_checks import HandoffAnswer, HandoffLine
from dutiful_shared.contract.shipments import ShipmentLine, ShipmentPaper


def handoff(shipment: Shipment, clearance: Clearance, papers: Sequence[ShipmentPaper] = ()) -> HandoffAnswer:
    """The pack; parties are on the papers that it lists.

    Args:
        papers: the issued papers of the order; what the shipment names beside them, such as a draft, is listed
            without its kind.
    """
    content = shipment.content
    named: dict[str, str | None] = dict.fromkeys(content.document_ids) | {one.id: one.kind for one in papers}
    weights = [parcel.gross_weight_kg for parcel in content.parcels]
    known = [one for one in weights if one is not None]
    gross = sum(known, Decimal(0)) if len(known) == len(weights) else None
    return HandoffAnswer(
        shipment_id=shipment.id,
        order_reference=content.order_reference,
        quote_id=content.quote_id,
        carrier=content.carrier,
        service=content.service,
        tracking_numbers=tuple(parcel.tracking_number for parcel in content.parcels),
        ship_from=content.ship_from,
        ship_to=content.ship_to,
        currency=content.currency,
        goods_value=None if content.revenue is None else _amount(content.revenue, content.currency),
        gross_weight_kg=None if gross is None else f"{gross:f}",
        lines=tuple(_line(line, content.currency) for line in content.lines),
        expected=tuple(one.model_dump(mode="json", exclude_none=True) for one in content.expected),
        documents=tuple({"id": one, "kind": kind, "path": f"/v1/documents/{one}"} for one, kind in named.items()),
        open_holds=tuple(
            {"tracking_number": hold.tracking_number, "reason": hold.reason.value, "code": hold.code, "text": hold.text}
            for hold in clearance.holds
            if hold.until is None
        ),
        missing=tuple(_missing(shipment, named)),
    )


def _line(line: ShipmentLine, currency: str) -> HandoffLine:
    return HandoffLine(
        id=line.id,
        sku=line.sku,
        description=line.description,
        hs_code=line.hs_code,
        origin=line.origin,
        quantity=f"{line.quantity:f}",
        unit_price=f"{line.unit_price:f}",
        value=_amount(line.quantity * line.unit_price, currency),
        net_weight_kg=None if line.net_weight_kg is None else f"{line.net_weight_kg:f}",
    )


def _missing(shipment: Shipment, papers: Iterable[str]) -> Iterator[str]:
    content = shipment.content
    if not content.lines:
        yield "/lines"
    if not any(papers):
        yield "/document_ids"
    for i, parcel in enumerate(content.parcels):
        if parcel.gross_weight_kg is None:
            yield f"/parcels/{i}/gross_weight_kg"
    for i, line in enumerate(content.lines):
        for name in ("description", "hs_code", "origin", "net_weight_kg"):
            if getattr(line, name) is None:
                yield f"/lines/{i}/{name}"


def _amount(amount: Decimal, currency: str) -> str:
    return Money(amount, currency).plain()["amount"]
