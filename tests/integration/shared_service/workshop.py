"""A small service with idempotent routes, whose effects can be counted, on real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.responses import StreamingResponse

from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.lifecycle import acquire_keys
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.idempotency.claims import Idempotency
from dutiful_shared.idempotency.lifecycle import acquire_idempotency
from dutiful_shared.idempotency.route import (
    IdempotentRoute,
    answers_without_store,
    current_attempt,
)
from dutiful_shared.service.app import create_service
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import service_state
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    how: str = "well"


@dataclass
class Workshop:
    """What was made, by subject, in order; `go` lets work begin, `begun` tells that some has."""

    made: list[tuple[str, bool]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Resources:
    keys: KeyDirectory
    idempotency: Idempotency
    workshop: Workshop


async def _work(order: Order, request: Request) -> Response:
    workshop: Workshop = request.app.state.resources.workshop
    attempt = current_attempt()
    workshop.begun.set()
    if order.how == "slowly":
        await workshop.go.wait()
    if order.how == "nothing there":
        raise problem("not_found", "There is nothing of that name.")
    workshop.made.append((attempt.subject if attempt else "", attempt is not None and attempt.again))
    if order.how == "badly" and not (attempt and attempt.again):
        raise ZeroDivisionError("after the effect")
    number = len(workshop.made)
    if order.how == "in pieces":
        return StreamingResponse(_pieces(number), media_type="application/x-ndjson")
    if order.how == "in part" and attempt is not None:
        attempt.leave_open()
    return Response(f'{{"made":  {number}}}', 201, media_type="application/json")


async def _pieces(number: int) -> AsyncIterator[bytes]:
    for piece in (b'{"made":', str(number).encode(), b"}\n"):
        yield piece


def _router() -> APIRouter:
    router = APIRouter(prefix="/v1/things", route_class=IdempotentRoute)
    caller = Annotated[Caller, Depends(authenticated("quote"))]

    @router.post("/{thing}/copies", status_code=201, responses=problem_responses(*AUTH_PROBLEMS, "invalid_request"))
    async def copy(
        thing: int,
        order: Order,
        request: Request,
        caller: caller,  # type: ignore[valid-type]
        fast: bool = False,
    ) -> Response:
        return await _work(order, request)

    @router.post("/{thing}/views")
    @answers_without_store
    async def view(thing: int, order: Order, request: Request, caller: caller) -> dict[str, Any]:  # type: ignore[valid-type]
        attempt = current_attempt()
        assert attempt is not None
        return {"guarded": attempt.guarded}

    @router.get("/{thing}")
    async def look(thing: int, caller: caller) -> dict[str, int]:  # type: ignore[valid-type]
        return {"thing": thing}

    return router


def workshop_app(settings: ServiceSettings, workshop: Workshop, *, keys_from: ServiceSettings | None = None) -> FastAPI:
    """The service; its keys may come from another PostgreSQL than the one that holds the claims."""

    async def start(app: FastAPI, stack: AsyncExitStack) -> Resources:
        engine = connect(keys_from or settings, "tests")
        stack.push_async_callback(engine.dispose)
        keys = await acquire_keys(stack, settings, engine)
        requests, service = (acquire_postgres(stack, settings, "tests", one) for one in (REQUEST_ROLE, SERVICE_ROLE))
        registry = service_state(app).registry
        return Resources(keys, await acquire_idempotency(stack, settings, registry, requests, service), workshop)

    return create_service("workshop", title="Workshop", settings=settings, routers=[_router()], lifespan=start)


async def merchants_key(accounts: AccountRepository, name: str, scopes: frozenset[str] = ALL_SCOPES) -> str:
    """A live key of the merchant of that name, who is made if need be."""
    known = {merchant.name: merchant.id for merchant in await accounts.merchants()}
    merchant = known.get(name) or (await accounts.create_merchant(name, "tests")).id
    key = new_key("test")
    await accounts.create_key(merchant, key, scopes, "", "tests")
    return key.plain
