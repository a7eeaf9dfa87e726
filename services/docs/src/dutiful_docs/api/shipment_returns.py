"""`/v1/shipments/{id}/returns`: goods that came back."""

from fastapi import APIRouter

from dutiful_docs.api.dossier_edge import SENT, DocumentsCaller, Dossier, ShipmentId, refused
from dutiful_shared.contract.orders import RefundRequest
from dutiful_shared.contract.shipments import ReturnAnswer
from dutiful_shared.idempotency.route import IdempotentRoute

router = APIRouter(prefix="/v1/shipments", tags=["shipments"], route_class=IdempotentRoute)


@router.post(
    "/{shipment_id}/returns", operation_id="return_goods", summary="Goods came back", status_code=201, responses=SENT
)
async def return_goods(
    shipment_id: ShipmentId, asked: RefundRequest, caller: DocumentsCaller, rooms: Dossier
) -> ReturnAnswer:
    """What of the expected charges belongs to the pieces, and who may reclaim it. A reference is taken once."""
    with refused():
        return await rooms.returns.add(caller.merchant_id, shipment_id, asked)
