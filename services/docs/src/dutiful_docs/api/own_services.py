"""Routes that our own services call: each shows a ticket of its own, good for one purpose and a moment."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.problems import problem
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import note
from dutiful_shared.service.ticket import Purpose, subject_of_ticket

#: The service of quotes, by the name in its tickets.
QUOTE: Final = "quote"
_TICKET: Final = HTTPBearer(
    scheme_name="ServiceTicket",
    bearerFormat="st.<service>.<expiry>.<mac>",
    description="What our own services show each other.",
    auto_error=False,
)


def only_service(name: str, purpose: Purpose) -> Callable[..., Awaitable[None]]:
    """A dependency that lets one of our own services pass, for one purpose, and nobody else."""

    async def only(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_TICKET)]
    ) -> None:
        settings = service_state(request.app).settings
        assert isinstance(settings, InternalSettings), "the settings of the service hold an internal key"
        shown = "" if credentials is None else credentials.credentials
        if subject_of_ticket(settings, purpose, shown, datetime.now(UTC)) != name:
            raise problem(
                "unauthenticated",
                "This route is for Dutiful's own services.",
                headers={"WWW-Authenticate": 'Bearer realm="dutiful-internal"'},
            )
        note(key_id=f"service:{name}")

    return only
