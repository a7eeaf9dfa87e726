"""The template of the route that serves a request: the only form of a path that may become a metric's label."""

from typing import Final

from starlette.types import Scope

#: Label of requests that no route serves; their real paths are unbounded.
UNMATCHED: Final = "(unmatched)"
#: Label of requests that were refused before they came to a route.
NOT_ADMITTED: Final = "(not admitted)"
#: Set in the scope of such a request.
NOT_ADMITTED_KEY: Final = "dutiful.not_admitted"
#: Set in the scope of a request that needs no router: its path, which is its route's template too.
DIRECT_ROUTE_KEY: Final = "dutiful.direct_route"
#: Label of requests whose answer was wished for by a sandbox key: a bad day that is none.
PLAYED: Final = "(scenario)"
#: Set in the scope of such a request.
PLAYED_KEY: Final = "dutiful.played"


def route_template(scope: Scope) -> str:
    """Such as `/v1/quotes/{quote_id}`; `(unmatched)` before routing and where there is no route.

    A route of an included router knows its own path without the router's prefix; FastAPI keeps the whole one in the
    effective context of the inclusion.
    """
    if PLAYED_KEY in scope:
        return PLAYED
    direct: str | None = scope.get(DIRECT_ROUTE_KEY)
    if direct is not None:
        return direct
    context = scope.get("fastapi", {}).get("effective_route_context")
    for source in (context, scope.get("route")):
        path = getattr(source, "path", None)
        if isinstance(path, str) and path:
            return path
    return NOT_ADMITTED if NOT_ADMITTED_KEY in scope else UNMATCHED
