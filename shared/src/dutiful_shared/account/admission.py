"""The step right after authentication: the caller's key is held against its limits."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from fastapi import Request
from starlette.types import Scope

from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.limits_gate import Limits, RateLimitedError
from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.request_context import RECORD_KEY
from dutiful_shared.service.telemetry import RequestRecord


class Limited(Protocol):
    """Who is limited. A `limits: KeyLimits | None` of its own takes the place of the service's defaults."""

    @property
    def key_id(self) -> str:
        """Whose bucket of tokens it is."""


_SPENT_KEY: Final = "dutiful.spend"


async def admit(request: Request, caller: Limited, cost: int = 1) -> None:
    """Let the request in; see `admit_to`."""
    await admit_to(request.app.state.resources, request.scope, caller, cost)


async def admit_to(resources: Any, scope: Scope, caller: Limited, cost: int = 1) -> None:
    """Let the request in, or raise the problem `rate_limited`; either way the answer tells of the limits.

    A request that costs more than one is let in like any other, and the following ones wait until it is paid.

    A service whose resources have no `limits: Limits` lets everybody in.
    """
    limits: Limits | None = getattr(resources, "limits", None)
    if limits is None:
        return
    own: KeyLimits | None = getattr(caller, "limits", None)
    record: RequestRecord = scope[RECORD_KEY]
    try:
        budget = await limits.admit(caller.key_id, own)
    except RateLimitedError as exc:
        record.headers += exc.headers
        raise problem("rate_limited", str(exc), headers={"Retry-After": str(exc.retry_after)}) from exc
    scope[_SPENT_KEY] = partial(limits.charge, budget)
    if cost > 1:
        limits.charge(budget, cost - 1)
    record.headers += limits.headers(budget)
    record.closing.append(budget.leave)


def refuse_as_spent(request: Request) -> ProblemException:
    """The problem `rate_limited`, as a key gets it whose rate is used up; this one's is not."""
    record: RequestRecord = request.scope[RECORD_KEY]
    record.headers = [one for one in record.headers if one[0] != b"ratelimit"]
    record.headers.append((b"ratelimit", b'"default";r=0;t=1'))
    return problem("rate_limited", "The key asks too often.", headers={"Retry-After": "1"})


def spend(request: Request, requests: int) -> None:
    """Count the request as so many more; for work whose size is known only once it has begun."""
    charge: Callable[[int], None] | None = request.scope.get(_SPENT_KEY)
    if charge is not None and requests > 0:
        charge(requests)
