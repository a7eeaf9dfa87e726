"""Looks at a JSON body before it is parsed: its size, its depth, and the tokens that Python takes but JSON has not.

The checks are bytes searches: a body without a suspicious token costs a few microseconds. They run when the route
asks for the last piece of the body, so that a request refused for another reason (its key, its path) never gets here.
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.route_template import route_template

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_NOT_A_NUMBER: Final = re.compile(rb"-?(?:NaN|Infinity)")
#: Numbers that overflow to infinity when read: a huge exponent or more digits than any amount has.
_OVERFLOWING: Final = re.compile(rb"[eE]\+?[0-9]{3,}|[0-9]{300,}")
_GZIP: Final = b"\x1f\x8b"
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class JsonGuard:
    """Pure ASGI middleware. `limits` gives routes (by template) another size limit than `limit`, in bytes."""

    def __init__(self, app: ASGIApp, limit: int, max_depth: int, limits: Mapping[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.max_depth = max_depth
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        chunks: list[bytes] = []
        size = 0

        async def guarded() -> Message:
            nonlocal size
            limit = self.limits.get(route_template(scope), self.limit)
            if not chunks:
                refuse_announced_size(scope, limit)
            message = await receive()
            if message["type"] != "http.request":
                return message
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            chunks.append(chunk)
            if not message.get("more_body", False) and _is_json(scope):
                check_json(b"".join(chunks), self.max_depth)
            return message

        await self.app(scope, guarded, send)


def check_json(body: bytes, max_depth: int) -> None:
    """Refuse what the parser would let pass.

    Raises:
        ProblemException: `json_too_deep`, or `malformed_json` for NaN, Infinity, numbers that read as infinity, NUL
            characters and encodings other than UTF-8.
    """
    if body.startswith(_GZIP):
        raise problem("malformed_json", "The body is compressed; send it as it is, without Content-Encoding.")
    if b"\x00" in body:
        raise problem("malformed_json", "The body holds a NUL byte; JSON is sent in UTF-8.")
    if b"\\u0000" in body and (nul := _ESCAPED_NUL.search(body)):
        raise malformed("NUL characters are not allowed", body, nul.end() - len(b"\\u0000"))
    deep = body.count(b"{") + body.count(b"[") > max_depth
    strange = b"NaN" in body or b"Infinity" in body or _OVERFLOWING.search(body) is not None
    if not (deep or strange):
        return
    # Strings become blanks of the same length: what is left is structure and numbers, each at its own place.
    bare = _STRING.sub(lambda match: b" " * len(match.group()), body)
    if strange:
        if found := _NOT_A_NUMBER.search(bare):
            raise malformed(f"{found.group().decode()} is not JSON", body, found.start())
        if found := _OVERFLOWING.search(bare):
            raise malformed("a number is too large", body, found.start())
    _check_depth(bare, max_depth)


def malformed(reason: str, body: bytes | str, position: int) -> ProblemException:
    """`malformed_json` with the line and column of `position` (counted from 0) in `body`."""
    before = body[:position] if isinstance(body, str) else body[:position].decode("utf-8", "replace")
    line = before.count("\n") + 1
    column = position_in_line(before)
    return problem("malformed_json", f"{reason[:1].upper()}{reason[1:]} (line {line}, column {column}).")


def position_in_line(before: str) -> int:
    """Column, counted from 1, of the character that follows `before`."""
    return len(before) - (before.rfind("\n") + 1) + 1


def _check_depth(bare: bytes, max_depth: int) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        if bracket.group() in b"{[":
            depth += 1
            if depth > max_depth:
                raise problem("json_too_deep", f"The body nests more than {max_depth} levels deep.")
        else:
            depth -= 1


def refuse_announced_size(scope: Scope, limit: int) -> None:
    """Refuse a body by its `Content-Length` before any of it is read.

    Raises:
        ProblemException: `body_too_large`.
    """
    announced = _header(scope, b"content-length")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> ProblemException:
    # What is left of the body will not be read, so the connection cannot be used again.
    return problem("body_too_large", f"The body may have {limit} bytes at most.", headers={"Connection": "close"})


def _is_json(scope: Scope) -> bool:
    media_type = _header(scope, b"content-type").partition(b";")[0].strip().lower()
    return media_type == b"application/json" or media_type.endswith(b"+json")


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""
