"""`/channels/shopify/install`, `/callback`, `/session`: how a shop comes to trust us.

A shop must have been registered for a merchant before: a name alone says nothing of whose it is. After tokens are kept,
an event in the inbox makes the shop ask us for rates and tell us of events, so that this survives whatever happens.
"""

import secrets
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import RedirectResponse

from dutiful_quote.channels.shopify.client import ShopifyError, Tokens
from dutiful_quote.channels.shopify.door import find_shop
from dutiful_quote.channels.shopify.oauth import (
    SHOP_PATTERN,
    STATE_LASTS,
    new_state,
    session_shop,
    signed_query,
    state_holds,
)
from dutiful_quote.channels.shopify.state import Shopify, ShopifyRooms
from dutiful_quote.channels.state import WEBHOOK_PROBLEMS, not_signed, take_in
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/channels/shopify", tags=["channels"])

#: The topic of the event that follows an installation; our own, Shopify has none such.
INSTALLED: Final = "dutiful/installed"
_COOKIE: Final = "dutiful_shopify_state"
_PROBLEMS: Final = {**WEBHOOK_PROBLEMS, **problem_responses("not_found")}


@router.get(
    "/install",
    operation_id="shopify_install",
    summary="Begin an installation",
    response_class=RedirectResponse,
    status_code=302,
    responses=_PROBLEMS,
)
async def shopify_install(request: Request, rooms: Shopify) -> Response:
    """Sends the merchant to the shop, which asks whether to allow what the app needs."""
    shop = _named(request, rooms)
    if "hmac" in request.query_params and not _signed(request, rooms, shop):
        raise not_signed()
    secret = rooms.connection.app_secret(shop)
    if not rooms.app.client_id or secret is None or not rooms.app.url:
        raise problem("unavailable", "The app's client id, secret or URL is not set.")
    state = new_state(secret, shop.external_id, secrets.token_urlsafe(16), rooms.shops.now())
    wanted = {
        "client_id": rooms.app.client_id,
        "scope": rooms.app.scopes,
        "redirect_uri": f"{rooms.app.url}/channels/shopify/callback",
        "state": state,
    }
    answer = RedirectResponse(f"https://{shop.external_id}/admin/oauth/authorize?{urlencode(wanted)}", status_code=302)
    # The browser that comes back must be the one that went.
    answer.set_cookie(
        _COOKIE, state, max_age=int(STATE_LASTS.total_seconds()), httponly=True, secure=True, samesite="lax"
    )
    return answer


@router.get(
    "/callback",
    operation_id="shopify_callback",
    summary="End an installation",
    response_class=Response,
    responses=_PROBLEMS,
)
async def shopify_callback(request: Request, rooms: Shopify) -> Response:
    """The shop sends the merchant back with a code; it is exchanged for tokens."""
    shop = _named(request, rooms)
    secret = rooms.connection.app_secret(shop)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    mine = secret is not None and state_holds(secret, shop.external_id, state, rooms.shops.now())
    same = secrets.compare_digest(request.cookies.get(_COOKIE, "").encode(), state.encode())
    if secret is None or not code or not mine or not same or not _signed(request, rooms, shop):
        raise not_signed()
    try:
        tokens = await rooms.connection.tokens.of_code(shop.external_id, rooms.app.client_id, secret, code)
    except ShopifyError as exc:
        raise problem("unavailable", f"The installation did not succeed: {exc}.") from exc
    await _installed(rooms, shop, tokens)
    answer = Response("The shop is connected. You can close this page.", media_type="text/plain")
    answer.delete_cookie(_COOKIE)
    return answer


@router.post(
    "/session",
    operation_id="shopify_session",
    summary="Exchange a session token of the embedded app",
    response_class=Response,
    status_code=204,
    responses=_PROBLEMS,
)
async def shopify_session(
    rooms: Shopify, authorization: Annotated[str, Header(max_length=4096, description="`Bearer` and the token.")] = ""
) -> Response:
    """The embedded app shows its session token; the shop is the one that the token names."""
    scheme, _, token = authorization.partition(" ")
    name = session_shop(token, rooms.app.client_id, rooms.app.secrets, rooms.shops.now())
    shop = find_shop(rooms.shops, name) if name is not None and scheme.lower() == "bearer" else None
    secret = rooms.connection.app_secret(shop) if shop is not None else None
    if shop is None or secret is None:
        raise not_signed()
    try:
        tokens = await rooms.connection.tokens.of_session(shop.external_id, rooms.app.client_id, secret, token)
    except ShopifyError as exc:
        raise problem("unavailable", f"The token was not exchanged: {exc}.") from exc
    await _installed(rooms, shop, tokens)
    return Response(status_code=204)


def _named(request: Request, rooms: ShopifyRooms) -> Shop:
    name = request.query_params.get("shop", "")
    shop = find_shop(rooms.shops, name) if SHOP_PATTERN.fullmatch(name) else None
    if shop is None:
        raise problem("not_found", "No shop of this name is registered; register it for a merchant first.")
    return shop


def _signed(request: Request, rooms: ShopifyRooms, shop: Shop) -> bool:
    keys = (*shop.signing_keys(rooms.shops.now()), *rooms.app.secrets)
    return signed_query(keys, request.query_params.multi_items())


async def _installed(rooms: ShopifyRooms, shop: Shop, tokens: Tokens) -> None:
    try:
        await rooms.connection.keep(shop, tokens)
    except ShopsUnavailableError as exc:
        raise problem("unavailable", "The tokens could not be kept; install once more.") from exc
    delivery = ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=INSTALLED,
        resource="shop",
        event_id=secrets.token_hex(16),
        triggered_at=rooms.shops.now(),
        headers={},
        body=b"{}",
    )
    await take_in(rooms.shops, delivery)
