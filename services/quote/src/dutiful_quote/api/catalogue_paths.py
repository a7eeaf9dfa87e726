"""A SKU is one segment of a path, whatever characters it has: `a%2Fb` stays apart from `a/b`.

Servers decode paths before routes see them. For the catalogue the routes see the path as it was sent instead, and
decode the segment that is a SKU themselves.
"""

from typing import Annotated, Final
from urllib.parse import unquote

from fastapi import Depends, Path
from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from dutiful_shared.contract.catalogue import Sku
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

CATALOGUE_PREFIX: Final = "/v1/catalog/"
_SKU: Final = TypeAdapter(Sku)


class SegmentsAsSent:
    """Pure ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route requests to the catalogue by the path as it was sent; every other one as usual."""
        if scope["type"] == "http" and scope["path"].startswith(CATALOGUE_PREFIX):
            raw = scope.get("raw_path") or b""
            if raw.startswith(CATALOGUE_PREFIX.encode()) and raw.isascii():
                scope = {**scope, "path": raw.decode()}
        await self.app(scope, receive, send)


async def _decoded(sku: Annotated[str, Path(max_length=1200, description="The SKU, percent-encoded.")]) -> str:
    try:
        return _SKU.validate_python(unquote(sku, errors="strict"))
    except (ValidationError, UnicodeDecodeError) as exc:
        text = sentence_of(exc.errors()[0]) if isinstance(exc, ValidationError) else "the SKU is not UTF-8"
        fault = ProblemError(code="invalid_sku", detail=text, parameter="path.sku")
        raise problem("invalid_request", "The path names no SKU.", errors=[fault]) from exc


#: The SKU of a path, decoded.
PathSku = Annotated[str, Depends(_decoded)]
