"""`/channels/carriers/{feed_id}/webhooks`: events that a carrier sends, in its format and by its proof."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError

from dutiful_docs.api.dossier_edge import Dossier, refused
from dutiful_docs.dossier.errors import UnknownFeedError
from dutiful_docs.dossier.formats import FORMATS, Format
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.shipment_events import CarrierMessage, EventRequest
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses

router = APIRouter(prefix="/channels/carriers", tags=["channels"])

#: Route -> bytes. FedEx and AfterShip send all that they know of a parcel with each of its scans.
WEBHOOK_ROUTE: Final = "/channels/carriers/{feed_id}/webhooks"
WEBHOOK_BYTES: Final = 2 * 1024 * 1024
_PROBLEMS: Final = problem_responses(
    *BODY_PROBLEMS, "unauthenticated", "invalid_request", "internal_error", "unavailable"
)


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """A schema without references: the raw body is what is signed, so FastAPI cannot see its form."""
    if isinstance(node, list):
        return [_inlined(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in node.items()}


def _body() -> dict[str, Any]:
    own = CarrierMessage.model_json_schema()
    theirs = {
        "type": "object",
        "description": "What AfterShip, EasyPost, FedEx or UPS Track Alert send, as they document it.",
    }
    schema = {"anyOf": [_inlined(own, own.pop("$defs", {})), theirs]}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


@router.post(
    "/{feed_id}/webhooks",
    operation_id="carrier_webhook",
    summary="Tell of events of parcels",
    status_code=202,
    response_class=Response,
    responses={**_PROBLEMS, 200: {"description": "Received, of a feed of a carrier's own format."}},
    openapi_extra={"requestBody": _body()},
)
async def carrier_webhook(
    feed_id: Annotated[str, Path(pattern=r"^feed_[0-9a-f]{20}$")], request: Request, rooms: Dossier
) -> Response:
    """Events by tracking number, in the feed's format. 202 (others: 200) when they are on disk, or were before."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != "application/json":
        # What guards JSON against NUL characters and depth looks at JSON alone.
        raise problem("unsupported_media_type", f"The body must be application/json; got {sent or 'no Content-Type'}.")
    body = await request.body()
    with refused():
        try:
            feed, secret = await rooms.feeds.opened(feed_id)
        except UnknownFeedError:
            raise _not_signed() from None
        form = FORMATS[feed.format]
        if not form.signed(secret, body, request.headers, rooms.now()):
            raise _not_signed()
        if told := _read(form, body, feed.carrier):
            await rooms.shipments.tell_tracked(feed.merchant_id, told, form.ahead)
    return Response(status_code=form.received)


def _not_signed() -> Exception:
    """The same for a feed that is not there: nobody learns which are."""
    return problem("unauthenticated", "The signature is missing or does not fit.")


def _read(form: Format, body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    try:
        return form.read(body, carrier)
    except ValidationError as exc:
        faults = [
            ProblemError(
                code=error["type"], detail=sentence_of(error), pointer="".join(f"/{part}" for part in error["loc"])
            )
            for error in exc.errors(include_url=False, include_input=False)[:20]
        ]
        raise problem("invalid_request", "The message does not have the form of events.", errors=faults) from exc
