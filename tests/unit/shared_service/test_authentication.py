from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI

from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings
from tests.unit.shared_service.conftest import Calling
from tests.unit.shared_service.register import MemoryRegister


@dataclass(frozen=True)
class Resources:
    keys: KeyDirectory


def router() -> APIRouter:
    router = APIRouter()

    @router.get("/who")
    async def who(caller: Annotated[Caller, Depends(authenticated("quote"))]) -> str:
        return caller.merchant_id

    return router


@pytest.fixture
def register() -> MemoryRegister:
    return MemoryRegister()


@pytest.fixture
async def guarded(
    register: MemoryRegister, settings: ServiceSettings, calling: Calling
) -> AsyncIterator[httpx2.AsyncClient]:
    async def start(_: FastAPI, stack: AsyncExitStack) -> Resources:
        directory = KeyDirectory(register, token_secret=b"s" * 32, clock=register.clock)
        await directory.start()
        stack.push_async_callback(directory.close)
        return Resources(directory)

    app = create_service("sample", title="Sample", settings=settings, routers=[router()], lifespan=start)
    async with calling(app) as client:
        register.seconds += 1
        yield client


def bearer(plain: str) -> dict[str, str]:
    return {"authorization": f"Bearer {plain}"}


async def test_a_live_key_opens_the_route(guarded: httpx2.AsyncClient, register: MemoryRegister) -> None:
    key = register.add(merchant="mer_9")
    response = await guarded.get("/who", headers=bearer(key.plain))
    assert (response.status_code, response.json()) == (200, "mer_9")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no header"),
        pytest.param({"authorization": "Basic abc"}, id="another scheme"),
        pytest.param(bearer("password"), id="not a key"),
        pytest.param(bearer(new_key("test").plain), id="an unknown key"),
    ],
)
async def test_without_a_live_key_the_caller_is_challenged(
    guarded: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    response = await guarded.get("/who", headers=headers)
    assert response.status_code == 401
    assert response.json()["code"] == "unauthenticated"
    assert response.headers["www-authenticate"].startswith('Bearer realm="dutiful"')


async def test_a_key_without_the_scope_is_forbidden(guarded: httpx2.AsyncClient, register: MemoryRegister) -> None:
    key = register.add(scopes=["documents"])
    response = await guarded.get("/who", headers=bearer(key.plain))
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_an_unknown_key_is_asked_to_wait_while_the_register_is_away(
    guarded: httpx2.AsyncClient, register: MemoryRegister
) -> None:
    register.reachable = False
    response = await guarded.get("/who", headers=bearer(new_key("test").plain))
    assert (response.status_code, response.json()["code"]) == (503, "authentication_unavailable")
    assert response.headers["retry-after"] == "2"


async def test_a_known_key_works_while_the_register_is_away(
    guarded: httpx2.AsyncClient, register: MemoryRegister
) -> None:
    key = register.add()
    await guarded.get("/who", headers=bearer(key.plain))
    register.reachable = False
    assert (await guarded.get("/who", headers=bearer(key.plain))).status_code == 200


async def test_the_document_tells_how_to_authenticate(guarded: httpx2.AsyncClient) -> None:
    document = (await guarded.get("/openapi.json")).json()
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert document["paths"]["/who"]["get"]["security"] == [{"ApiKey": []}]


def test_a_route_cannot_ask_for_a_scope_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        authenticated("nonsense")
