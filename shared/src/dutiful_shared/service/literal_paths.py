"""A path that a route names letter for letter is no value of another route's template.

OpenAPI 3.1 has concrete paths win over templated ones. Routers only do so for the methods of the concrete one: a GET of
`/v1/quotes/verify`, which takes POST, would go on to `/v1/quotes/{quote_id}`.
"""

from collections.abc import Iterable, Mapping

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from dutiful_shared.service.handlers import method_not_allowed
from dutiful_shared.service.route_template import DIRECT_ROUTE_KEY


def keep_literal_paths(app: FastAPI) -> None:
    """Answer 405 where a literal path of `app` is asked with a method that none of its routes takes."""
    app.router.routes.insert(0, _LiteralPaths(_methods_by_path(app.router.routes)))


def _methods_by_path(routes: Iterable[BaseRoute]) -> Mapping[str, frozenset[str]]:
    """What each path without parameters takes."""
    found: dict[str, frozenset[str]] = {}
    for context in iter_route_contexts(list(routes)):
        if context.path and context.methods and "{" not in context.path:
            found[context.path] = found.get(context.path, frozenset()) | context.methods
    return found


class _LiteralPaths(BaseRoute):
    """The first route of an application."""

    def __init__(self, methods: Mapping[str, frozenset[str]]) -> None:
        self._methods = methods

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        methods = self._methods.get(scope["path"]) if scope["type"] == "http" else None
        if methods is None or scope["method"] in methods:
            return Match.NONE, {}
        return Match.FULL, {DIRECT_ROUTE_KEY: scope["path"]}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise method_not_allowed(scope, self._methods[scope["path"]])
