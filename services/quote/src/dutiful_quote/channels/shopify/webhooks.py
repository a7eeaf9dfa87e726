"""`/channels/shopify/webhooks`: everything that Shopify tells, in either family of headers.

The signature over the raw body is checked before anything of it is read; the answer comes when the event is on disk. A
shop that is not known any more still gets its 200 if the app's secret has signed: `shop/redact` comes two days after
the app was taken out.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from dutiful_quote.channels.shopify.door import App, find_shop, header, is_signed
from dutiful_quote.channels.shopify.payload import UnreadablePayloadError, child, id_of, read_json
from dutiful_quote.channels.state import WEBHOOK_PROBLEMS, Shops, not_signed, take_in
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.events import as_utc
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import note

router = APIRouter(prefix="/channels/shopify", tags=["channels"])

ROUTE: Final = "/channels/shopify/webhooks"
#: Of the headers, what may be kept: nothing that names a person.
_KEPT_HEADERS: Final = ("topic", "api-version", "webhook-id", "event-id", "triggered-at", "sub-topic")
#: Under which resource the events of a topic are handled one after the other, and the field that names it.
_RESOURCES: Final = {
    "orders": ("orders", "id"),
    "refunds": ("orders", "order_id"),
    "fulfillments": ("orders", "order_id"),
    "products": ("products", "id"),
    "inventory_items": ("inventory_items", "id"),
}


@router.post(
    "/webhooks",
    operation_id="shopify_webhook",
    summary="An event of a Shopify shop",
    response_class=Response,
    responses=WEBHOOK_PROBLEMS,
)
async def shopify_webhook(request: Request, rooms: Shops) -> Response:
    """Any topic, the compliance topics included. 200 when it is stored, or was before."""
    body = await request.body()
    settings = service_state(request.app).settings
    assert isinstance(settings, QuoteSettings)
    app = App.of(settings)
    name = header(request.headers, "shop-domain").lower()
    shop = find_shop(rooms, name)
    if not is_signed(app, rooms, shop, body, request.headers):
        raise not_signed()
    topic = header(request.headers, "topic").lower()
    if shop is None:
        note(topic=topic[:64], inbox="unknown_shop")
        return Response()
    await take_in(rooms, _delivery(shop, topic, body, request.headers))
    return Response()


def _delivery(shop: Shop, topic: str, body: bytes, headers: Mapping[str, str]) -> ReceivedEvent:
    kept = {name: value for name in _KEPT_HEADERS if (value := header(headers, name))}
    resource, own_id = _resource(topic, body)
    return ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=topic,
        resource=resource,
        event_id=_event_id(topic, resource, own_id, body, headers),
        triggered_at=_time(header(headers, "triggered-at")),
        headers=kept,
        body=body,
    )


def _resource(topic: str, body: bytes) -> tuple[str, str]:
    """What the event is about, and its own id; both as far as the body can be read."""
    try:
        plain: Any = read_json(body)
    except UnreadablePayloadError:
        plain = {}
    kind, field = _RESOURCES.get(topic.partition("/")[0], ("", "id"))
    if topic.startswith("customers/"):
        return f"customers:{id_of(child(plain, 'customer'))}", id_of(child(plain, "data_request"))
    return (f"{kind}:{id_of(plain, field)}" if kind else "shop"), id_of(plain)


def _event_id(topic: str, resource: str, own_id: str, body: bytes, headers: Mapping[str, str]) -> str:
    """By which the same event is known again.

    Shopify gives one event id to all that one action of a merchant caused, also to several products of one topic, so
    the resource belongs to it. A refund is made once: its own id, which is signed, is better than any header.
    """
    if topic == "refunds/create" and own_id:
        return f"refund:{own_id}"
    told = header(headers, "event-id") or header(headers, "webhook-id")
    return f"{told}:{resource}" if told else hashlib.sha256(body).hexdigest()


def _time(text: str) -> datetime | None:
    """Shopify writes nanoseconds, which Python cuts."""
    try:
        return as_utc(text) if text else None
    except ValueError:
        return None
