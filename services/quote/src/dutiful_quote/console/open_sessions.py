"""Where somebody is signed in with the visitor's key, and how each session, or all the others, is ended.

Ending one asks for the key again: whoever found a browser open, or holds a copy of its cookie, has none, and must not
be able to sign out those whose key it is.
"""

import hmac
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from dutiful_quote.console.pages import render, see_other
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.sign_in import LONGEST_KEY, FormToken
from dutiful_quote.console.visitor import Quoter, Visitor, sessions_kept
from dutiful_quote.sessions.session import SESSION_TIME, hash_of
from dutiful_shared.contract.secret_text import SECRET

_PATH: Final = "/console/sessions"
_OTHERS: Final = "others"
_FORBIDDEN: Final = 403

router = APIRouter(prefix=_PATH, include_in_schema=False)


@router.get("")
async def show_sessions(request: Request, who: Quoter, console: Console) -> Response:
    """The sessions of this key, and ways to end them."""
    return await _page(request, who, console)


@router.post("")
async def end_sessions(
    request: Request,
    who: Quoter,
    console: Console,
    session: Annotated[str, Form(pattern=rf"^({_OTHERS}|[0-9a-f]{{64}})$")],
    key: Annotated[str, Form(max_length=LONGEST_KEY), SECRET] = "",
    token: FormToken = "",
) -> Response:
    """End `session`, named by the hash of its id, or all but the visitor's own."""
    console.sessions.check_form(request, token)
    if not hmac.compare_digest(key.strip().encode(), who.key.encode()):
        return await _page(request, who, console, status=_FORBIDDEN)
    with sessions_kept():
        if session == _OTHERS:
            await console.register.end_others(who.caller, who.session_id)
        else:
            await console.register.end(who.caller, bytes.fromhex(session))
    return see_other(_PATH)


async def _page(request: Request, who: Visitor, console: ConsoleRooms, *, status: int = 200) -> Response:
    register = console.register
    with sessions_kept():
        sessions = await register.live(who.caller)
    return render(
        request,
        who,
        "sessions.html",
        status=status,
        page="",
        sessions=sessions,
        own=hash_of(who.session_id),
        others=_OTHERS,
        refused=status == _FORBIDDEN,
        minutes=register.rules.idle // timedelta(minutes=1),
        hours=SESSION_TIME // timedelta(hours=1),
        most=register.rules.most,
    )
