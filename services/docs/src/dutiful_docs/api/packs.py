"""Packs as PDF: what is contested of an invoice, and what a broker needs, for those who take paper."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import APIRouter, Response

from dutiful_docs.api.charges import InvoiceId
from dutiful_docs.api.dossier_edge import READ, DocumentsCaller, Dossier, ShipmentId
from dutiful_docs.api.dossier_edge import refused as dossier_refused
from dutiful_docs.api.refusals import refused
from dutiful_docs.api.shipment_checks import pack_of
from dutiful_docs.api.shipments import papers_of
from dutiful_docs.api.state import Rooms, State
from dutiful_docs.documents.batches.bundle import merged
from dutiful_docs.documents.sheet import Sheet, SheetTable, set_sheet
from dutiful_docs.documents.stored import StoredPaper
from dutiful_docs.documents.typesetting import UnprintableTextError
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.shipment_charges import DisputePack
from dutiful_shared.contract.shipment_checks import HandoffAnswer
from dutiful_shared.service.problems import problem

_PDF: Final = "application/pdf"
#: Papers behind the sheet of a pack; an order has a handful.
_MOST_PAPERS: Final = 100
#: So that ids of quotes, numbers of parcels, words and amounts of usual length do not break.
_CHARGE_WIDTHS: Final = {
    "Order": 5,
    "Parcels": 7,
    "Kind": 3,
    "Expected": 4,
    "Charged": 4,
    "Difference": 4,
    "Quote": 10,
    "Ground": 7,
}
_GOODS_WIDTHS: Final = {"SKU": 3, "Description": 7, "Code": 3, "Unit price": 3, "Origin": 2, "Quantity": 2}
_HOLD_WIDTHS: Final = {"Parcel": 3, "Reason": 3, "Text": 8}
_AS_PDF: Final = {**READ, 200: {"content": {_PDF: {}}, "description": "The pack."}}
dispute_router = APIRouter(prefix="/v1/charges", tags=["charges"])
handoff_router = APIRouter(prefix="/v1/shipments", tags=["shipments"])


@dispute_router.get(
    "/invoices/{invoice_id}/dispute.pdf",
    operation_id="get_dispute_pdf",
    summary="What is contested of it, as PDF",
    response_class=Response,
    responses=_AS_PDF,
)
async def get_dispute_pdf(invoice_id: InvoiceId, caller: DocumentsCaller, rooms: Dossier, state: State) -> Response:
    """The dispute pack on paper, in English, with its shipments' papers; the numbers are those of the pack as data."""
    with dossier_refused():
        pack = await rooms.charges.dispute(caller.merchant_id, invoice_id)
        contested = list(dict.fromkeys(charge.shipment_id for charge in pack.charges))
        shipments = [await rooms.shipments.shipment(caller.merchant_id, one) for one in contested[:_MOST_PAPERS]]
    papers = {one.id: one for shipment in shipments for one in await papers_of(state, shipment)}
    follow = await _with_pages(state, caller.merchant_id, papers)
    whole = len(contested) <= _MOST_PAPERS and len(papers) <= _MOST_PAPERS
    return await _printed(state, dispute_sheet(pack, follow, whole=whole), f"dispute-{invoice_id}.pdf", follow)


@handoff_router.get(
    "/{shipment_id}/handoff.pdf",
    operation_id="get_handoff_pdf",
    summary="The pack for a broker, as PDF",
    response_class=Response,
    responses=_AS_PDF,
)
async def get_handoff_pdf(shipment_id: ShipmentId, caller: DocumentsCaller, state: State) -> Response:
    """The broker's pack on paper, in English, and the shipment's papers."""
    pack = await pack_of(state, caller.merchant_id, shipment_id)
    follow = await _with_pages(state, caller.merchant_id, [str(one["id"]) for one in pack.documents])
    return await _printed(state, handoff_sheet(pack), f"handoff-{shipment_id}.pdf", follow)


def dispute_sheet(pack: DisputePack, papers: Sequence[StoredPaper], *, whole: bool = True) -> Sheet:
    """The dispute pack as a sheet, before the papers that support it; `whole` where none of them is left out."""
    charges = SheetTable(
        "Contested charges",
        ("Order", "Parcels", "Lane", "Kind", "Expected", "Charged", "Difference", "Invoice lines", "Quote", "Ground"),
        tuple(
            (
                one.order_reference,
                ", ".join(one.tracking_numbers),
                one.lane,
                _words(one.kind.value),
                "none" if one.expected is None else _money(one.expected),
                ", ".join(_money(amount) for amount in one.charged),
                _money(one.difference),
                _rows(one.invoice_lines),
                one.quote_id or "",
                one.ground,
            )
            for one in pack.charges
        ),
        widths=_CHARGE_WIDTHS,
    )
    facts = (
        ("Carrier or broker", pack.carrier),
        ("Invoice", pack.number),
        ("Issued", pack.issued),
        ("Contested in total", ", ".join(_money(one) for one in pack.totals) or "nothing"),
    )
    notes = [f"Could not be compared, and is not contested: {one}" for one in pack.not_comparable]
    if pack.unmatched_lines:
        notes.append(f"Lines that match no shipment: {_rows(pack.unmatched_lines)}")
    if not whole:
        notes.append(
            f"Not all papers follow: a pack takes those of {_MOST_PAPERS} shipments, and {_MOST_PAPERS} papers."
        )
    following = SheetTable(
        "Papers that follow",
        ("Order", "Kind", "Number", "Document"),
        tuple((one.order_reference or "", _words(one.kind.value), one.number or "", one.id) for one in papers),
    )
    return Sheet("Complaint about an invoice", facts, (charges, following), tuple(notes), landscape=True)


def handoff_sheet(pack: HandoffAnswer) -> Sheet:
    """The broker's pack as a sheet."""
    facts = (
        ("Order", pack.order_reference),
        ("Shipment", pack.shipment_id),
        ("Carrier and service", ", ".join(one for one in (_words(pack.carrier), pack.service) if one)),
        ("Parcels", ", ".join(pack.tracking_numbers)),
        ("From and to", f"{pack.ship_from} - {pack.ship_to}"),
        ("Value of the goods", f"{pack.currency} {pack.goods_value}" if pack.goods_value else "not told"),
        ("Gross weight", f"{pack.gross_weight_kg} kg" if pack.gross_weight_kg else "not told"),
        ("Quote", pack.quote_id or "none"),
    )
    goods = SheetTable(
        "Goods",
        ("Line", "SKU", "Description", "Code", "Origin", "Quantity", "Unit price", "Value", "Net kg"),
        tuple(
            (
                *(one.id, one.sku or "", one.description or "", one.hs_code or "", one.origin or ""),
                *(one.quantity, one.unit_price, one.value, one.net_weight_kg or ""),
            )
            for one in pack.lines
        ),
        widths=_GOODS_WIDTHS,
    )
    expected = SheetTable(
        "Expected charges",
        ("Line", "Kind", "Amount", "Payer"),
        tuple(
            (
                str(one.get("line", "all")),
                _words(str(one["kind"])),
                f"{one['currency']} {one['amount']}",
                str(one.get("payer", "")),
            )
            for one in pack.expected
        ),
    )
    papers = SheetTable(
        "Papers", ("Document", "Kind"), tuple((str(one["id"]), _words(one["kind"] or "")) for one in pack.documents)
    )
    holds = SheetTable(
        "Open holds",
        ("Parcel", "Reason", "Code", "Text"),
        tuple(
            (one["tracking_number"] or "", _words(one["reason"] or ""), one["code"] or "", one["text"] or "")
            for one in pack.open_holds
        ),
        widths=_HOLD_WIDTHS,
    )
    missing = (f"Not told yet: {', '.join(_place(one, pack) for one in pack.missing)}",) if pack.missing else ()
    return Sheet("Pack for the customs broker", facts, (goods, expected, papers, holds), missing)


async def _with_pages(state: Rooms, merchant_id: str, ids: Iterable[str]) -> list[StoredPaper]:
    """The newest versions of those documents that have a printed form, as many as a pack takes."""
    with refused():
        found = [await state.papers.find(merchant_id, one) for one in list(ids)[:_MOST_PAPERS]]
    return [one for one in found if one.pdf is not None]


async def _printed(state: Rooms, sheet: Sheet, name: str, papers: Iterable[StoredPaper]) -> Response:
    made_at = state.dossier.now().replace(microsecond=0)
    typesetter = state.papers.typesetter
    try:
        with refused():
            pdf = await typesetter.run(lambda: set_sheet(sheet, made_at, typesetter))
            behind = [await state.papers.pdf(one, proven=False) for one in papers]
    except UnprintableTextError as exc:
        raise problem(
            "conflict", f"No font of the service has a shape for {exc.text!r}: read the pack as data."
        ) from exc
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-cache"}
    whole = await asyncio.to_thread(merged, [pdf, *behind]) if behind else pdf
    return Response(whole, headers=headers, media_type=_PDF)


def _place(pointer: str, pack: HandoffAnswer) -> str:
    """What a pointer into the shipment means to a reader: `net weight kg of line A-1`."""
    whole, *inside = pointer.removeprefix("/").split("/")
    if not inside:
        return {"lines": "the goods", "document_ids": "the papers"}.get(whole, _words(whole))
    position, name = int(inside[0]), _words(inside[1])
    return f"{name} of line {pack.lines[position].id}" if whole == "lines" else f"{name} of parcel {position + 1}"


def _words(value: str) -> str:
    return value.replace("_", " ")


def _rows(positions: Iterable[int]) -> str:
    """Lines as people count them, from 1."""
    return ", ".join(str(position + 1) for position in positions)


def _money(amount: MoneyAnswer) -> str:
    return f"{amount.currency} {amount.amount}"
