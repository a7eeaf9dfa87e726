"""Signing in with an API key and the code of its second factor, signing out, and how a browser likes the pages:
language and light."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.security import HTTPAuthorizationCredentials
from starlette.responses import Response

from dutiful_quote.api.state import State
from dutiful_quote.console.pages import SIGN_IN_PATH, local_path, render, see_other
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.session import FORM_FIELD, Held
from dutiful_quote.console.visitor import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, AnyGuest, Guest, sessions_kept
from dutiful_quote.console.words import LANGUAGES
from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.one_time_code import LOCKED, Verdict
from dutiful_quote.sessions.session import CodeLackingError
from dutiful_shared.account.authentication import authenticated
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.secret_text import SECRET
from dutiful_shared.service.problems import ProblemException, problem

router = APIRouter(include_in_schema=False)

_YEAR_SECONDS: Final = 365 * 24 * 3600
_TOO_MANY: Final = 429
_UNAUTHENTICATED: Final = 401
LONGEST_KEY: Final = 200
LONGEST_CODE: Final = 20
_identify = authenticated(Scope.QUOTE)
FormToken = Annotated[str, Form(alias=FORM_FIELD, max_length=64)]


@router.get(SIGN_IN_PATH)
async def show_sign_in(request: Request, guest: AnyGuest, to: str = "/") -> Response:
    """The form for the key. `to` is where it leads afterwards, a path of this host and no other."""
    return _form(request, guest, to)


@router.post(SIGN_IN_PATH)
async def sign_in(
    request: Request,
    guest: AnyGuest,
    console: Console,
    state: State,
    key: Annotated[str, Form(max_length=LONGEST_KEY), SECRET],
    code: Annotated[str, Form(max_length=LONGEST_CODE), SECRET] = "",
    token: FormToken = "",
    to: Annotated[str, Form(max_length=2_000)] = "/",
) -> Response:
    """Begin a session with the key, if it is one that may quote and its second factor, if it has one, is shown too; the
    one that the browser had ends."""
    console.sessions.check_form(request, token)
    plain, before = key.strip(), console.sessions.held_in(request, state.now())
    try:
        caller = await _identify(request, HTTPAuthorizationCredentials(scheme="Bearer", credentials=plain))
    except ProblemException as exc:
        return _form(request, guest, to, status=exc.status_code, refusal=str(exc.detail))
    with sessions_kept():
        verdict = await console.factors.admit(caller, code)
    if verdict not in (Verdict.NONE, Verdict.RIGHT):
        return _form(request, guest, to, verdict=verdict)
    if before is not None:  # first, so that it counts as none of those that a key may have
        await console.register.leave(before.session_id)
    browser, proven = Browser.of(request.headers.get("user-agent", "")), verdict is Verdict.RIGHT
    try:
        with sessions_kept():
            session_id = await console.register.begin(caller, browser, proven=proven)
    except CodeLackingError:  # the factor was confirmed between the two
        return _form(request, guest, to, verdict=Verdict.LACKING)
    response = see_other(local_path(to))
    console.sessions.begin(response, Held(plain, session_id), state.now())
    return response


@router.post("/console/sign-out")
async def sign_out(request: Request, console: Console, state: State, token: FormToken = "") -> Response:
    """End the session, so that no copy of the cookie opens anything."""
    console.sessions.check_form(request, token)
    held = console.sessions.held_in(request, state.now())
    if held is not None:
        await console.register.leave(held.session_id)
    response = see_other(SIGN_IN_PATH)
    console.sessions.end(response)
    return response


@router.get("/console/preferences")
async def prefer(console: Console, to: str = "/", language: str = "", theme: str = "") -> Response:
    """Remember a language or a light. It changes nothing but how this browser sees the pages."""
    response = see_other(local_path(to))
    for name, cookie, value, known in (
        ("language", LANGUAGE_COOKIE, language, LANGUAGES),
        ("theme", THEME_COOKIE, theme, THEMES),
    ):
        if not value:
            continue
        if value not in known:
            detail = f"must be one of {', '.join(known)}"
            fault = ProblemError(code="unknown_value", detail=detail, parameter=f"query.{name}")
            raise problem("invalid_request", "The pages cannot be shown so.", errors=[fault])
        response.set_cookie(
            cookie, value, max_age=_YEAR_SECONDS, secure=console.sessions.secure, httponly=True, samesite="lax"
        )
    return response


def _form(
    request: Request, guest: Guest, to: str, *, status: int = 200, refusal: str = "", verdict: Verdict | None = None
) -> Response:
    """The form, above it why it was refused: the key, or with a right key the code."""
    if verdict is not None:
        status = _TOO_MANY if verdict is Verdict.LOCKED else _UNAUTHENTICATED
    return render(
        request,
        guest,
        "sign_in.html",
        status=status,
        page="",
        to=local_path(to),
        refusal=refusal,
        verdict="" if verdict is None else verdict.value,
        locked_minutes=LOCKED.seconds // 60,
    )
