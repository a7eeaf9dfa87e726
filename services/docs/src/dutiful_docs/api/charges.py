"""`/v1/charges`: invoices of carriers and brokers, against what was expected."""

import os
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError

from dutiful_docs.api.dossier_edge import CALLED, READ, SENT, DocumentsCaller, Dossier, refused
from dutiful_docs.dossier.charges.invoice_csv import read_lines
from dutiful_docs.dossier.errors import UnusableFieldError
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.fields import Day
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.shipment_charges import DisputePack, InvoiceAnswer, InvoiceRequest, VarianceAnswer
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/charges", tags=["charges"], route_class=IdempotentRoute)

InvoiceId = Annotated[str, Path(pattern=r"^inv_[0-9a-f]{20}$", description="As given in the invoice's `id`.")]
INVOICE_ROUTE: Final = "/v1/charges/invoices"
CSV_ROUTE: Final = "/v1/charges/invoices/csv"
#: 5,000 lines take less.
INVOICE_BYTES: Final = 4 * 1024 * 1024
_CSV: Final = "text/csv"
_ID_BYTES: Final = 10


@router.post("/invoices", operation_id="add_invoice", summary="Take in an invoice", status_code=201, responses=SENT)
async def add_invoice(asked: InvoiceRequest, caller: DocumentsCaller, rooms: Dossier) -> InvoiceAnswer:
    """Duties, taxes and fees that a carrier or broker charges, matched with shipments and with what was expected."""
    with refused():
        return await rooms.charges.add(caller.merchant_id, _new_id(), asked)


@router.post(
    "/invoices/csv",
    operation_id="add_invoice_csv",
    summary="Take in an invoice as CSV",
    status_code=201,
    responses=SENT,
    openapi_extra={"requestBody": {"required": True, "content": {_CSV: {"schema": {"type": "string"}}}}},
)
async def add_invoice_csv(
    request: Request,
    caller: DocumentsCaller,
    rooms: Dossier,
    carrier: Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]{1,31}$")],
    number: Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[^\x00]*$")],
    issued: Annotated[Day, Query()],
) -> InvoiceAnswer:
    """One charge a row; the columns are the fields of a line: tracking_number, order_reference, sku, kind, name,
    amount, currency. A fault's pointer is `/row/column`."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != _CSV:
        raise problem("unsupported_media_type", f"The body must be {_CSV}; got {sent or 'no Content-Type'}.")
    with refused():
        lines = read_lines(await request.body(), sentence_of)
        try:
            asked = InvoiceRequest(carrier=carrier, number=number, issued=issued, lines=lines)
        except ValidationError as exc:
            raise UnusableFieldError("", sentence_of(exc.errors(include_url=False, include_input=False)[0])) from exc
        return await rooms.charges.add(caller.merchant_id, _new_id(), asked)


@router.get("/invoices/{invoice_id}", operation_id="get_invoice", summary="An invoice, matched", responses=READ)
async def get_invoice(invoice_id: InvoiceId, caller: DocumentsCaller, rooms: Dossier) -> InvoiceAnswer:
    """How each line was matched, and for each shipment what was charged so far against what was expected."""
    with refused():
        return await rooms.charges.invoice(caller.merchant_id, invoice_id)


@router.get(
    "/invoices/{invoice_id}/dispute", operation_id="get_dispute", summary="What is contested of it", responses=READ
)
async def get_dispute(invoice_id: InvoiceId, caller: DocumentsCaller, rooms: Dossier) -> DisputePack:
    """Charges that are higher than expected or were not expected, with what supports the complaint."""
    with refused():
        return await rooms.charges.dispute(caller.merchant_id, invoice_id)


@router.get(
    "/variance",
    operation_id="get_variance",
    summary="Charged against expected",
    responses=problem_responses(*CALLED),
)
async def get_variance(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: Annotated[Day, Query(alias="from", description="First day of shipment, UTC.")],
    until: Annotated[Day, Query(alias="to", description="Last day, included.")],
    by: Literal["sku", "lane", "carrier"] = "lane",
) -> VarianceAnswer:
    """By how much the invoices differ from what was expected, for each SKU, lane or carrier, kind and currency."""
    with refused():
        return await rooms.charges.variance(caller.merchant_id, *in_order(since, until), by)


def in_order(since: date, until: date) -> tuple[date, date]:
    """Both days, if they are a period.

    Raises:
        ProblemException: `invalid_request`.
    """
    if until < since:
        fault = ProblemError(code="inconsistent", detail="lies before `from`", parameter="query.to")
        raise problem("invalid_request", "The period ends before it begins.", errors=[fault])
    return since, until


def _new_id() -> str:
    return chosen_id("inv_") or f"inv_{os.urandom(_ID_BYTES).hex()}"
