"""Every way a request can fail, answered as a problem."""

from collections.abc import Iterable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.problems import PROBLEM_TYPES
from dutiful_shared.service.json_guard import malformed
from dutiful_shared.service.problems import ProblemException, problem, problem_response
from dutiful_shared.service.request_context import RECORD_KEY

#: The problem that stands for a status which Starlette or FastAPI raised by itself.
_BY_STATUS: Final = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "precondition_failed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    428: "precondition_required",
    429: "rate_limited",
    503: "unavailable",
}


def install_handlers(app: FastAPI, problem_base_uri: str) -> None:
    """Answer with problems whatever is raised while `app` serves a request."""

    async def on_http_exception(request: Request, exception: Exception) -> Response:
        assert isinstance(exception, HTTPException)
        told = exception if isinstance(exception, ProblemException) else _translated(request, exception)
        return problem_answer(request.scope, told, problem_base_uri)

    async def on_invalid_request(request: Request, exception: Exception) -> Response:
        assert isinstance(exception, RequestValidationError)
        return problem_answer(request.scope, _explained(request, exception), problem_base_uri)

    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_invalid_request)


def problem_answer(scope: Scope, exception: ProblemException, base_uri: str) -> Response:
    """The answer for a problem, which the line of the request in the log will name too."""
    record = scope.get(RECORD_KEY)
    if record is not None:
        record.fields["problem"] = exception.code
    request_id = record.request_id if record is not None else ""
    return problem_response(exception, request_id=request_id, base_uri=base_uri)


def _translated(request: Request, exception: HTTPException) -> ProblemException:
    """The problem for an exception that the framework raised."""
    headers = dict(exception.headers or {})
    status = exception.status_code
    if status == 404:
        detail = f"No route serves {request.url.path}."
    elif status == 405:
        return method_not_allowed(request.scope, allowed_methods(request))
    elif isinstance(exception.__cause__, UnicodeDecodeError):
        return malformed("the body is not valid UTF-8", b"", 0)
    elif status == 400 and exception.__cause__ is not None:
        return problem("malformed_json", "The body could not be read as JSON.")
    else:
        detail = str(exception.detail)
    code = _BY_STATUS.get(status, "internal_error" if status >= 500 else "bad_request")
    assert code in PROBLEM_TYPES
    return problem(code, detail, headers=headers)


def method_not_allowed(scope: Scope, allowed: Iterable[str]) -> ProblemException:
    """The problem of a request to a path that takes other methods."""
    told = ", ".join(sorted(allowed))
    detail = f"{scope['path']} takes {told}, not {scope['method']}."
    return problem("method_not_allowed", detail, headers={"Allow": told})


def allowed_methods(request: Request) -> set[str]:
    """Every method that some route takes at this request's path."""
    methods: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        pattern = getattr(context, "path_regex", None)
        if context.methods and pattern is not None and pattern.match(request.scope["path"]):
            methods.update(context.methods)
    return methods


def _explained(request: Request, exception: RequestValidationError) -> ProblemException:
    errors = true_errors(exception.errors())
    first = errors[0]
    if first["type"] == "json_invalid":
        reason = str(first["ctx"]["error"])
        return malformed(reason, exception.body or "", int(first["loc"][1]))
    whole_body = any(tuple(error["loc"]) == ("body",) for error in errors)
    if whole_body and isinstance(exception.body, bytes):
        sent = request.headers.get("content-type") or "no Content-Type"
        return problem("unsupported_media_type", f"The body must be application/json; got {sent}.")
    faults = faults_of(errors, exception.body)
    count = "One field is" if len(errors) == 1 else f"{len(errors)} fields are"
    return problem("invalid_request", f"{count} not valid.", errors=faults)
