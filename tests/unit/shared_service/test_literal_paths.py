"""A literal path beside a template that would take it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx2
import pytest
from fastapi import APIRouter, FastAPI

from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings

Calling = Callable[[FastAPI], AbstractAsyncContextManager[httpx2.AsyncClient]]


def service() -> FastAPI:
    router = APIRouter(prefix="/v1/sums")

    @router.post("/verify")
    async def verify() -> str:
        return "verified"

    @router.get("/{name}")
    async def get_sum(name: str) -> str:
        return f"the sum {name}"

    @router.delete("/{name}")
    async def delete_sum(name: str) -> str:
        return f"no more {name}"

    return create_service("sample", title="Sample", settings=ServiceSettings(), routers=[router])


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "BREW"])
async def test_a_template_does_not_take_a_literal_path(calling: Calling, method: str) -> None:
    async with calling(service()) as client:
        answer = await client.request(method, "/v1/sums/verify")
        metrics = (await client.get("/metrics")).text
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["detail"] == f"/v1/sums/verify takes POST, not {method}."
    assert 'route="/v1/sums/verify"' in metrics


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        pytest.param("POST", "/v1/sums/verify", "verified", id="its own method"),
        pytest.param("GET", "/v1/sums/verified", "the sum verified", id="a value of the template"),
    ],
)
async def test_other_requests_go_where_they_went(calling: Calling, method: str, path: str, said: str) -> None:
    async with calling(service()) as client:
        assert (await client.request(method, path)).json() == said


async def test_a_path_of_a_template_is_told_the_methods_of_all_its_routes(calling: Calling) -> None:
    async with calling(service()) as client:
        assert (await client.put("/v1/sums/other")).headers["allow"] == "DELETE, GET"
