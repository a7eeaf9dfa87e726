"""Looks at a JSON body before it is read: its size, its depth, names given twice, what Python takes but JSON has not.

The checks are bytes searches and one pass of the parser, some ten microseconds for a cart. They run when the route asks
for the last piece of the body, so that a request refused for another reason (its key, its path) never gets here.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_shared.service.escaped_nul import nul_in
from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.route_template import route_template

# One without an end reaches to the end of the body: else each quotation mark in it would be tried as a beginning.
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_NOT_A_NUMBER: Final = re.compile(rb"-?(?:NaN|Infinity)")
#: Numbers that may read as infinity: an exponent from 308 on, or more digits than any amount has.
_OVERFLOWING: Final = (
    re.compile(rb"[eE]\+?0*(?:30[89]|3[1-9][0-9]|[4-9][0-9]{2}|[1-9][0-9]{3,})"),
    re.compile(rb"(?<![0-9])[0-9]{300,}"),
)
#: Digits as 0, both letters of an exponent as e: plain searches in what is left are a tenth of those patterns' time.
_SHAPE: Final = bytes(
    48 if byte in b"0123456789" else 101 if byte in b"eE" else byte if byte == 43 else 32 for byte in range(256)
)
_MANY_DIGITS: Final = b"0" * 300
_SPACED_COLON: Final = re.compile(rb'"[ \t\r\n]+:')
_GZIP: Final = b"\x1f\x8b"
#: The rest of a body up to this size is read and dropped: most callers look at the answer only once all is sent.
_MOST_DROPPED: Final = 64 * 1024 * 1024


class JsonGuard:
    """Pure ASGI middleware. `limits` gives routes (by template) another size limit than `limit`, in bytes."""

    def __init__(self, app: ASGIApp, limit: int, max_depth: int, limits: Mapping[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.max_depth = max_depth
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the body as the application reads it. Raises `ProblemException` from within that reading."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        json_sent = _is_json(scope)
        chunks: list[bytes] = []
        size = 0

        async def guarded() -> Message:
            nonlocal size
            limit = self.limits.get(route_template(scope), self.limit)
            if not size:
                refuse_announced_size(scope, limit)
            message = await receive()
            if message["type"] != "http.request":
                return message
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            if not json_sent:
                return message
            chunks.append(chunk)
            if not message.get("more_body", False):
                check_json(b"".join(chunks), self.max_depth)
            return message

        await self.app(scope, guarded, send)


def check_json(body: bytes, max_depth: int) -> None:
    """Refuse what the parser would let pass.

    Raises:
        ProblemException: `json_too_deep`, or `malformed_json` for NaN, Infinity, numbers that read as infinity, NUL
            characters, names that an object has twice, and encodings other than UTF-8.
    """
    if body.startswith(_GZIP):
        raise problem("malformed_json", "The body is compressed; send it as it is, without Content-Encoding.")
    if b"\x00" in body:
        raise problem("malformed_json", "The body holds a NUL byte; JSON is sent in UTF-8.")
    if (nul := nul_in(body)) is not None:
        raise malformed("NUL characters are not allowed", body, nul)
    strange = b"NaN" in body or b"Infinity" in body or _may_overflow(body)
    many = body.count(b"{") + body.count(b"[") > max_depth
    whole = _read_whole(body)
    if strange or (many and (whole is None or _nests_deeper(whole, max_depth))):
        _check_bare(body, max_depth, strange=strange)
    if whole is None:
        _check_names(body)


def _may_overflow(body: bytes) -> bool:
    shape = body.translate(_SHAPE)
    exponent = b"e0" in shape or b"e+0" in shape
    return _MANY_DIGITS in shape or (exponent and _OVERFLOWING[0].search(body) is not None)


def _read_whole(body: bytes) -> Any:
    """The body, read; None where it cannot be, or where it may hold more than was read: a name twice.

    Written again it has as many names then. Without blanks before colons every name is followed by `":`. In a string
    that can stand only as `\\":`, which is written as it was read, unless the quotation mark came as `\\u0022`.
    """
    if _SPACED_COLON.search(body) or b"\\u0022" in body:
        return None
    try:
        read = orjson.loads(body)
        return read if orjson.dumps(read).count(b'":') == body.count(b'":') else None
    except (orjson.JSONDecodeError, TypeError):
        return None


def _nests_deeper(read: Any, most: int) -> bool:
    """Whether it nests more than so many levels. To look at what was read takes no search for strings."""
    level = [read]
    for _ in range(most):
        inside = [one.values() if type(one) is dict else one for one in level if type(one) in (dict, list)]
        if not inside:
            return False
        level = [one for members in inside for one in members]
    return any(type(one) in (dict, list) for one in level)


def _check_bare(body: bytes, max_depth: int, *, strange: bool) -> None:
    # Strings become blanks of the same length: what is left is structure and numbers, each at its own place.
    bare = _STRING.sub(lambda match: b" " * len(match.group()), body)
    if strange:
        if found := _NOT_A_NUMBER.search(bare):
            raise malformed(f"{found.group().decode()} is not JSON", body, found.start())
        places = [found.start() for kind in _OVERFLOWING if (found := kind.search(bare))]
        if places:
            raise malformed("a number is too large", body, min(places))
    _check_depth(bare, max_depth)


def _check_names(body: bytes) -> None:
    """Refuse an object that has a name twice: of two values for one field, none is known to be meant."""
    try:
        _NAMES.decode(body.decode("utf-8-sig", "surrogatepass"))
    except _TwiceError as exc:
        raise problem("malformed_json", f"An object has the name {json.dumps(str(exc))[:60]} twice.") from exc
    except ValueError:
        pass  # the parser of the route says where it fails


class _TwiceError(Exception):
    """The name that stands twice in one object."""


def _once_each(members: list[tuple[str, Any]]) -> None:
    if len(dict(members)) < len(members):
        # Counted once: an object may have as many names as a body has room for.
        counts = Counter(name for name, _ in members)
        raise _TwiceError(next(name for name, count in counts.items() if count > 1))


_NAMES: Final = json.JSONDecoder(object_pairs_hook=_once_each)


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
        raise _too_large(limit, endless=int(announced) > _MOST_DROPPED)


def _too_large(limit: int, *, endless: bool = False) -> ProblemException:
    # A connection that is closed while a caller still writes is reset, and the caller never sees the answer. So the
    # server is let read on and drop the rest, but for a body that would keep it busy.
    headers = {"Connection": "close"} if endless else None
    return problem("body_too_large", f"The body may have {limit} bytes at most.", headers=headers)


def _is_json(scope: Scope) -> bool:
    media_type = _header(scope, b"content-type").partition(b";")[0].strip().lower()
    return media_type == b"application/json" or media_type.endswith(b"+json")


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""
