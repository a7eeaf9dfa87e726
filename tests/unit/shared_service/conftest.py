"""A small service of our own, called in-process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings
from tests.builders.limits import Clock, NaiveLeases


class Small(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["small"]
    size: int


class Large(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["large"]
    weight: Decimal


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    count: Annotated[int, Field(gt=0)] = 1
    boxes: list[Annotated[Small | Large, Field(discriminator="kind")]] = Field(default_factory=list)
    notes: dict[str, Any] = Field(default_factory=dict)


def thing_router() -> APIRouter:
    router = APIRouter(prefix="/v1/things")

    @router.post("/{thing_id}")
    async def post_thing(thing_id: int, order: Order) -> dict[str, Any]:
        return {"id": thing_id, "name": order.name}

    @router.get("/{thing_id}")
    async def get_thing(thing_id: int, origin: Annotated[str, Query(max_length=2)] = "CN") -> dict[str, Any]:
        return {"id": thing_id, "origin": origin}

    @router.get("/{thing_id}/broken")
    async def broken(thing_id: int) -> None:
        raise ZeroDivisionError("a secret detail of the inside")

    @router.get("/{thing_id}/slow")
    async def slow(thing_id: int) -> None:
        await asyncio.sleep(60)

    return router


async def called(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A started application's client."""
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
            yield client


Calling = Callable[[FastAPI], AbstractAsyncContextManager[httpx2.AsyncClient]]


@pytest.fixture
def calling() -> Calling:
    """Start an application and call it in-process."""
    return asynccontextmanager(called)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    for name in ("DATABASE_URL", "REDIS_URL", "DUTIFUL_DATABASE_URL", "DUTIFUL_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return ServiceSettings(request_deadline_ms=600, request_body_limit_bytes=2_048, max_json_depth=8)


@pytest.fixture
def service(settings: ServiceSettings) -> FastAPI:
    return create_service(
        "sample",
        title="Sample",
        settings=settings,
        routers=[thing_router()],
        body_limits={"/v1/things/{thing_id}": 4_096},
    )


@pytest.fixture
async def client(service: FastAPI, calling: Calling) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(service) as client:
        yield client


Send = Callable[[bytes], Awaitable[httpx2.Response]]


@pytest.fixture
def send(client: httpx2.AsyncClient) -> Send:
    """Send raw bytes as a JSON body."""

    async def post(body: bytes) -> httpx2.Response:
        return await client.post("/v1/things/1", content=body, headers={"content-type": "application/json"})

    return post


@pytest.fixture
def leases() -> NaiveLeases:
    return NaiveLeases()


@pytest.fixture
def clock(leases: NaiveLeases) -> Clock:
    return Clock(leases)
