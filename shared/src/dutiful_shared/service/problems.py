"""Raising problems, and turning them into `application/problem+json`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem, ProblemError, ProblemType, problem_type


class ProblemException(HTTPException):
    """A problem of the catalogue on its way to the caller.

    It is an `HTTPException` so that FastAPI lets it through unchanged even while it reads a request's body.
    """

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        *,
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind
        self.errors = tuple(errors)

    @property
    def code(self) -> str:
        return self.kind.code


def problem(
    code: str, detail: str, *, errors: Sequence[ProblemError] = (), headers: Mapping[str, str] | None = None
) -> ProblemException:
    """The exception to raise for the problem `code` of the catalogue.

    Args:
        code: an entry of `contract.problems`.
        detail: one sentence about this occurrence, safe to show to the caller.
        errors: the faults of the request, where there are several.
        headers: sent with the answer (`Retry-After`, `WWW-Authenticate`, ...).

    Raises:
        KeyError: the catalogue has no such code.
    """
    return ProblemException(problem_type(code), detail, errors=errors, headers=headers)


def problem_response(exception: ProblemException, *, request_id: str, base_uri: str) -> Response:
    """The answer for `exception`; never cached."""
    kind = exception.kind
    body: dict[str, Any] = {
        "type": f"{base_uri}{kind.path}",
        "title": kind.title,
        "status": kind.status,
        "detail": _writable(exception.detail),
        "code": kind.code,
        "request_id": request_id,
    }
    if exception.errors:
        body["errors"] = [
            {key: _writable(value) for key, value in error.model_dump(exclude_none=True).items()}
            for error in exception.errors
        ]
    headers = {"Cache-Control": "no-store", **(exception.headers or {})}
    return Response(orjson.dumps(body), kind.status, headers, PROBLEM_MEDIA_TYPE)


def problem_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses` for a route that can answer with these problems; several may share a status.

    Raises:
        KeyError: the catalogue has no such code.
    """
    by_status: dict[int, list[ProblemType]] = {}
    for code in codes:
        kind = problem_type(code)
        by_status.setdefault(kind.status, []).append(kind)
    return {status: _documented(kinds) for status, kinds in by_status.items()}


def _documented(kinds: Iterable[ProblemType]) -> dict[str, Any]:
    kinds = tuple(kinds)
    examples = {
        kind.code: {
            "summary": kind.title,
            "value": {
                "type": kind.path,
                "title": kind.title,
                "status": kind.status,
                "detail": kind.meaning,
                "code": kind.code,
                "request_id": "0b5c2f7d9a3e4c61",
            },
        }
        for kind in kinds
    }
    return {
        "model": Problem,
        "description": " / ".join(kind.title for kind in kinds),
        "content": {PROBLEM_MEDIA_TYPE: {"examples": examples}},
    }


def _writable(value: str) -> str:
    """`value` without lone surrogates, which a caller can send in JSON but nobody can write as UTF-8."""
    return value.encode("utf-8", "replace").decode()
