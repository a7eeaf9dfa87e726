"""What is served before the router, and what goes FastAPI's way."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from dutiful_shared.service.app import create_service
from dutiful_shared.service.front_door import DirectRequest
from dutiful_shared.service.problems import problem
from dutiful_shared.service.settings import ServiceSettings

PATH = "/v1/sums"
BODY = b'{"numbers": [1, 2, 3]}'
Calling = Callable[[FastAPI], AbstractAsyncContextManager[httpx2.AsyncClient]]


class Asked(BaseModel):
    numbers: list[int]


async def directly(asked: DirectRequest) -> bytes | None:
    numbers = json.loads(asked.body)["numbers"]
    if numbers == "refused":
        raise problem("conflict", "These numbers make no sum.")
    return json.dumps({"sum": sum(numbers), "way": "direct"}).encode() if isinstance(numbers, list) else None


def service() -> FastAPI:
    router = APIRouter()

    @router.post(PATH)
    async def add(asked: Asked) -> dict[str, Any]:
        return {"sum": sum(asked.numbers), "way": "routed"}

    return create_service(
        "sample", title="Sample", settings=ServiceSettings(), routers=[router], direct={PATH: directly}
    )


async def in_pieces() -> AsyncIterator[bytes]:
    for at in range(0, len(BODY), 5):
        yield BODY[at : at + 5]


JSON = [("content-type", "application/json")]


@pytest.mark.parametrize(
    ("headers", "content", "way"),
    [
        pytest.param(JSON, BODY, "direct", id="plain"),
        pytest.param(JSON, in_pieces, "direct", id="in pieces"),
        pytest.param([("content-type", "application/json; charset=utf-8")], BODY, "routed", id="another media type"),
        pytest.param([*JSON, ("idempotency-key", "once")], BODY, "routed", id="with a key for its repetition"),
        pytest.param([*JSON, ("accept", "a/b"), ("accept", "c/d")], BODY, "routed", id="with a field twice"),
    ],
)
async def test_a_plain_request_needs_no_router(
    calling: Calling, headers: list[tuple[str, str]], content: Any, way: str
) -> None:
    async with calling(service()) as client:
        answer = await client.post(PATH, content=content() if callable(content) else content, headers=headers)
    assert answer.json() == {"sum": 6, "way": way}
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


async def test_what_cannot_be_read_is_explained_by_the_route(calling: Calling) -> None:
    async with calling(service()) as client:
        answer = await client.post(PATH, content=b'{"numbers": 6}', headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/numbers")


async def test_a_problem_of_the_short_way_is_answered_as_one(calling: Calling) -> None:
    async with calling(service()) as client:
        answer = await client.post(PATH, content=b'{"numbers": "refused"}', headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_the_guard_looks_at_the_body_first(calling: Calling) -> None:
    async with calling(service()) as client:
        answer = await client.post(PATH, content=b'{"numbers": [1], "numbers": [2]}', headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


async def test_the_metric_names_the_route(calling: Calling) -> None:
    async with calling(service()) as client:
        await client.post(PATH, content=BODY, headers=JSON)
        metrics = (await client.get("/metrics")).text
    assert f'dutiful_http_requests_total{{method="POST",route="{PATH}",service="sample",status="200"}} 1.0' in metrics
