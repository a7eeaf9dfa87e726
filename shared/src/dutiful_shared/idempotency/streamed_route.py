"""`StreamedRoute`: POST requests whose body or answer is a stream, so that no answer is kept for a repetition.

Whoever sends such a request an `Idempotency-Key` counts on it having one effect. It would not have, so it is refused.
"""

from collections.abc import Callable
from typing import Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.idempotency.key import HEADER
from dutiful_shared.service.problems import also_answers, problem


class StreamedRoute(APIRoute):
    """A route whose POST takes no `Idempotency-Key`, and says so."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            options["dependencies"] = [*(options.get("dependencies") or ()), Depends(_without_key)]
            options["responses"] = also_answers(options.get("responses") or {}, "bad_request")
        super().__init__(path, endpoint, **options)


async def _without_key(request: Request) -> None:
    if any(name == HEADER for name, _ in request.scope["headers"]):
        detail = "is not taken here: the request is streamed and no answer to it is kept; send it without the header"
        fault = ProblemError(code="idempotency_key_not_taken", detail=detail, parameter="header.idempotency-key")
        raise problem("bad_request", f"Idempotency-Key {detail}.", errors=[fault])
