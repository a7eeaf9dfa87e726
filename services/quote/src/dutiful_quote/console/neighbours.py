"""The other services, asked with the visitor's own key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2

from dutiful_quote.console.rooms import ConsoleRooms
from dutiful_quote.console.visitor import Visitor
from dutiful_shared.client import (
    DutifulClient,
    DutifulProblem,
    DutifulUnreachableError,
    UnexpectedAnswerError,
)
from dutiful_shared.service.problems import problem, unavailable
from dutiful_shared.service.telemetry import trace_headers

#: Seconds: a page has its deadline, and says sooner that a service is away.
_TIMEOUT: Final = httpx2.Timeout(2.0, connect=0.5)


@asynccontextmanager
async def asking(
    console: ConsoleRooms, who: Visitor, *, within: httpx2.Timeout = _TIMEOUT
) -> AsyncIterator[DutifulClient]:
    """A client with the visitor's key. What the other service refuses, or that it is away, becomes a problem here."""
    try:
        async with DutifulClient(console.neighbours, who.key, timeout=within, trace=trace_headers) as client:
            yield client
    except DutifulProblem as exc:
        raise problem(exc.code, exc.problem.detail, errors=exc.problem.errors) from exc
    except (DutifulUnreachableError, UnexpectedAnswerError) as exc:
        raise unavailable("The service behind this page does not answer now.") from exc
