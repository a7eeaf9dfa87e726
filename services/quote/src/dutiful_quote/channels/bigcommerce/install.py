"""`/channels/bigcommerce/auth|load|uninstall|remove_user`: what BigCommerce's control panel opens.

A store is registered for a merchant first (`dutiful shop add`); the app can be installed in no other.
"""

import secrets
from html import escape
from typing import Annotated, Final

import httpx2
import orjson
from fastapi import APIRouter, Query, Response

from dutiful_quote.channels.bigcommerce.connection import INSTALLED, REMOVED, told
from dutiful_quote.channels.bigcommerce.rooms import BigCommerce, BigCommerceRooms
from dutiful_quote.channels.bigcommerce.signed_payload import CONTEXT, PayloadRefusedError, store_of
from dutiful_quote.channels.state import take_in
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.shop import Platform, SecretName, Shop
from dutiful_shared.service.problems import ProblemException, problem, problem_responses, unavailable
from dutiful_shared.service.telemetry import note

router = APIRouter(prefix="/channels/bigcommerce", tags=["channels"])

_PROBLEMS: Final = problem_responses(
    "bad_request", "unauthenticated", "not_found", "invalid_request", "internal_error", "unavailable"
)
#: The token must be there before the browser is answered, within the deadline of a request.
_LOGIN_SECONDS: Final = 2.0
_LOCK_BYTES: Final = 32
_Token = Annotated[
    str,
    Query(
        max_length=8192,
        pattern=r"^[A-Za-z0-9._-]*$",  # a JWT (RFC 7519)
        description="Signed by BigCommerce with the app's client secret.",
    ),
]
_Short = Annotated[str, Query(min_length=1, max_length=2048)]


@router.get(
    "/auth", operation_id="bigcommerce_auth", summary="Install the app", response_class=Response, responses=_PROBLEMS
)
async def auth(code: _Short, scope: _Short, context: _Short, rooms: BigCommerce) -> Response:
    """Exchange the code for the store's access token, then connect the store."""
    found = CONTEXT.fullmatch(context)
    if found is None:
        raise problem("bad_request", "The context names no store.")
    shop = _registered(found[1], rooms)
    token = await _access_token(rooms, code, scope, context)
    known = {SecretName.ACCESS_TOKEN: token.encode()}
    if SecretName.WEBHOOK_HEADER not in shop.secrets:
        known[SecretName.WEBHOOK_HEADER] = secrets.token_urlsafe(_LOCK_BYTES).encode()
    register = rooms.shops.register
    try:
        await register.mark_installed(shop.merchant_id, shop.id, installed=True)
        await register.set_secrets(shop.merchant_id, shop.id, known)
        await rooms.shops.directory.refresh()
    except ShopsUnavailableError as exc:
        raise unavailable("The register of shops is out of reach.") from exc
    await take_in(rooms.shops, told(shop, INSTALLED, token, rooms.shops.now()))
    return _page("Dutiful is installed", "Your store is being connected; this takes a few seconds.")


@router.get(
    "/load", operation_id="bigcommerce_load", summary="Open the app", response_class=Response, responses=_PROBLEMS
)
async def load(signed_payload_jwt: _Token, rooms: BigCommerce) -> Response:
    """What the merchant sees in the control panel."""
    shop = _signed_for(signed_payload_jwt, rooms)
    state = "connected" if shop.installed and SecretName.ACCESS_TOKEN in shop.secrets else "not connected"
    return _page("Dutiful", f"Store {shop.external_id} is {state}.")


@router.get(
    "/uninstall",
    operation_id="bigcommerce_uninstall",
    summary="Take the app out",
    response_class=Response,
    responses=_PROBLEMS,
)
async def uninstall(signed_payload_jwt: _Token, rooms: BigCommerce) -> Response:
    """The store's secrets are forgotten, and it is served no longer."""
    shop = _signed_for(signed_payload_jwt, rooms)
    await take_in(rooms.shops, told(shop, REMOVED, signed_payload_jwt, rooms.shops.now()))
    return Response()


@router.get(
    "/remove_user",
    operation_id="bigcommerce_remove_user",
    summary="A user of the control panel lost access",
    response_class=Response,
    responses=_PROBLEMS,
)
async def remove_user(signed_payload_jwt: _Token, rooms: BigCommerce) -> Response:
    """Nothing is kept of users, so nothing is to be done."""
    _signed_for(signed_payload_jwt, rooms)
    return Response()


def _signed_for(token: str, rooms: BigCommerceRooms) -> Shop:
    try:
        store_hash = store_of(token, rooms.stores.app, rooms.shops.now())
    except PayloadRefusedError as exc:
        raise problem("unauthenticated", "The payload is not signed by BigCommerce, or has run out.") from exc
    return _registered(store_hash, rooms)


def _registered(store_hash: str, rooms: BigCommerceRooms) -> Shop:
    try:
        shop = rooms.shops.directory.by_name(Platform.BIGCOMMERCE, store_hash)
    except ShopsUnavailableError as exc:
        raise unavailable("Shops cannot be read now.") from exc
    if shop is None:
        raise problem("not_found", "The store is not registered here yet; register it for your account first.")
    note(merchant_id=shop.merchant_id, shop_id=shop.id)
    return shop


async def _access_token(rooms: BigCommerceRooms, code: str, scope: str, context: str) -> str:
    """Raises: ProblemException: BigCommerce gives none."""
    app = rooms.stores.app
    if not app.client_id or not app.client_secret or not app.public_url:
        raise problem("unavailable", "The BigCommerce app is not configured here.")
    asked = {
        "client_id": app.client_id,
        "client_secret": app.client_secret.decode(),
        "code": code,
        "context": context,
        "scope": scope,
        "grant_type": "authorization_code",
        "redirect_uri": f"{app.public_url}/channels/bigcommerce/auth",
    }
    try:
        answer = await rooms.stores.http.post(f"{app.login_url}/oauth2/token", json=asked, timeout=_LOGIN_SECONDS)
    except httpx2.TransportError as exc:
        raise unavailable("BigCommerce's login is out of reach.") from exc
    if answer.is_client_error:
        raise _refused()
    try:
        plain = orjson.loads(answer.content) if answer.is_success else {}
        token, granted = plain["access_token"], plain["context"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as exc:
        raise unavailable("BigCommerce's login gave no token.") from exc
    if granted != context or not isinstance(token, str) or not token:
        raise _refused()
    return token


def _refused() -> ProblemException:
    return problem("unauthenticated", "BigCommerce does not take the code.")


def _page(title: str, text: str) -> Response:
    body = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><p>{escape(text)}</p></html>"
    )
    headers = {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors https://*.mybigcommerce.com",
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers, media_type="text/html")
