"""Who may have lines classified: a key with the scope, or the quote service for the merchant of a shop."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dutiful_shared.account.admission import admit
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.problems import problem
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import note
from dutiful_shared.service.ticket import Purpose, is_ticket, subject_of_ticket

_BEARER: Final = HTTPBearer(scheme_name="ApiKey", bearerFormat="dk_<environment>_<prefix>_<secret>", auto_error=False)
_BY_KEY: Final = authenticated(Scope.CLASSIFY)


async def lines_caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
) -> Caller:
    """The caller. All shops of a merchant share the limits of one key."""
    if credentials is None or not is_ticket(credentials.credentials):
        return await _BY_KEY(request, credentials)
    settings = service_state(request.app).settings
    assert isinstance(settings, InternalSettings), "the settings of the service hold an internal key"
    merchant_id = subject_of_ticket(settings, Purpose.CLASSIFY_LINES, credentials.credentials, datetime.now(UTC))
    if merchant_id is None:
        challenge = 'Bearer realm="dutiful", error="invalid_token"'
        raise problem("unauthenticated", "The ticket is false or too old.", headers={"WWW-Authenticate": challenge})
    caller = Caller(
        merchant_id=merchant_id,
        key_id=f"shops:{merchant_id}",
        scopes=frozenset({Scope.CLASSIFY.value}),
        environment=settings.environment.value,
        signing_secret=b"",
    )
    note(merchant_id=merchant_id, key_id=caller.key_id)
    await admit(request, caller)
    return caller


LinesCaller = Annotated[Caller, Depends(lines_caller)]
