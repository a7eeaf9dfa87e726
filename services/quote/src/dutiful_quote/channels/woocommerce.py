"""`/channels/woocommerce/{shop_id}/webhooks`: orders and products of WooCommerce, as its REST API v3 shows them."""

import hashlib
from decimal import Decimal
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.channels.state import WEBHOOK_PROBLEMS, ShopPath, Shops, not_signed, shop_at, take_in
from dutiful_quote.channels.weights import grams_in
from dutiful_quote.shops.effects import compared, mirrored
from dutiful_quote.shops.events import Order, Product, as_utc, poisoned
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, PoisonedEventError, ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, ShopSettings
from dutiful_quote.shops.variant import ANY_DESTINATION, digits_of
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.service.signatures import signed_body

router = APIRouter(prefix="/channels/woocommerce", tags=["channels"])

#: The meta field of an order that names its quote, and that of a fee line that says what it charges.
QUOTE_FIELD: Final = "_dutiful_quote_id"
CHARGE_FIELD: Final = "_dutiful_charge"
PRODUCT_TOPICS: Final = ("product.created", "product.updated", "product.deleted", "product.restored")


@router.post(
    "/{shop_id}/webhooks",
    operation_id="woocommerce_webhook",
    summary="An event of a WooCommerce shop",
    response_class=Response,
    responses=WEBHOOK_PROBLEMS,
)
async def woocommerce_webhook(shop_id: ShopPath, request: Request, rooms: Shops) -> Response:
    """An `order.*` or `product.*` event, signed with the webhook's secret. 200 when it is stored, or was before."""
    body = await request.body()
    shop = shop_at(rooms, shop_id, Platform.WOOCOMMERCE)
    topic = request.headers.get("x-wc-webhook-topic", "")
    if not topic and body.startswith(b"webhook_id="):
        # What WooCommerce sends, unsigned, when a webhook is saved: it only wants to be answered with 200.
        return Response()
    if not signed_body(shop.signing_keys(rooms.now()), body, request.headers.get("x-wc-webhook-signature")):
        raise not_signed()
    delivery = ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=topic,
        resource=f"{topic.partition('.')[0]}s:{_id_in(body)}",
        # The delivery's own id is not signed: by the body, which is, nothing can be played back.
        event_id=hashlib.sha256(body).hexdigest(),
        triggered_at=None,
        headers={"x-wc-webhook-delivery-id": request.headers.get("x-wc-webhook-delivery-id", "")},
        body=body,
    )
    await take_in(rooms, delivery)
    return Response()


def woocommerce_handlers(
    rooms: ShopRooms, catalogue: CatalogueTelling | None = None
) -> dict[tuple[Platform, str], Handler]:
    """What is done with the events of WooCommerce shops; other topics are settled without effect."""

    async def on_order(event: InboxEvent) -> Effect | None:
        if event.topic == "order.deleted":
            return None  # the order is out of the shop's list, which says nothing about what it was charged
        return compared(event, order_of(event.json()))

    async def on_product(event: InboxEvent) -> Effect:
        shop = rooms.directory.by_id(event.shop_id, Platform.WOOCOMMERCE)
        settings = shop.settings if shop is not None else ShopSettings()
        deleted = event.topic == "product.deleted"
        at = event.received_at.isoformat()
        product = product_of(event.json(), settings, deleted=deleted, received_at=at)
        if catalogue is not None:
            await catalogue.tell(rooms, event, product)
        return mirrored(event, product, rooms.mirror)

    return {(Platform.WOOCOMMERCE, "order.*"): on_order, (Platform.WOOCOMMERCE, "product.*"): on_product}


def order_of(plain: Any) -> Order:
    """Our order from theirs. Fee lines that carry `_dutiful_charge` (`duty` or `tax`) say what was charged.

    Raises:
        PoisonedEventError: it is no order.
    """
    try:
        charged = {"duty": None, "tax": None} | _charged(plain.get("fee_lines") or ())
        values = {
            "id": str(plain["id"]),
            "currency": plain["currency"],
            "updated_at": as_utc(plain.get("date_modified_gmt") or plain["date_created_gmt"]),
            "quote_id": _meta(plain).get(QUOTE_FIELD) or None,
            "duties_charged": charged["duty"],
            "taxes_charged": charged["tax"],
            "cancelled": plain.get("status") in ("cancelled", "failed", "trash"),
        }
        return Order.model_validate(values)
    except ValidationError as exc:
        raise poisoned(exc, Order) from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as exc:
        raise PoisonedEventError(f"not an order ({type(exc).__name__})") from None


def product_of(plain: Any, settings: ShopSettings, *, deleted: bool, received_at: str) -> Product:
    """Our product from theirs. A product or a variation of WooCommerce is one thing to buy, with an id of its own.

    Raises:
        PoisonedEventError: it is no product.
    """
    try:
        if deleted:  # all that is told then is the id
            return Product.model_validate({"id": str(plain["id"]), "updated_at": as_utc(received_at), "deleted": True})
        meta = _meta(plain)
        code, origin = digits_of(meta.get(settings.hs_code_field)), (meta.get(settings.origin_field) or "").upper()
        variant = {
            "id": str(plain["id"]),
            "sku": plain.get("sku") or None,
            "title": (plain.get("name") or "")[:255] or None,
            "weight_grams": _grams(plain.get("weight"), settings),
            "hs_codes": {ANY_DESTINATION: code} if code else {},
            "origin": origin if origin in COUNTRY_CODES else None,
        }
        updated_at = as_utc(plain.get("date_modified_gmt") or received_at)
        return Product.model_validate({"id": str(plain["id"]), "updated_at": updated_at, "variants": (variant,)})
    except ValidationError as exc:
        raise poisoned(exc, Product) from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as exc:
        raise PoisonedEventError(f"not a product ({type(exc).__name__})") from None


def _charged(fee_lines: Any) -> dict[str, Decimal | None]:
    charged: dict[str, Decimal | None] = {}
    for line in fee_lines:
        kind = _meta(line).get(CHARGE_FIELD)
        if kind in ("duty", "tax"):
            charged[kind] = (charged.get(kind) or Decimal(0)) + Decimal(str(line["total"]))
    return charged


def _grams(weight: Any, settings: ShopSettings) -> Decimal | None:
    """The weight in grams; unknown where it is empty or its unit is not settled."""
    if weight in (None, "") or settings.weight_unit is None:
        return None
    return grams_in(Decimal(str(weight)), settings.weight_unit)


def _meta(plain: Any) -> dict[str, str]:
    """The text fields of `meta_data`, by key."""
    return {
        str(one["key"]): one["value"]
        for one in plain.get("meta_data") or ()
        if isinstance(one, dict) and isinstance(one.get("value"), str) and "key" in one
    }


def _id_in(body: bytes) -> str:
    """The id in a body, found without believing in its form; empty where there is none."""
    try:
        plain = orjson.loads(body)
    except ValueError:
        return ""
    return str(plain.get("id", "")) if isinstance(plain, dict) else ""
