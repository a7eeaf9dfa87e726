"""Problems of the pages' own paths as pages: whatever refuses a request, from a wrong address to a deadline.

Middleware, because what refuses may be no route at all: an address that is none, admission, the deadline, a failure
that nobody expected. Programs, which ask for something else than HTML, get the problem as it is.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_quote.console.pages import problem_page
from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE

#: The first page, and where all the others are.
_FIRST_PAGE: Final = "/"
_PAGES: Final = "/console"
#: What browsers send; a client that says nothing of itself (`*/*`) is shown the page too.
_HTML: Final = ("text/html", "*/*")
#: Of the problem's own answer; the page has its own.
_OF_THE_BODY: Final = frozenset({b"content-type", b"content-length", b"cache-control"})


class ProblemPages:
    """Pure ASGI middleware, outside of everything that can refuse. Other paths pass it by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a problem becomes a page where a browser asked for a page."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(scope, receive, send))


class _Answer:
    """Sends on what the application answers, and holds a problem back until it is whole."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._page(self._start, orjson.loads(self._body))

    async def _page(self, start: Message, problem: Mapping[str, Any]) -> None:
        response = await problem_page(Request(self._scope), problem)
        response.raw_headers.extend(one for one in start["headers"] if one[0].lower() not in _OF_THE_BODY)
        await response(self._scope, self._receive, self._send)


def _wants_page(scope: Scope) -> bool:
    path: str = scope["path"]
    if path not in (_FIRST_PAGE, _PAGES) and not path.startswith(f"{_PAGES}/"):
        return False
    accepted = Headers(scope=scope).get("accept", "*/*")
    return scope["method"] != "HEAD" and any(kind in accepted for kind in _HTML)


def _is_problem(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return kind.startswith(PROBLEM_MEDIA_TYPE)
