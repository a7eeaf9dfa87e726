"""`/v1/webhook-endpoints`: where the merchant wants to be told what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from dutiful_quote.api.state import State
from dutiful_quote.webhooks.endpoint import (
    Endpoint,
    EndpointsUnavailableError,
    MalformedUrlError,
    TooManyEndpointsError,
    UnknownEndpointError,
)
from dutiful_quote.webhooks.event_type import EventType
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.fields import Flag, Moment, WireModel
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id, current_attempt
from dutiful_shared.idempotency.seals import NO_STORE
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable

router = APIRouter(prefix="/v1/webhook-endpoints", tags=["webhooks"], route_class=IdempotentRoute)

_Admin = Annotated[Caller, Depends(authenticated("admin"))]
_EndpointId = Annotated[str, Path(pattern=r"^whe_[0-9a-f]{20}$", description="As given in the endpoint's `id`.")]
_CALLED: Final = (*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable")
_ONE: Final = problem_responses(*_CALLED, "not_found")
_ONE_SENT: Final = problem_responses(*_CALLED, *BODY_PROBLEMS, "not_found")


class EndpointRequest(WireModel):
    """Where to send what."""

    url: Annotated[str, Field(min_length=1, max_length=2_048, description="https, on port 443.")]
    event_types: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=len(EventType))]


class ReplayRequest(WireModel):
    """The time whose events are sent (again): the dead ones and those never tried, or all of them."""

    since: Moment
    until: Moment | None = Field(None, description="Before which; default now.")
    delivered_too: Flag = False


class EndpointAnswer(BaseModel):
    """An endpoint of the merchant. `resting_until` is set after repeated failures; nothing is lost meanwhile."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
    event_types: list[EventType]
    created_at: datetime
    disabled_at: datetime | None
    disabled_reason: str | None
    failures: int = Field(description="Failed attempts in a row.")
    resting_until: datetime | None
    previous_secret_until: datetime | None = Field(description="Until when the secret before signs along.")


class NewEndpointAnswer(EndpointAnswer):
    """An endpoint with a secret just made."""

    secret: str = Field(description="`whsec_` and base64, as Standard Webhooks has it; it is not shown again.")


class EndpointList(BaseModel):
    """All endpoints of the merchant."""

    model_config = ConfigDict(frozen=True)

    endpoints: list[EndpointAnswer]


class ReplayedAnswer(BaseModel):
    """How much a replay will send again, in the background."""

    model_config = ConfigDict(frozen=True)

    events: int = Field(description="How many will be sent.")


@router.get("", operation_id="list_webhook_endpoints", summary="Endpoints", responses=problem_responses(*_CALLED))
async def list_webhook_endpoints(caller: _Admin, state: State) -> EndpointList:
    """Every endpoint of the merchant, the oldest first; never their secrets."""
    with _refused():
        found = await state.webhooks.endpoints.endpoints(caller.merchant_id)
    return EndpointList(endpoints=[EndpointAnswer(**_plain(one)) for one in found])


@router.post(
    "",
    operation_id="add_webhook_endpoint",
    summary="Add an endpoint",
    status_code=201,
    responses=problem_responses(*_CALLED, *BODY_PROBLEMS, "conflict"),
)
async def add_webhook_endpoint(
    asked: EndpointRequest, caller: _Admin, state: State, response: Response
) -> NewEndpointAnswer:
    """Where events are sent from now on, with the secret that signs them."""
    response.headers["Cache-Control"] = NO_STORE
    register = state.webhooks.endpoints
    with _refused():
        endpoint_id, secret = await register.add(
            caller.merchant_id,
            asked.url,
            asked.event_types,
            endpoint_id=chosen_id("whe_"),
            actor=actor_of(caller),
        )
        found = await register.endpoint(caller.merchant_id, endpoint_id)
    return NewEndpointAnswer(**_plain(found), secret=secret)


@router.get("/{endpoint_id}", operation_id="get_webhook_endpoint", summary="An endpoint", responses=_ONE)
async def get_webhook_endpoint(endpoint_id: _EndpointId, caller: _Admin, state: State) -> EndpointAnswer:
    """One endpoint, and how it fares."""
    with _refused():
        return EndpointAnswer(**_plain(await state.webhooks.endpoints.endpoint(caller.merchant_id, endpoint_id)))


@router.put("/{endpoint_id}", operation_id="set_webhook_endpoint", summary="Change an endpoint", responses=_ONE_SENT)
async def set_webhook_endpoint(
    endpoint_id: _EndpointId, asked: EndpointRequest, caller: _Admin, state: State
) -> EndpointAnswer:
    """Another URL or other events; one that was disabled is enabled again."""
    register = state.webhooks.endpoints
    with _refused():
        await register.change(caller.merchant_id, endpoint_id, asked.url, asked.event_types, actor=actor_of(caller))
        return EndpointAnswer(**_plain(await register.endpoint(caller.merchant_id, endpoint_id)))


@router.delete(
    "/{endpoint_id}", operation_id="remove_webhook_endpoint", summary="Remove", status_code=204, responses=_ONE
)
async def remove_webhook_endpoint(endpoint_id: _EndpointId, caller: _Admin, state: State) -> Response:
    """The endpoint is forgotten with all that waits for it."""
    with _refused():
        await state.webhooks.endpoints.remove(caller.merchant_id, endpoint_id, actor=actor_of(caller))
    return Response(status_code=204)


@router.post("/{endpoint_id}/secret", operation_id="rotate_webhook_secret", summary="Another secret", responses=_ONE)
async def rotate_webhook_secret(
    endpoint_id: _EndpointId, caller: _Admin, state: State, response: Response
) -> NewEndpointAnswer:
    """A new secret; for a day each message is signed with the old one too."""
    register, attempt = state.webhooks.endpoints, current_attempt()
    subject = None if attempt is None else attempt.subject
    response.headers["Cache-Control"] = NO_STORE
    with _refused():
        secret = await register.rotate(caller.merchant_id, endpoint_id, attempt=subject, actor=actor_of(caller))
        found = await register.endpoint(caller.merchant_id, endpoint_id)
    return NewEndpointAnswer(**_plain(found), secret=secret)


@router.post(
    "/{endpoint_id}/replay",
    operation_id="replay_webhooks",
    summary="Send again",
    status_code=202,
    responses=_ONE_SENT,
)
async def replay_webhooks(
    endpoint_id: _EndpointId, asked: ReplayRequest, caller: _Admin, state: State
) -> ReplayedAnswer:
    """Events of a time, with their own ids: a receiver that knows one already can leave it."""
    until = asked.until or state.now()
    with _refused():
        events = await state.webhooks.endpoints.replay(
            caller.merchant_id, endpoint_id, asked.since, until, delivered_too=asked.delivered_too
        )
    return ReplayedAnswer(events=events)


def _plain(one: Endpoint) -> dict[str, object]:
    return {
        "id": one.id,
        "url": one.url,
        "event_types": sorted(one.event_types),
        "created_at": one.created_at,
        "disabled_at": one.disabled_at,
        "disabled_reason": one.disabled_reason,
        "failures": one.failures,
        "resting_until": one.open_until,
        "previous_secret_until": one.previous_until,
    }


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except UnknownEndpointError as exc:
        raise problem("not_found", f"{exc}.".capitalize()) from exc
    except TooManyEndpointsError as exc:
        raise problem("conflict", f"{exc}.".capitalize()) from exc
    except MalformedUrlError as exc:
        fault = ProblemError(code="url_refused", detail=f"The URL {exc}.", pointer="/url")
        raise problem("invalid_request", "Webhooks cannot be sent there.", errors=[fault]) from exc
    except EndpointsUnavailableError as exc:
        raise unavailable("The register of endpoints is out of reach.") from exc
