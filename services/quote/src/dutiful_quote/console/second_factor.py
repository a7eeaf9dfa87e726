"""The second factor of the visitor's key: set up with an authenticator, confirmed by a code, and taken off by one.

Each change asks for the key again: whoever found a browser open, or holds a copy of its cookie, must not be able to
keep those out whose key it is. A change ends every session of the key, and this browser gets a new one.
"""

import hmac
from itertools import groupby
from typing import Annotated, Final

import zxingcpp
from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from dutiful_quote.api.state import State
from dutiful_quote.console.pages import SECOND_FACTOR_PATH, render, see_other
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.session import Held
from dutiful_quote.console.sign_in import LONGEST_CODE, LONGEST_KEY, FormToken
from dutiful_quote.console.visitor import Visitor, sessions_kept, visitor
from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.one_time_code import CONFIRMED_WITHIN, LOCKED, FactorExistsError, NewSecret, Verdict
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.secret_text import SECRET
from dutiful_shared.service.problems import problem

_FORBIDDEN: Final = 403
_CONFLICT: Final = 409
_TOO_MANY: Final = 429
#: Modules around a QR code that stay white (ISO/IEC 18004).
_QUIET: Final = 4

router = APIRouter(prefix=SECOND_FACTOR_PATH, include_in_schema=False)
_Key = Annotated[str, Form(max_length=LONGEST_KEY), SECRET]
_Code = Annotated[str, Form(max_length=LONGEST_CODE), SECRET]
#: Also those whose session has no factor yet where one is required.
_AnyVisitor = Annotated[Visitor, Depends(visitor(Scope.QUOTE, factor=False))]


@router.get("")
async def show_second_factor(request: Request, who: _AnyVisitor, console: Console) -> Response:
    """Whether the key has a second factor, and the way to the other state."""
    return await _page(request, who, console)


@router.post("")
async def begin_second_factor(
    request: Request, who: _AnyVisitor, console: Console, key: _Key = "", token: FormToken = ""
) -> Response:
    """Make a secret and show it, this once."""
    _check(request, who, console, token)
    if not _is_key_of(who, key):
        return await _page(request, who, console, refused="key", status=_FORBIDDEN)
    try:
        with sessions_kept():
            secret = await console.factors.begin(who.caller)
    except FactorExistsError:
        return await _page(request, who, console, status=_CONFLICT)
    return await _page(request, who, console, secret=secret)


@router.post("/confirm")
async def confirm_second_factor(
    request: Request, who: _AnyVisitor, console: Console, state: State, code: _Code = "", token: FormToken = ""
) -> Response:
    """Let the key ask for codes from now on, if the authenticator says a right one."""
    _check(request, who, console, token)
    with sessions_kept():
        verdict = await console.factors.confirm(who.caller, code)
    if verdict is not Verdict.RIGHT:
        return await _refused(request, who, console, verdict)
    return await _begin_anew(request, who, console, state, proven=True)


@router.post("/off")
async def take_off_second_factor(
    request: Request,
    who: _AnyVisitor,
    console: Console,
    state: State,
    key: _Key = "",
    code: _Code = "",
    token: FormToken = "",
) -> Response:
    """Let the key stand alone again."""
    _check(request, who, console, token)
    if not _is_key_of(who, key):
        return await _page(request, who, console, refused="key", status=_FORBIDDEN)
    with sessions_kept():
        verdict = await console.factors.take_off(who.caller, code)
    if verdict is not Verdict.RIGHT:
        return await _refused(request, who, console, verdict)
    return await _begin_anew(request, who, console, state, proven=False)


def _check(request: Request, who: Visitor, console: ConsoleRooms, token: str) -> None:
    console.sessions.check_form(request, token)
    if not who.signed_in:
        raise problem("forbidden", "The key of this machine asks nobody for a code: its second factor cannot be set.")


def _is_key_of(who: Visitor, key: str) -> bool:
    return hmac.compare_digest(key.strip().encode(), who.key.encode())


async def _refused(request: Request, who: Visitor, console: ConsoleRooms, verdict: Verdict) -> Response:
    status = _TOO_MANY if verdict is Verdict.LOCKED else _FORBIDDEN
    return await _page(request, who, console, refused=verdict.value, status=status)


async def _begin_anew(request: Request, who: Visitor, console: ConsoleRooms, state: State, *, proven: bool) -> Response:
    """A new session for this browser in place of the one that ended with the change."""
    await console.register.leave(who.session_id)
    browser = Browser.of(request.headers.get("user-agent", ""))
    with sessions_kept():
        session_id = await console.register.begin(who.caller, browser, proven=proven)
    response = see_other(SECOND_FACTOR_PATH)
    console.sessions.begin(response, Held(who.key, session_id), state.now())
    return response


async def _page(
    request: Request,
    who: Visitor,
    console: ConsoleRooms,
    *,
    secret: NewSecret | None = None,
    refused: str = "",
    status: int = 200,
) -> Response:
    with sessions_kept():
        factor = await console.factors.found(who.caller)
    return render(
        request,
        who,
        "second_factor.html",
        status=status,
        page="",
        factor=factor,
        secret=secret,
        picture=None if secret is None else _modules(secret.address),
        refused=refused,
        required=console.factor_required,
        minutes=CONFIRMED_WITHIN.seconds // 60,
        locked_minutes=LOCKED.seconds // 60,
    )


def _modules(address: str) -> tuple[int, str]:
    """The address as a QR code (level M) for an SVG: its width with the quiet zone, and the path of what is dark."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = code.to_image(add_quiet_zones=False)
    size, pixels = drawn.shape[1], bytes(drawn)  # type: ignore[call-overload]  # a buffer, which its types do not tell
    parts: list[str] = []
    for y in range(size):
        x = 0
        for light, run in groupby(pixels[y * size : (y + 1) * size]):
            width = len(list(run))
            if not light:
                parts.append(f"M{x + _QUIET} {y + _QUIET}h{width}v1h-{width}z")
            x += width
    return size + 2 * _QUIET, "".join(parts)
