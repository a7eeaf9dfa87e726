"""The dependency that a route asks for its caller with: `Annotated[Caller, Depends(authenticated("quote"))]`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Protocol, cast

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dutiful_shared.account.directory import Caller, KeyDirectory, UnknownKeyError
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.telemetry import note

__all__ = ["AUTH_PROBLEMS", "Caller", "authenticated"]

#: What every route with a caller can answer; for `problem_responses(*AUTH_PROBLEMS, ...)`.
AUTH_PROBLEMS: Final = ("unauthenticated", "forbidden", "authentication_unavailable")
_BEARER: Final = HTTPBearer(scheme_name="ApiKey", bearerFormat="dk_<environment>_<prefix>_<secret>", auto_error=False)
_RETRY_AFTER_SECONDS: Final = "2"  # how often keys are read again


class HasKeys(Protocol):
    """What the resources of a service with callers must have."""

    @property
    def keys(self) -> KeyDirectory: ...


def authenticated(scope: Scope | str) -> Callable[..., Awaitable[Caller]]:
    """A FastAPI dependency: the caller, whose key must have `scope`.

    The service's resources (see `state.Startup`) must have a `keys: KeyDirectory`. The dependency raises the problems
    `unauthenticated`, `forbidden` and `authentication_unavailable`.

    Raises:
        ValueError: there is no such scope.
    """
    needed = Scope(scope).value

    async def caller(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
    ) -> Caller:
        if credentials is None:
            raise _unauthenticated("Send an API key as Authorization: Bearer dk_...", error="")
        keys = cast("HasKeys", request.app.state.resources).keys
        try:
            found = await keys.identify(credentials.credentials)
        except UnknownKeyError:
            raise _unauthenticated("The API key is malformed, unknown or revoked.", error="invalid_token") from None
        except RegisterUnavailableError as exc:
            raise problem(
                "authentication_unavailable",
                "The key is not known here and the register of keys is out of reach.",
                headers={"Retry-After": _RETRY_AFTER_SECONDS},
            ) from exc
        note(merchant_id=found.merchant_id, key_id=found.key_id)
        if needed not in found.scopes:
            raise problem("forbidden", f"The key lacks the scope {needed}.")
        return found

    return caller


def _unauthenticated(detail: str, *, error: str) -> ProblemException:
    challenge = 'Bearer realm="dutiful"' + (f', error="{error}"' if error else "")
    return problem("unauthenticated", detail, headers={"WWW-Authenticate": challenge})
