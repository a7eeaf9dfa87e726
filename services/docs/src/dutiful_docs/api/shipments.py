"""`/v1/shipments`: shipments of orders, and the dossier of each."""

import os
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from dutiful_docs.api.dossier_edge import CALLED, READ, SENT, DocumentsCaller, Dossier, ShipmentId, refused
from dutiful_docs.api.refusals import refused as papers_refused
from dutiful_docs.api.state import Rooms, State, api_key_of
from dutiful_docs.dossier.answers import shipment_answer, summary
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.shipments import ShipmentAnswer, ShipmentPage, ShipmentPaper, ShipmentRequest
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.problems import problem_responses

router = APIRouter(prefix="/v1/shipments", tags=["shipments"], route_class=IdempotentRoute)

_ID_DIGITS: Final = 20


@router.post("", operation_id="create_shipment", summary="Tell of a shipment", status_code=201, responses=SENT)
async def create_shipment(
    asked: ShipmentRequest, request: Request, caller: DocumentsCaller, rooms: Dossier, state: State
) -> ShipmentAnswer:
    """Parcels of an order on their way. Events that came before are its own from now on."""
    with papers_refused():
        await state.papers.require(caller.merchant_id, asked.document_ids)
    with refused():
        quoted = None
        if asked.quote_id is not None and not asked.expected:
            quoted = await rooms.quoted.expected(asked, api_key_of(request))
        shipment_id = chosen_id("shp_") or f"shp_{new_identifier(rooms.now(), os.urandom)[-_ID_DIGITS:]}"
        shipment = await rooms.shipments.add(caller.merchant_id, shipment_id, asked, quoted)
        return await dossier_of(state, shipment)


@router.get("", operation_id="list_shipments", summary="The merchant's shipments", responses=problem_responses(*CALLED))
async def list_shipments(
    caller: DocumentsCaller,
    rooms: Dossier,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[
        str | None, Query(pattern=r"^shp_[0-9a-f]{20}$", description="`next` of the page before.")
    ] = None,
    order_reference: Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")] = None,
    held: Annotated[bool | None, Query(description="Only those that are held, or are not.")] = None,
) -> ShipmentPage:
    """Where each shipment stands, the newest first."""
    with refused():
        rows = await rooms.shipments.page(caller.merchant_id, limit + 1, cursor, order_reference, held)
    more = rows[limit - 1].id if len(rows) > limit else None
    return ShipmentPage(shipments=tuple(summary(row) for row in rows[:limit]), next=more)


@router.get("/{shipment_id}", operation_id="get_shipment", summary="The dossier of a shipment", responses=READ)
async def get_shipment(
    shipment_id: ShipmentId, caller: DocumentsCaller, rooms: Dossier, state: State
) -> ShipmentAnswer:
    """Everything that is known: what was told, what happened, what it cost, what came back."""
    with refused():
        return await dossier_of(state, await rooms.shipments.shipment(caller.merchant_id, shipment_id))


async def dossier_of(state: Rooms, shipment: Shipment) -> ShipmentAnswer:
    """The whole dossier as it stands, with the papers of the order."""
    rooms = state.dossier
    events = await rooms.shipments.events(shipment.merchant_id, shipment.id)
    comparisons = await rooms.charges.comparisons(shipment)
    feedback = await rooms.kpis.given(shipment.merchant_id, shipment.id)
    token = rooms.tokens.token_of(shipment.id)
    returns = await rooms.returns.returns(shipment.merchant_id, shipment.id)
    return shipment_answer(shipment, events, token, comparisons, returns, feedback, await papers_of(state, shipment))


async def papers_of(state: Rooms, shipment: Shipment) -> list[ShipmentPaper]:
    """The issued papers of the shipment's order, the oldest first."""
    content = shipment.content
    with papers_refused():
        found = await state.papers.repository.of_order(
            shipment.merchant_id, content.quote_id, content.order_reference, content.document_ids
        )
    return [
        ShipmentPaper(
            id=one.id,
            kind=one.kind.value,
            version=one.version,
            created_at=one.created_at,
            path=f"/v1/documents/{one.id}",
        )
        for one in found
    ]
