"""What a caller is told of its limits, and when its requests stop counting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI

from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.limits_gate import Limits
from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import service_state
from tests.builders.limits import SMALL, Clock, NaiveLeases
from tests.unit.shared_service.conftest import Calling
from tests.unit.shared_service.register import MemoryRegister
from tests.unit.shared_service.test_authentication import bearer


@dataclass(frozen=True)
class Resources:
    keys: KeyDirectory
    limits: Limits


class Hold:
    """Keeps requests until it is let go of; `held` counts them."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.held = 0


def router(hold: Hold) -> APIRouter:
    router = APIRouter()
    caller = Depends(authenticated("quote"))

    @router.get("/who")
    async def who(caller: Annotated[Caller, caller]) -> str:
        return caller.merchant_id

    @router.get("/held")
    async def held(caller: Annotated[Caller, caller]) -> None:
        hold.held += 1
        await hold.go.wait()

    return router


@pytest.fixture
def register() -> MemoryRegister:
    return MemoryRegister()


@pytest.fixture
def hold() -> Hold:
    return Hold()


@pytest.fixture
async def guarded(
    register: MemoryRegister,
    settings: ServiceSettings,
    calling: Calling,
    leases: NaiveLeases,
    clock: Clock,
    hold: Hold,
) -> AsyncIterator[httpx2.AsyncClient]:
    async def start(app: FastAPI, stack: AsyncExitStack) -> Resources:
        directory = KeyDirectory(register, token_secret=b"s" * 32, clock=register.clock)
        await directory.start()
        stack.push_async_callback(directory.close)
        return Resources(directory, Limits(leases, SMALL, service_state(app).registry, clock=clock))

    patient = settings.model_copy(update={"request_deadline_ms": 30_000})
    app = create_service("sample", title="Sample", settings=patient, routers=[router(hold)], lifespan=start)
    async with calling(app) as client:
        register.seconds += 1
        yield client


async def test_every_answer_tells_how_the_key_fares(guarded: httpx2.AsyncClient, register: MemoryRegister) -> None:
    headers = bearer(register.add().plain)
    first, second = [(await guarded.get("/who", headers=headers)).headers for _ in range(2)]

    assert first["ratelimit-policy"] == '"default";q=4;w=2, "concurrency";q=3;qu="concurrent-requests"'
    assert (first["ratelimit"], second["ratelimit"]) == ('"default";r=3;t=1', '"default";r=2;t=1')


async def test_beyond_the_limit_the_caller_is_told_to_wait(
    guarded: httpx2.AsyncClient, register: MemoryRegister
) -> None:
    headers = bearer(register.add().plain)
    answers = [await guarded.get("/who", headers=headers) for _ in range(5)]
    refusal = answers[-1]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert refusal.json()["code"] == "rate_limited"
    assert refusal.headers["retry-after"] == "1"
    assert refusal.headers["ratelimit"] == '"default";r=0;t=1'


async def test_a_request_counts_until_its_answer_is_sent(
    guarded: httpx2.AsyncClient, register: MemoryRegister, hold: Hold
) -> None:
    headers = bearer(register.add().plain)
    held = [asyncio.create_task(guarded.get("/held", headers=headers)) for _ in range(3)]
    while hold.held < 3:
        await asyncio.sleep(0.005)
    refusal = await guarded.get("/who", headers=headers)
    hold.go.set()
    await asyncio.gather(*held)

    assert (refusal.status_code, refusal.headers["ratelimit"]) == (429, '"concurrency";r=0;t=1')
    assert (await guarded.get("/who", headers=headers)).status_code == 200


async def test_a_key_that_is_not_live_has_no_limits_to_tell_of(guarded: httpx2.AsyncClient) -> None:
    response = await guarded.get("/who", headers=bearer("password"))
    assert (response.status_code, "ratelimit" in response.headers) == (401, False)
