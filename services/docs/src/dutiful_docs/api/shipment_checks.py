"""Before and during clearance: the check, the pack for a broker, and answers to customs."""

from fastapi import APIRouter, Request

from dutiful_docs.api.dossier_edge import CALLED, READ, SENT, DocumentsCaller, Dossier, ShipmentId, refused
from dutiful_docs.api.shipments import papers_of
from dutiful_docs.api.state import Rooms, State, api_key_of
from dutiful_docs.dossier.checks.check import check
from dutiful_docs.dossier.replies.handoff import handoff
from dutiful_docs.dossier.replies.reply import reply
from dutiful_shared.contract.shipment_checks import (
    HandoffAnswer,
    ReplyAnswer,
    ReplyRequest,
    ShipmentCheckAnswer,
    ShipmentCheckRequest,
)
from dutiful_shared.idempotency.route import IdempotentRoute
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses

router = APIRouter(prefix="/v1/shipments", tags=["shipments"], route_class=IdempotentRoute)


@router.post(
    "/check",
    operation_id="check_shipment",
    summary="What it would be held for",
    responses=problem_responses(*CALLED, *BODY_PROBLEMS),
)
async def check_shipment(
    asked: ShipmentCheckRequest, request: Request, caller: DocumentsCaller, rooms: Dossier
) -> ShipmentCheckAnswer:
    """Looks for what customs hold shipments for: each finding names the field, what to do, and the rule."""
    today = rooms.now().date()
    if not asked.classify:
        return check(asked, today)
    return check(asked, today, *await rooms.classified.of(asked, api_key_of(request)))


@router.get("/{shipment_id}/handoff", operation_id="get_handoff", summary="The pack for a broker", responses=READ)
async def get_handoff(shipment_id: ShipmentId, caller: DocumentsCaller, state: State) -> HandoffAnswer:
    """Goods, values, expected charges, papers and open holds, and what is missing."""
    return await pack_of(state, caller.merchant_id, shipment_id)


async def pack_of(state: Rooms, merchant_id: str, shipment_id: str) -> HandoffAnswer:
    """The pack of a shipment as it stands."""
    rooms = state.dossier
    with refused():
        shipment = await rooms.shipments.shipment(merchant_id, shipment_id)
        events = [one.event for one in await rooms.shipments.events(merchant_id, shipment_id)]
        papers = await papers_of(state, shipment)
    return handoff(shipment, shipment.clearance(events), papers)


@router.post(
    "/{shipment_id}/replies", operation_id="draft_reply", summary="Words for an answer to customs", responses=SENT
)
async def draft_reply(
    shipment_id: ShipmentId, asked: ReplyRequest, caller: DocumentsCaller, rooms: Dossier
) -> ReplyAnswer:
    """A draft in the authority's language (en, fr, de, es, it, nl, pt, pl), filled with the shipment's facts."""
    with refused():
        return reply(await rooms.shipments.shipment(caller.merchant_id, shipment_id), asked)
