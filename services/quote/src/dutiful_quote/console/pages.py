"""Making a page from its template, with the headers that keep it to itself, and faults as pages too."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dutiful_quote.console.assets import asset_version
from dutiful_quote.console.rooms import console_of
from dutiful_quote.console.visitor import THEMES, Guest, Visitor, guest
from dutiful_quote.console.words import LANGUAGES
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.problems import ProblemException

SIGN_IN_PATH: Final = "/console/sign-in"
#: Nothing from elsewhere, nothing inline, in nobody's frame.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_UNAUTHENTICATED, _INVALID = 401, 422


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page of the navigation, for keys that have `scope`; `name` is also its text's. One that `asks` another service
    is there where the settings name that service."""

    name: str
    path: str
    scope: Scope
    asks: str = ""


NAVIGATION: Final = (
    NavigationEntry("landed_cost", "/", Scope.QUOTE),
    NavigationEntry("tariff", "/console/tariff", Scope.QUOTE),
    NavigationEntry("classification", "/console/classification", Scope.CLASSIFY, asks="classify"),
    NavigationEntry("catalogue", "/console/catalogue", Scope.CATALOG),
    NavigationEntry("clearance", "/console/clearance", Scope.DOCUMENTS, asks="docs"),
    NavigationEntry("freshness", "/console/freshness", Scope.QUOTE),
)


class PageRoute(APIRoute):
    """A route whose problems are pages: whoever is not signed in is led to the sign-in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def page(request: Request) -> Response:
            try:
                return await answer(request)
            except HTTPException as exc:
                return _fault_page(request, exc.status_code, str(exc.detail), _faults_of(exc))
            except RequestValidationError as exc:
                faults = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in exc.errors()]
                return _fault_page(request, _INVALID, "", faults)

        return page


def render(request: Request, who: Guest, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page `template` for `who`, who keeps the cookie that its forms are bound to."""
    console = console_of(request)
    scopes = who.caller.scopes if isinstance(who, Visitor) else frozenset()
    entries = [one for one in NAVIGATION if not one.asks or one.asks in console.named]
    here = request.url.path + (f"?{request.url.query}" if request.url.query and request.method == "GET" else "")
    text = (
        _templates()
        .get_template(template)
        .render(
            who=who,
            words=who.words,
            navigation=[one for one in entries if one.scope in scopes],
            signed_in=isinstance(who, Visitor) and who.signed_in,
            here=here if request.method == "GET" else "/",
            languages=LANGUAGES,
            themes=THEMES,
            asset_version=asset_version(),
            **values,
        )
    )
    response = HTMLResponse(text, status, _HEADERS)
    console.sessions.keep_nonce(response, who.nonce)
    return response


def fragment(who: Guest, template: str, **values: Any) -> HTMLResponse:
    """A part of a page, for a script."""
    return HTMLResponse(_templates().get_template(template).render(words=who.words, **values), headers=_HEADERS)


def local_path(path: str) -> str:
    """`path` if it leads to a page of ours, else the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and "\\" not in path else "/"


def see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, _HEADERS)


def _fault_page(request: Request, status: int, detail: str, faults: list[str]) -> Response:
    if status == _UNAUTHENTICATED:
        back = f"{request.url.path}?{request.url.query}" if request.method == "GET" else "/"
        return see_other(f"{SIGN_IN_PATH}?{urlencode({'to': back})}")
    who = guest(request, console_of(request))
    return render(request, who, "fault.html", status=status, code=status, detail=detail, faults=faults, page="")


def _faults_of(exception: HTTPException) -> list[str]:
    return [one.detail for one in exception.errors] if isinstance(exception, ProblemException) else []


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("dutiful_quote.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
