"""`/channels/bigcommerce/shipping/*`: the Shipping Provider API.

The platform signs nothing: the merchant types the shop's password in when connecting, and each call carries it.
"""

import hmac
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from dutiful_quote.channels.bigcommerce.access import shop_named
from dutiful_quote.channels.bigcommerce.refusals import TaxRefusedError
from dutiful_quote.channels.bigcommerce.rooms import BigCommerce, BigCommerceRooms
from dutiful_quote.channels.bigcommerce.shipping_answers import message, no_rates
from dutiful_quote.channels.bigcommerce.shipping_messages import RateRequest
from dutiful_quote.shops.door_calls import Door
from dutiful_quote.shops.register import password_hash
from dutiful_quote.shops.shop import SecretName, Shop
from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.telemetry import note

router = APIRouter(prefix="/channels/bigcommerce/shipping", tags=["channels"])

_JSON: Final = "application/json"
_READING: Final = ("malformed_json", "json_too_deep", "body_too_large", "internal_error")
#: The connection option that the merchant's password stands in; declared when the carrier is registered.
SECRET_OPTION: Final = "key"  # noqa: S105 - the name of a field


@router.post(
    "/rate",
    operation_id="bigcommerce_shipping_rate",
    summary="Shipping services for a BigCommerce cart",
    response_class=Response,
    responses=problem_responses(*_READING, "unauthenticated"),
)
async def rate(request: Request, rooms: BigCommerce) -> Response:
    """The services of the merchant's rate tables, landed; where there are none, a message says why."""
    asked = _read(await request.body())
    if asked is None:
        return _answer(no_rates("The request has not the form of a rate request."))
    shop = _shop(asked, rooms)
    if shop is None:
        raise problem("unauthenticated", "The store or the key it was connected with is not known.")
    return _answer(await rooms.shipping.rates(shop, asked))


@router.post(
    "/check_connection",
    operation_id="bigcommerce_shipping_check_connection",
    summary="Check the options a BigCommerce shop was connected with",
    response_class=Response,
    responses=problem_responses(*_READING),
)
async def check_connection(request: Request, rooms: BigCommerce) -> Response:
    """Whether the merchant has typed the right key."""
    asked = _read(await request.body())
    if asked is not None and _shop(asked, rooms) is not None:
        return _answer({"valid": True, "messages": []})
    return _answer({"valid": False, "messages": [message("The key does not belong to this store.", "ERROR")]})


def _read(body: bytes) -> RateRequest | None:
    try:
        return RateRequest.model_validate_json(body)
    except ValidationError:
        return None


def _shop(asked: RateRequest, rooms: BigCommerceRooms) -> Shop | None:
    """The shop whose key the call carries."""
    try:
        shop = shop_named(rooms.shops.directory, asked.store)
    except TaxRefusedError:
        return None
    expected = (shop.secret(SecretName.PASSWORD_HASH, rooms.shops.now()) if shop else None) or b""
    given = password_hash(asked.connection_options.get(SECRET_OPTION, ""))
    if not hmac.compare_digest(given, expected) or shop is None:
        return None
    rooms.shops.calls.came(shop.id, Door.BIGCOMMERCE_SHIPPING, signed=True)
    note(merchant_id=shop.merchant_id, shop_id=shop.id)
    return shop


def _answer(plain: object) -> Response:
    return Response(orjson.dumps(plain), media_type=_JSON)
