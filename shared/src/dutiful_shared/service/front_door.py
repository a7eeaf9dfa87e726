"""Routes that are served right behind the middleware, when a request is as plain as nearly all are (ADR 0060).

Such a request needs no router, no exit stacks and no dependencies, which together take longer than the law of a line.
Everything else, and whatever the short way cannot read, goes on to FastAPI, which tells what is wrong with it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_shared.contract.scenario import SCENARIO_HEADER
from dutiful_shared.contract.value_class import value_class
from dutiful_shared.service.handlers import problem_answer
from dutiful_shared.service.problems import ProblemException
from dutiful_shared.service.route_template import DIRECT_ROUTE_KEY

JSON_MEDIA_TYPE: Final = b"application/json"
#: A repetition is looked up first, and a scenario is played: both are the routes' own matter.
_NOT_PLAIN: Final = (b"idempotency-key", SCENARIO_HEADER.lower().encode())


@value_class
class DirectRequest:
    """A POST of JSON: its fields, none of which came twice, and its whole body. `resources` are the service's own."""

    scope: Scope
    headers: Mapping[bytes, bytes]
    body: bytes
    resources: Any


#: Gives the body of the answer (200, JSON); None where the request is not for the short way after all. It raises
#: problems.
Direct = Callable[[DirectRequest], Awaitable[bytes | None]]


class FrontDoor:
    """Pure ASGI middleware, inside of all others. `direct` is by path; each path is that of a POST route."""

    def __init__(self, app: ASGIApp, direct: Mapping[str, Direct], problem_base_uri: str) -> None:
        self.app = app
        self._direct = direct
        self._problem_base_uri = problem_base_uri

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain request here; hand every other one on as it came."""
        direct = self._direct.get(scope["path"]) if scope["type"] == "http" else None
        headers = None if direct is None else _plain(scope)
        if direct is None or headers is None:
            await self.app(scope, receive, send)
            return
        scope[DIRECT_ROUTE_KEY] = scope["path"]
        try:
            read, body = await _whole_body(receive)
            answer = None
            if body is not None:
                answer = await direct(DirectRequest(scope, headers, body, scope["app"].state.resources))
        except ProblemException as exception:
            await problem_answer(scope, exception, self._problem_base_uri)(scope, receive, send)
            return
        if answer is None:
            await self.app(scope, _again(read, receive), send)
            return
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(answer)), (b"content-type", JSON_MEDIA_TYPE)],
            }
        )
        await send({"type": "http.response.body", "body": answer})


def _plain(scope: Scope) -> Mapping[bytes, bytes] | None:
    """The header fields of a POST of JSON without a query, a key for its repetition or a scenario; None of any other
    request."""
    if scope["method"] != "POST" or scope.get("root_path") or scope["query_string"]:
        return None
    headers = dict(scope["headers"])
    if len(headers) != len(scope["headers"]) or headers.get(b"content-type") != JSON_MEDIA_TYPE:
        return None
    return None if any(name in headers for name in _NOT_PLAIN) else headers


async def _whole_body(receive: Receive) -> tuple[list[Message], bytes | None]:
    """The messages of the body, and the body; None where the caller hung up first."""
    read: list[Message] = []
    while True:
        message = await receive()
        read.append(message)
        if message["type"] != "http.request":
            return read, None
        if not message.get("more_body", False):
            break
    if len(read) == 1:
        return read, message.get("body", b"")
    return read, b"".join([one.get("body", b"") for one in read])


def _again(read: list[Message], receive: Receive) -> Receive:
    """What was read already, before what comes after it."""
    waiting = iter(read)

    async def receive_again() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return receive_again
