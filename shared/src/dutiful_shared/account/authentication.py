"""The dependency that a route asks for its caller with: `Annotated[Caller, Depends(authenticated("quote"))]`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Protocol, cast

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope as RequestScope

from dutiful_shared.account.admission import admit_to
from dutiful_shared.account.directory import Caller, KeyDirectory, UnknownKeyError
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.front_door import DirectRequest
from dutiful_shared.service.problems import ProblemException, problem, unavailable
from dutiful_shared.service.telemetry import note

__all__ = ["AUTH_PROBLEMS", "Caller", "authenticated", "caller_of", "caller_of_direct"]

#: What every route with a caller can answer; for `problem_responses(*AUTH_PROBLEMS, ...)`.
AUTH_PROBLEMS: Final = ("unauthenticated", "forbidden", "rate_limited", "authentication_unavailable")
_BEARER: Final = HTTPBearer(scheme_name="ApiKey", bearerFormat="dk_<environment>_<prefix>_<secret>", auto_error=False)
_CALLER_KEY: Final = "dutiful.caller"


class HasKeys(Protocol):
    """What the resources of a service with callers must have."""

    @property
    def keys(self) -> KeyDirectory: ...


def authenticated(scope: Scope | str, *, cost: int = 1) -> Callable[..., Awaitable[Caller]]:
    """A FastAPI dependency: the caller, whose key must have `scope`; the request counts as `cost` ordinary ones.

    The service's resources (see `state.Startup`) must have a `keys: KeyDirectory`. The dependency raises the problems
    `unauthenticated`, `forbidden`, `rate_limited` (where the resources have `limits`) and
    `authentication_unavailable`.

    Raises:
        ValueError: there is no such scope.
    """
    needed = Scope(scope).value

    async def caller(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
    ) -> Caller:
        key = None if credentials is None else credentials.credentials
        return await _let_in(request.app.state.resources, request.scope, key, needed, cost)

    return caller


async def caller_of_direct(request: DirectRequest, scope: Scope) -> Caller:
    """The same for a route that is served without FastAPI's dependencies; it raises the same problems."""
    kind, _, key = request.headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    given = key.strip() if kind.lower() == "bearer" and key else None
    return await _let_in(request.resources, request.scope, given, scope.value, 1)


async def _let_in(resources: HasKeys, request: RequestScope, key: str | None, needed: str, cost: int) -> Caller:
    if key is None:
        raise _unauthenticated("Send an API key as Authorization: Bearer dk_...", error="")
    try:
        found = await resources.keys.identify(key)
    except UnknownKeyError:
        raise _unauthenticated("The API key is malformed, unknown or revoked.", error="invalid_token") from None
    except RegisterUnavailableError as exc:
        raise unavailable(
            "The key is not known here and the register of keys is out of reach.", "authentication_unavailable"
        ) from exc
    note(merchant_id=found.merchant_id, key_id=found.key_id)
    await admit_to(resources, request, found, cost)
    request[_CALLER_KEY] = found
    if needed not in found.scopes:
        raise problem("forbidden", f"The key lacks the scope {needed}.")
    return found


def caller_of(request: Request) -> Caller:
    """Who makes the request, once its route's dependency has found out.

    Raises:
        LookupError: the route asks for no caller.
    """
    try:
        return cast("Caller", request.scope[_CALLER_KEY])
    except KeyError:
        raise LookupError("the route does not ask for its caller (`authenticated`)") from None


def _unauthenticated(detail: str, *, error: str) -> ProblemException:
    challenge = 'Bearer realm="dutiful"' + (f', error="{error}"' if error else "")
    return problem("unauthenticated", detail, headers={"WWW-Authenticate": challenge})
