"""Answers of deprecated operations say so: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what follows.

Only an application that has such operations has the middleware.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, Final

from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_shared.contract.deprecations import DeprecatedOperation, Deprecations
from dutiful_shared.service.route_template import NOT_ADMITTED, UNMATCHED, route_template

_HEADERS: Final = {
    "Deprecation": "Since when the operation is deprecated: `@` and seconds since 1970 (RFC 9745).",
    "Sunset": "From when on it may be gone (RFC 8594).",
}


class DeprecationHeaders:
    """Pure ASGI middleware, outside of all others: what they refuse or fail to answer is marked too."""

    def __init__(self, app: ASGIApp, operations: Iterable[DeprecatedOperation]) -> None:
        self.app = app
        told = list(operations)
        self._headers = {(one.method, one.path): _header_fields(one) for one in told}
        self._paths = [(one.method, compile_path(one.path)[0], one.path) for one in told]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the answers of deprecated operations, whatever their status."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = self._headers.get((scope["method"], self._template(scope)))
                if found is not None:
                    message["headers"] = [*message["headers"], *found]
            await send(message)

        await self.app(scope, receive, send_marked)

    def _template(self, scope: Scope) -> str:
        """The route's; of a request that was refused before it came to one, that of the operation its path fits."""
        routed = route_template(scope)
        if routed not in (UNMATCHED, NOT_ADMITTED):
            return routed
        fitting = (
            path for method, form, path in self._paths if method == scope["method"] and form.match(scope["path"])
        )
        return next(fitting, routed)


def mark_deprecated(document: dict[str, Any], deprecations: Deprecations) -> None:
    """Mark operations and fields in an OpenAPI document.

    Raises:
        KeyError: the document has no such operation or field.
    """
    for operation in deprecations.operations:
        marked = document["paths"][operation.path][operation.method.lower()]
        _mark(marked, operation.note)
        for status, response in marked["responses"].items():
            if status.startswith("2"):
                headers: dict[str, Any] = response.setdefault("headers", {})
                headers.update({name: _documented(text) for name, text in _HEADERS.items()})
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    for field in deprecations.fields:
        properties = schemas[field.schema]["properties"]
        # A reference stands alone in older readers' eyes; beside it the mark would be overlooked.
        before = properties[field.field]
        properties[field.field] = {"allOf": [before]} if "$ref" in before else before
        _mark(properties[field.field], field.note)


def _mark(what: dict[str, Any], note: str) -> None:
    what["deprecated"] = True
    what["description"] = f"{what['description']}\n\n{note}" if what.get("description") else note


def _documented(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _header_fields(operation: DeprecatedOperation) -> list[tuple[bytes, bytes]]:
    fields = [
        (b"deprecation", f"@{int(_midnight(operation.since).timestamp())}".encode()),
        (b"sunset", format_datetime(_midnight(operation.sunset), usegmt=True).encode()),
    ]
    if operation.successor:
        fields.append((b"link", f'<{operation.successor}>; rel="successor-version"'.encode()))
    return fields


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
