"""`/channels/shopify/{shop}/rates`: the CarrierService callback at checkout.

Shopify asks once. An error makes it show the merchant's backup rates, an empty list says that the cart cannot be
shipped; so whatever goes wrong here is an error.
"""

import asyncio
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from dutiful_quote.channels.shopify.carts import cart_of
from dutiful_quote.channels.shopify.door import installed_shop
from dutiful_quote.channels.shopify.payload import UnreadablePayloadError, read_json
from dutiful_quote.channels.shopify.rate_desk import BackupRatesError
from dutiful_quote.channels.shopify.rate_memory import memory_key
from dutiful_quote.channels.shopify.state import Shopify
from dutiful_quote.channels.state import admit_callback
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.telemetry import hurry, note

router = APIRouter(prefix="/channels/shopify", tags=["channels"])

ShopName = Annotated[
    str,
    Path(
        pattern=r"^(shop_[0-9a-f]{20}|[A-Za-z0-9][A-Za-z0-9-]{0,99}\.myshopify\.com)$",
        description="The shop's id in the register, or its myshopify.com domain.",
    ),
]
CALLBACK_PROBLEMS: Final = problem_responses(
    "malformed_json",
    "json_too_deep",
    "unauthenticated",
    "not_found",
    "body_too_large",
    "invalid_request",
    "internal_error",
    "rate_limited",
    "unavailable",
    "tariff_unavailable",
    "deadline_exceeded",
)


@router.post(
    "/{shop}/rates",
    operation_id="shopify_rates",
    summary="Rates for a cart of a Shopify shop",
    response_class=Response,
    responses=CALLBACK_PROBLEMS,
)
async def shopify_rates(shop: ShopName, request: Request, rooms: Shopify) -> Response:
    """Every shipping service of the merchant's tables, with duties paid and with duties unpaid."""
    body = await request.body()
    known = installed_shop(rooms.app, rooms.shops, shop, body, request.headers)
    await admit_callback(request, known)
    try:
        cart = cart_of(read_json(body))
        seconds = rooms.traffic.budget_seconds(known.id, known.settings.budget_ms / 1000)
        hurry(seconds)
        make = partial(rooms.desk.answer, known, cart, seconds)
        async with asyncio.timeout(seconds):
            answer = await rooms.memory.answer(memory_key(known, cart), make)
    except UnreadablePayloadError as exc:
        rooms.answered.labels("unreadable").inc()
        raise problem("invalid_request", f"The cart cannot be read: {exc}.") from exc
    except BackupRatesError as exc:
        rooms.answered.labels("backup").inc()
        note(backup_rates=str(exc))
        raise problem("not_found", f"There are no rates: {exc}.") from exc
    except TariffUnavailableError as exc:
        rooms.answered.labels("tariff_unavailable").inc()
        raise problem("tariff_unavailable", "The tariff cannot be read now.") from exc
    except TimeoutError as exc:
        rooms.answered.labels("late").inc()
        raise problem("deadline_exceeded", f"The rates were not ready within {seconds:g} seconds.") from exc
    rooms.answered.labels("rates").inc()
    return Response(answer, media_type="application/json")
