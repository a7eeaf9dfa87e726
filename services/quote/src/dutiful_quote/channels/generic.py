"""`/channels/generic/{shop_id}/webhooks`: any shop that can sign by Standard Webhooks."""

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.channels.message_schema import message_body
from dutiful_quote.channels.state import WEBHOOK_PROBLEMS, ShopPath, Shops, not_signed, shop_at, take_in
from dutiful_quote.shops.effects import compared, mirrored, refunded
from dutiful_quote.shops.events import (
    MESSAGES,
    ORDERS,
    Message,
    OrderMessage,
    ProductMessage,
    RefundMessage,
    Topic,
    poisoned,
)
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.signatures import signed_message, standard_key

router = APIRouter(prefix="/channels/generic", tags=["channels"])


@router.post(
    "/{shop_id}/webhooks",
    operation_id="generic_webhook",
    summary="Tell of an order, a refund or a product",
    status_code=202,
    response_class=Response,
    responses=WEBHOOK_PROBLEMS,
    openapi_extra={"requestBody": message_body()},
)
async def generic_webhook(shop_id: ShopPath, request: Request, rooms: Shops) -> Response:
    """An event of a shop, signed by Standard Webhooks with the shop's secret. 202 when it is stored, or was before."""
    body = await request.body()
    shop = shop_at(rooms, shop_id, Platform.GENERIC)
    keys = [standard_key(key) for key in shop.signing_keys(rooms.now())]
    if not signed_message(keys, body, request.headers, rooms.now()):
        raise not_signed()
    message = _read(body)
    event_id = request.headers["webhook-id"]
    delivery = ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=message.type.value,
        resource=_resource(message),
        event_id=event_id,
        triggered_at=message.timestamp,
        headers={"webhook-id": event_id},
        body=body,
    )
    await take_in(rooms, delivery)
    return Response(status_code=202)


def generic_handlers(
    rooms: ShopRooms, catalogue: CatalogueTelling | None = None
) -> dict[tuple[Platform, str], Handler]:
    """What is done with the events of generic shops; a process without a catalogue tells the mirror alone."""

    async def handle(event: InboxEvent) -> Effect:
        model = MESSAGES[Topic(event.topic)]
        try:
            message = model.model_validate_json(event.body)
        except ValidationError as exc:
            raise poisoned(exc, model) from None
        match message:
            case OrderMessage(data=order):
                cancelled = event.topic == Topic.ORDER_CANCELLED
                return compared(event, order.model_copy(update={"cancelled": order.cancelled or cancelled}))
            case RefundMessage(data=refund):
                return refunded(event, refund)
            case ProductMessage(data=product):
                if catalogue is not None:
                    await catalogue.tell(rooms, event, product)
                return mirrored(event, product, rooms.mirror)

    return {(Platform.GENERIC, topic.value): handle for topic in (*ORDERS, Topic.REFUND_CREATED, Topic.PRODUCT_UPDATED)}


def _read(body: bytes) -> Message:
    """The message in the body.

    Raises:
        ProblemException: it is none; the shop's developer is told which fields are at fault.
    """
    try:
        plain = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise problem("malformed_json", "The body is not JSON.") from exc
    try:
        topic = Topic(plain["type"])
    except (KeyError, TypeError, ValueError) as exc:
        known = ", ".join(topic.value for topic in Topic)
        fault = ProblemError(code="unknown_topic", detail=f"Must be one of {known}.", pointer="/type")
        raise problem("invalid_request", "The event's type is not known.", errors=[fault]) from exc
    try:
        return MESSAGES[topic].model_validate_json(body)
    except ValidationError as exc:
        raise _invalid(exc) from exc


def _invalid(exc: ValidationError) -> ProblemException:
    faults = [
        ProblemError(
            code=error["type"], detail=sentence_of(error), pointer="".join(f"/{part}" for part in error["loc"])
        )
        for error in exc.errors(include_url=False, include_input=False)[:20]
    ]
    return problem("invalid_request", "The event does not have the form of its type.", errors=faults)


def _resource(message: Message) -> str:
    match message:
        case OrderMessage(data=order):
            return f"orders:{order.id}"
        case RefundMessage(data=refund):
            return f"orders:{refund.order_id}"
        case ProductMessage(data=product):
            return f"products:{product.id}"
