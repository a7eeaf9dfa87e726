"""Raising problems, and turning them into `application/problem+json`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem, ProblemError, ProblemType, problem_type

#: What a route that takes a body can answer besides.
BODY_PROBLEMS: Final = ("malformed_json", "json_too_deep", "body_too_large", "unsupported_media_type")
#: Seconds after which asking again is worth while: a store's failover takes about this long.
_RETRY_AFTER: Final = {"Retry-After": "2"}


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
        """The stable name of its kind in the catalogue."""
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


def unavailable(detail: str, code: str = "unavailable") -> ProblemException:
    """The problem `code`, which passes by itself, with when to ask again."""
    return problem(code, detail, headers=_RETRY_AFTER)


def problem_response(exception: ProblemException, *, request_id: str, base_uri: str) -> Response:
    """The answer for `exception`; never cached."""
    body = problem_body(exception, request_id=request_id, base_uri=base_uri)
    headers = {"Cache-Control": "no-store", **(exception.headers or {})}
    return Response(orjson.dumps(body), exception.kind.status, headers, PROBLEM_MEDIA_TYPE)


def problem_body(exception: ProblemException, *, request_id: str, base_uri: str) -> dict[str, Any]:
    """A `Problem` as plain values."""
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
    return body


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


def also_answers(responses: Mapping[int | str, dict[str, Any]], *codes: str) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that can also answer with these problems.

    Raises:
        KeyError: the catalogue has no such code.
    """
    merged = dict(responses)
    for status, more in problem_responses(*codes).items():
        known = merged.get(status)
        examples = {} if known is None else known["content"][PROBLEM_MEDIA_TYPE]["examples"]
        kinds = {*examples, *more["content"][PROBLEM_MEDIA_TYPE]["examples"]}
        merged[status] = problem_responses(*sorted(kinds))[status]
    return merged


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
