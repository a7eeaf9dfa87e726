"""`/channels/bigcommerce/webhooks`: events of stores, thin ones: workers behind the inbox ask for the rest.

Signed by Standard Webhooks with the bytes of the app's client secret, and locked a second time by a header that was
agreed on for each store. BigCommerce blocks a host of which more than a tenth of the answers are no success, and wants
an answer without a body.
"""

import hmac
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response

from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp
from dutiful_quote.channels.state import WEBHOOK_PROBLEMS, Shops, not_signed, take_in
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, SecretName, Shop
from dutiful_shared.service.problems import problem, unavailable
from dutiful_shared.service.signatures import signed_message
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import note

router = APIRouter(prefix="/channels/bigcommerce", tags=["channels"])

#: The header that each webhook of a store carries.
LOCK_HEADER: Final = "X-Dutiful-Webhook"
#: What an event is about, by the first part of its scope after `store/`.
_RESOURCES: Final = {"product": "products", "sku": "products", "order": "orders"}


@router.post(
    "/webhooks",
    operation_id="bigcommerce_webhook",
    summary="An event of a BigCommerce store",
    response_class=Response,
    responses=WEBHOOK_PROBLEMS,
)
async def bigcommerce_webhook(request: Request, rooms: Shops) -> Response:
    """200 when the event is stored, or was before."""
    body = await request.body()
    message = _read(body)
    shop = _shop(rooms, message)
    now = rooms.now()
    app = BigCommerceApp.of(service_state(request.app).settings)  # type: ignore[arg-type]  # the settings of this service
    if not signed_message(app.keys_for(shop, now), body, request.headers, now) or not _unlocked(shop, request, now):
        raise not_signed()
    note(merchant_id=shop.merchant_id, shop_id=shop.id)
    await take_in(rooms, delivery_of(shop, message, request.headers["webhook-id"], body))
    return Response()


def delivery_of(shop: Shop, message: dict[str, Any], message_id: str, body: bytes) -> ReceivedEvent:
    """The event for the inbox."""
    created = message.get("created_at")
    scope = str(message.get("scope", ""))
    at = datetime.fromtimestamp(created, UTC) if type(created) is int and 0 <= created < 2**32 else None
    return ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=scope,
        resource=_resource(scope, message.get("data")),
        # The id is the hash of what the event is about; with its time it is that of one event.
        event_id=f"{message_id}:{created}",
        triggered_at=at,
        headers={"webhook-id": message_id},
        body=body,
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise problem("malformed_json", "The body is not JSON.") from exc
    return message if isinstance(message, dict) else {}


def _shop(rooms: ShopRooms, message: dict[str, Any]) -> Shop:
    """The shop that the event says it is of; also one that has just taken the app out. Nothing is believed yet."""
    producer = message.get("producer")
    kind, _, store_hash = producer.partition("/") if isinstance(producer, str) else ("", "", "")
    try:
        shop = rooms.directory.by_name(Platform.BIGCOMMERCE, store_hash) if kind == "stores" else None
    except ShopsUnavailableError as exc:
        raise unavailable("Shops cannot be read now.") from exc
    if shop is None:
        raise not_signed()
    return shop


def _unlocked(shop: Shop, request: Request, now: datetime) -> bool:
    wanted = shop.secret(SecretName.WEBHOOK_HEADER, now)
    given = request.headers.get(LOCK_HEADER, "").encode("utf-8", "replace")
    return wanted is None or hmac.compare_digest(given, wanted)


def _resource(scope: str, data: Any) -> str:
    """Events of one product or one order are handled one after the other."""
    plain = data if isinstance(data, dict) else {}
    kind = scope.removeprefix("store/").partition("/")[0]
    sku = plain.get("sku")
    named = sku.get("product_id") if kind == "sku" and isinstance(sku, dict) else plain.get("id")
    return f"{_RESOURCES.get(kind, kind)}:{named}"
