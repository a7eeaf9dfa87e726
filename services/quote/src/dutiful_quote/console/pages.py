"""Making a page from its template, with the headers that keep it to itself, and problems as pages too."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dutiful_quote.api.state import Rooms
from dutiful_quote.console.assets import asset_version
from dutiful_quote.console.rooms import console_of
from dutiful_quote.console.visitor import THEMES, Guest, Visitor, onlooker
from dutiful_quote.console.words import LANGUAGES
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.state import resources_of

SIGN_IN_PATH: Final = "/console/sign-in"
SECOND_FACTOR_PATH: Final = "/console/second-factor"
#: Nothing from elsewhere, nothing inline, in nobody's frame.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: Of files that belong to a merchant: not kept by others.
FILE_HEADERS: Final = {name: _HEADERS[name] for name in ("Referrer-Policy", "Cache-Control")}
_UNAUTHENTICATED: Final = 401
#: What a page says of a problem, by its status: the name of its texts. Any other status from 500 on is `broken`, any
#: other below `refused`.
_SAID: Final[Mapping[int, str]] = {
    403: "forbidden",
    404: "missing",
    405: "missing",
    421: "misdirected",
    429: "busy",
    503: "away",
    504: "late",
}
_OURS: Final = 500
_NOT_FOUND: Final = 404
#: Those that the same request may not meet again.
_PASSING: Final = frozenset({"busy", "away", "late", "broken"})


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
    NavigationEntry("documents", "/console/documents", Scope.DOCUMENTS, asks="docs"),
    NavigationEntry("clearance", "/console/clearance", Scope.DOCUMENTS, asks="docs"),
    NavigationEntry("shops", "/console/shops", Scope.ADMIN),
    NavigationEntry("freshness", "/console/freshness", Scope.QUOTE),
)


def render(request: Request, who: Guest, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page `template` for `who`, who keeps the cookie that its forms are bound to."""
    console = console_of(request)
    scopes = who.caller.scopes if isinstance(who, Visitor) else frozenset()
    entries = [one for one in NAVIGATION if one.scope in scopes and (not one.asks or one.asks in console.named)]
    text = (
        _templates()
        .get_template(template)
        .render(
            who=who,
            words=who.words,
            navigation=entries,
            signed_in=isinstance(who, Visitor) and who.signed_in,
            here=_here(request),
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
    """Leads the browser to another page after a form (303), so that reloading does not send the form again."""
    return RedirectResponse(path, 303, _HEADERS)


async def problem_page(request: Request, problem: Mapping[str, Any]) -> Response:
    """What went wrong, what to do now, and the request's id, with the navigation of whoever looks; whoever is not
    signed in is led to the sign-in, and whoever needs a second factor to the page that sets one up.

    Args:
        problem: as RFC 9457 has it, with `request_id` and perhaps `errors`.
    """
    if _is_nowhere(problem):
        problem = {**problem, "status": _NOT_FOUND, "detail": "", "errors": []}
    status, here = int(problem["status"]), _here(request)
    if status == _UNAUTHENTICATED:
        return see_other(f"{SIGN_IN_PATH}?{urlencode({'to': here})}")
    if problem["code"] == "second_factor_required":
        return see_other(SECOND_FACTOR_PATH)
    said = _SAID.get(status, "broken" if status >= _OURS else "refused")
    return render(
        request,
        await onlooker(request, console_of(request), resources_of(request, Rooms)),
        "problem.html",
        status=status,
        page=_entry_at(request.url.path),
        problem=problem,
        said=said,
        again=here if said in _PASSING and request.method == "GET" else "",
    )


def _is_nowhere(problem: Mapping[str, Any]) -> bool:
    """Whether the address itself has not the form of a page's: to whoever looks there is no such page then."""
    errors = problem.get("errors") or ()
    return bool(errors) and all((one.get("parameter") or "").startswith("path.") for one in errors)


def _entry_at(path: str) -> str:
    """The entry of the navigation that the path is below; empty of the first page, where whatever is nowhere leads."""
    return next((one.name for one in NAVIGATION if one.path != "/" and f"{path}/".startswith(f"{one.path}/")), "")


def _here(request: Request) -> str:
    """The page's own address; of a form that was sent, the first page."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("dutiful_quote.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
