"""`/channels/bigcommerce/tax/*`: the Tax Provider API. BigCommerce waits 4 seconds at most and is answered far sooner.

It knows the answers 200, 400, 401 and 500, and takes its fallback on 400 and 500 of an estimate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import APIRouter, Request, Response

from dutiful_quote.channels.bigcommerce.access import calling_shop
from dutiful_quote.channels.bigcommerce.refusals import TaxRefusedError
from dutiful_quote.channels.bigcommerce.rooms import BigCommerce, BigCommerceRooms
from dutiful_quote.shops.door_calls import Door
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.telemetry import note

router = APIRouter(prefix="/channels/bigcommerce/tax", tags=["channels"])

_JSON: Final = "application/json"
_PROBLEMS: Final = problem_responses(
    "malformed_json",
    "json_too_deep",
    "shop_tax_applies",
    "unauthenticated",
    "body_too_large",
    "tax_not_known",
    "internal_error",
)
_CODES: Final = {400: "shop_tax_applies", 401: "unauthenticated", 500: "tax_not_known"}
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="dutiful"'}


@router.post(
    "/estimate",
    operation_id="bigcommerce_tax_estimate",
    summary="Taxes of a BigCommerce cart",
    response_class=Response,
    responses=_PROBLEMS,
)
async def estimate(request: Request, rooms: BigCommerce) -> Response:
    """Duty, tax and fees that are due at checkout, for each line; the shop's own taxes apply where there are none."""
    with _answering("estimate", rooms):
        shop = _shop(request, rooms)
        return Response(await rooms.tax.estimate(shop, await request.body()), media_type=_JSON)


@router.post(
    "/commit",
    operation_id="bigcommerce_tax_commit",
    summary="A BigCommerce order was placed",
    response_class=Response,
    responses=_PROBLEMS,
)
async def commit(request: Request, rooms: BigCommerce) -> Response:
    """The taxes of the order, which is committed at them."""
    with _answering("commit", rooms):
        shop = _shop(request, rooms)
        answer = await rooms.tax_orders.commit(shop, await request.body())
        rooms.tax.metrics.count("commit", "answered")
        return Response(answer, media_type=_JSON)


@router.post(
    "/adjust",
    operation_id="bigcommerce_tax_adjust",
    summary="A BigCommerce order was edited or partly returned",
    response_class=Response,
    responses=_PROBLEMS,
)
async def adjust(request: Request, rooms: BigCommerce, id: str = "") -> Response:  # noqa: A002 - the platform's name
    """The taxes of the order as it is now, in place of those before."""
    with _answering("adjust", rooms):
        shop = _shop(request, rooms)
        answer = await rooms.tax_orders.adjust(shop, id, await request.body())
        rooms.tax.metrics.count("adjust", "answered")
        return Response(answer, media_type=_JSON)


@router.post(
    "/void",
    operation_id="bigcommerce_tax_void",
    summary="A BigCommerce order was cancelled",
    response_class=Response,
    responses=_PROBLEMS,
)
async def void(request: Request, rooms: BigCommerce, id: str = "") -> Response:  # noqa: A002 - the platform's name
    """The order's quotes no longer hold."""
    with _answering("void", rooms):
        shop = _shop(request, rooms)
        await rooms.tax_orders.void(shop, id)
        rooms.tax.metrics.count("void", "answered")
        return Response()


def _shop(request: Request, rooms: BigCommerceRooms) -> Shop:
    shop = calling_shop(rooms.shops.directory, request.headers, rooms.shops.now())
    rooms.shops.calls.came(shop.id, Door.BIGCOMMERCE_TAX, signed=True)
    return shop


@contextmanager
def _answering(operation: str, rooms: BigCommerceRooms) -> Iterator[None]:
    """Answer a refusal with the status that means it to the platform."""
    try:
        yield
    except TaxRefusedError as exc:
        rooms.tax.metrics.count(operation, exc.reason.value)
        note(tax_refused=exc.reason.value)
        headers = _CHALLENGE if exc.status == 401 else None
        raise problem(_CODES[exc.status], exc.detail, headers=headers) from exc
