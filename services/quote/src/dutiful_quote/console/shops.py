"""The merchant's shops: how each one is connected, what it told last, and whether a signed call of it has come."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import Response

from dutiful_quote.api.shops import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.console.pages import fragment, render, see_other
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.shop_guide import FAILURES, last_call, steps_of, unsigned_call
from dutiful_quote.console.sign_in import FormToken
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_quote.shops.door_calls import DoorCall
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.event_list import ToldEvent
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings, StoredShop
from dutiful_shared.account.scopes import Scope
from dutiful_shared.account_api.merchant_routes import actor_of

router = APIRouter(prefix="/console/shops", include_in_schema=False)

_EVENTS: Final = 10
_Administrator = Annotated[Visitor, Depends(visitor(Scope.ADMIN))]
#: A script that asks again and again.
_Listener = Annotated[Visitor, Depends(visitor(Scope.ADMIN, awake=False))]
_ShopId = Annotated[str, Path(pattern=r"^shop_[0-9a-f]{20}$")]


@router.get("")
async def show_shops(request: Request, who: _Administrator, state: State) -> Response:
    """All shops of the merchant; what was last heard is told of the first ones only."""
    with refused():
        shops = await state.shops.register.shops(who.caller.merchant_id)
        calls = {
            one.id: last_call(await _events(state, who, one.id), await state.shops.calls.of(one.id))
            for one in shops[:_EVENTS]
        }
    return render(request, who, "shops.html", page="shops", shops=shops, calls=calls, platforms=list(Platform))


@router.post("")
async def register(
    request: Request,
    who: _Administrator,
    state: State,
    console: Console,
    platform: Annotated[Platform, Form()],
    external_id: Annotated[str, Form(max_length=255)],
    token: FormToken = "",
) -> Response:
    """Register a shop; one that signs with a secret of ours gets it, shown this once."""
    console.sessions.check_form(request, token)
    shops, merchant_id, actor, secret = state.shops, who.caller.merchant_id, actor_of(who.caller), ""
    with refused():
        shop_id = await shops.register.add(merchant_id, platform, external_id.strip(), ShopSettings(), actor=actor)
        if platform in _SECRET_OF_OURS:
            secret = await shops.register.new_client_secret(merchant_id, shop_id, actor=actor)
        await shops.directory.refresh()
    if not secret:
        return see_other(f"/console/shops/{shop_id}")
    return await _guide(request, who, state, console, await _stored(state, who, shop_id), secret=secret)


@router.get("/guide/{platform}")
async def show_platform(
    request: Request, who: _Administrator, state: State, console: Console, platform: Platform
) -> Response:
    """The steps of a platform, before a shop is registered."""
    return await _guide(request, who, state, console, None, platform=platform)


@router.get("/{shop_id}")
async def show_shop(
    request: Request, who: _Administrator, state: State, console: Console, shop_id: _ShopId
) -> Response:
    """How to connect one shop, step by step on its platform."""
    return await _guide(request, who, state, console, await _stored(state, who, shop_id))


@router.get("/{shop_id}/calls")
async def show_calls(who: _Listener, state: State, shop_id: _ShopId) -> Response:
    """Whether a signed call has come, for a script that asks again and again."""
    events = await _events(state, who, (await _stored(state, who, shop_id)).id)
    calls = await state.shops.calls.of(shop_id)
    return fragment(who, "shop_calls.html", call=last_call(events, calls), unsigned=unsigned_call(calls), events=events)


@router.post("/{shop_id}/secret")
async def make_secret(
    request: Request, who: _Administrator, state: State, console: Console, shop_id: _ShopId, token: FormToken = ""
) -> Response:
    """Another secret that signs the shop's calls, shown this once; the one before holds for a day."""
    console.sessions.check_form(request, token)
    with refused():
        secret = await state.shops.register.new_client_secret(
            who.caller.merchant_id, shop_id, actor=actor_of(who.caller)
        )
        await state.shops.directory.refresh()
    return await _guide(request, who, state, console, await _stored(state, who, shop_id), secret=secret)


@router.post("/{shop_id}/password")
async def make_password(
    request: Request, who: _Administrator, state: State, console: Console, shop_id: _ShopId, token: FormToken = ""
) -> Response:
    """Another password for the platform's tax calls, shown this once; the one before ends."""
    console.sessions.check_form(request, token)
    with refused():
        password = await state.shops.register.new_password(who.caller.merchant_id, shop_id, actor=actor_of(who.caller))
        await state.shops.directory.refresh()
    return await _guide(request, who, state, console, await _stored(state, who, shop_id), secret=password)


#: Platforms that sign with what we make; the others sign with the secret of an app.
_SECRET_OF_OURS: Final = frozenset({Platform.WOOCOMMERCE, Platform.GENERIC})


async def _stored(state: Rooms, who: Visitor, shop_id: str) -> StoredShop:
    with refused():
        return await state.shops.register.shop(shop_id, who.caller.merchant_id)


async def _events(state: Rooms, who: Visitor, shop_id: str) -> list[ToldEvent]:
    with refused():
        return await state.shops.events.newest(who.caller.merchant_id, shop_id, _EVENTS)


async def _guide(
    request: Request,
    who: Visitor,
    state: Rooms,
    console: ConsoleRooms,
    stored: StoredShop | None,
    *,
    platform: Platform = Platform.GENERIC,
    secret: str = "",
) -> Response:
    """Args:
    secret: made just now, and shown nowhere again.
    """
    shop: Shop | None = None
    events: Sequence[ToldEvent] = ()
    calls: Sequence[DoorCall] = ()
    if stored is not None:
        platform, events = stored.platform, await _events(state, who, stored.id)
        calls = await state.shops.calls.of(stored.id)
        with suppress(ShopsUnavailableError):
            shop = state.shops.directory.by_id(stored.id, platform)
    values: dict[str, Any] = {
        "platform": platform,
        "shop": stored,
        "steps": steps_of(platform, shop, _here(request, console), console.doors, state.now()),
        "failures": FAILURES[platform],
        "events": events,
        "call": last_call(events, calls),
        "unsigned": unsigned_call(calls),
        "secret": secret,
    }
    return render(request, who, "shop.html", page="shops", **values)


def _here(request: Request, console: ConsoleRooms) -> str:
    """Our own address: as the settings name it, else as the browser reached it; in production always by HTTPS."""
    named = console.doors.shopify_url or console.doors.bigcommerce_url
    if named:
        return named
    scheme = "https" if console.sessions.secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}"
