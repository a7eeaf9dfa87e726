"""`/v1/shipments/{id}/feedback`: what the shopper says, who has no key but the shipment's token."""

from typing import Final

from fastapi import APIRouter

from dutiful_docs.api.dossier_edge import Dossier, ShipmentId, refused
from dutiful_docs.dossier.errors import WrongTokenError
from dutiful_shared.contract.kpis import FeedbackRequest
from dutiful_shared.contract.shipments import FeedbackAnswer
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses

router = APIRouter(prefix="/v1/shipments", tags=["kpis"])

_PROBLEMS: Final = problem_responses(
    *BODY_PROBLEMS, "unauthenticated", "invalid_request", "internal_error", "unavailable"
)


@router.post(
    "/{shipment_id}/feedback", operation_id="give_feedback", summary="Say how a shipment went", responses=_PROBLEMS
)
async def give_feedback(shipment_id: ShipmentId, given: FeedbackRequest, rooms: Dossier) -> FeedbackAnswer:
    """1 to 5 stars or 0 to 10 (NPS), with the token that the dossier gives. The newest answer holds."""
    with refused():
        try:
            return await rooms.kpis.give(shipment_id, given)
        except WrongTokenError as exc:
            raise problem("unauthenticated", "The token does not fit the shipment.") from exc
