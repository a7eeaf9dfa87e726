"""`/v1/shadow-quotes`: another provider's answers beside ours, and the invoices that judge them."""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from dutiful_docs.api.charges import in_order
from dutiful_docs.api.dossier_edge import CALLED, READ, SENT, DocumentsCaller, Dossier, refused
from dutiful_docs.api.state import api_key_of
from dutiful_docs.dossier.our_quotes import RefusedCartError
from dutiful_docs.dossier.shadow_service import MOST_RECORDS, TooManyRecordsError
from dutiful_shared.contract.fields import Day
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.shadow import ShadowAnswer, ShadowRequest, ThreeWayAnswer
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/shadow-quotes", tags=["shadow"], route_class=IdempotentRoute)

_ID_DIGITS: Final = 20
_CSV: Final = "text/csv; charset=utf-8"
_From = Annotated[Day, Query(alias="from", description="First day of recording, UTC.")]
_To = Annotated[Day, Query(alias="to", description="Last day, included.")]
_Provider = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,31}$", description="Only of this one.")]
_Uncharged = Annotated[
    Literal["unknown", "zero"],
    Query(
        description="What an invoice that does not name a component says of it. `zero`: your invoices are whole, so "
        "that it cost nothing."
    ),
]
_ShadowId = Annotated[str, Path(pattern=r"^shq_[0-9a-f]{20}$", description="As given in the shadow quote's `id`.")]


@router.post(
    "", operation_id="create_shadow_quote", summary="Record another provider's answer", status_code=201, responses=SENT
)
async def create_shadow_quote(
    asked: ShadowRequest, request: Request, caller: DocumentsCaller, rooms: Dossier
) -> ShadowAnswer:
    """The cart is quoted now with the caller's own key (it needs the scope quote too), and both answers are kept."""
    shadow_id = chosen_id("shq_") or f"shq_{new_identifier(rooms.now(), os.urandom)[-_ID_DIGITS:]}"
    with refused():
        try:
            return await rooms.shadows.add(caller.merchant_id, shadow_id, asked, api_key_of(request))
        except RefusedCartError as exc:
            below = "/cart" if asked.cart is not None else "/request"
            faults = [
                ProblemError(code=one.code, detail=one.detail, pointer=f"{below}{one.pointer or ''}")
                for one in exc.problem.errors
            ]
            raise problem("invalid_request", exc.problem.detail, errors=faults) from exc


@router.get(
    "/report",
    operation_id="get_shadow_report",
    summary="Who was nearer to the invoices",
    responses=problem_responses(*CALLED),
)
async def get_shadow_report(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: _From,
    until: _To,
    by: Literal["lane", "sku"] = "lane",
    provider: _Provider = None,
    uncharged: _Uncharged = "unknown",
) -> ThreeWayAnswer:
    """By lane or SKU, provider, component and currency: counts, mean and absolute errors, what is missing."""
    with refused():
        return await rooms.shadows.report(caller.merchant_id, *in_order(since, until), by, provider, uncharged)


@router.get(
    "/export",
    operation_id="export_shadow_quotes",
    summary="Each verdict as CSV",
    response_class=StreamingResponse,
    responses={
        **problem_responses(*CALLED),
        200: {"description": "One row a shadow quote and component.", "content": {"text/csv": {}}},
    },
)
async def export_shadow_quotes(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: _From,
    until: _To,
    provider: _Provider = None,
    uncharged: _Uncharged = "unknown",
) -> StreamingResponse:
    """Three amounts, two errors and whose is nearer, or why there is no verdict."""
    file = rooms.shadows.csv(caller.merchant_id, *in_order(since, until), provider, uncharged)
    with refused():
        # The header comes once the records are read: a store out of reach is told as such.
        try:
            first = await anext(file, b"")
        except TooManyRecordsError as exc:
            text = f"The period holds more than {MOST_RECORDS} shadow quotes: ask for a shorter one."
            raise problem("invalid_request", text) from exc

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for portion in file:
            yield portion

    return StreamingResponse(whole(), media_type=_CSV)


@router.get("/{shadow_id}", operation_id="get_shadow_quote", summary="A shadow quote, judged", responses=READ)
async def get_shadow_quote(shadow_id: _ShadowId, caller: DocumentsCaller, rooms: Dossier) -> ShadowAnswer:
    """Both answers, and what the invoices of its order say so far."""
    with refused():
        return await rooms.shadows.find(caller.merchant_id, shadow_id)
