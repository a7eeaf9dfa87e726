"""Query parameters that an operation does not have."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query
from pydantic import BaseModel

from dutiful_shared.service.app import create_service
from dutiful_shared.service.front_door import DirectRequest
from dutiful_shared.service.settings import ServiceSettings

Calling = Callable[[FastAPI], AbstractAsyncContextManager[httpx2.AsyncClient]]


class Asked(BaseModel):
    number: int


async def page(cursor: int = 0) -> int:
    return cursor


async def directly(_: DirectRequest) -> bytes:
    return b"{}"


def service() -> FastAPI:
    inner = APIRouter()

    @inner.get("/{name}")
    async def get_sum(
        name: str, first: Annotated[int, Depends(page)], on: Annotated[str, Query(alias="date")] = ""
    ) -> str:
        return f"{name} {on} {first}"

    @inner.post("")
    async def add(asked: Asked) -> dict[str, int]:
        return {"number": asked.number}

    router = APIRouter()
    router.include_router(inner, prefix="/v1/sums")
    router.include_router(inner, prefix="/channels/sums")
    router.include_router(inner, prefix="/v1/import/sums")
    return create_service(
        "sample", title="Sample", settings=ServiceSettings(), routers=[router], direct={"/v1/sums": directly}
    )


async def test_each_is_named_with_those_that_there_are(calling: Calling) -> None:
    async with calling(service()) as client:
        answer = await client.get("/v1/sums/a?dat=2026&date=2026&cursor=1&x&on=2026")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"] == [
        {
            "code": "extra_forbidden",
            "detail": "is not a known parameter; known are date, cursor",
            "parameter": f"query.{name}",
        }
        for name in ("dat", "x", "on")
    ]


async def test_those_of_an_operation_and_of_its_dependencies_are_taken(calling: Calling) -> None:
    async with calling(service()) as client:
        assert (await client.get("/v1/sums/a?date=2026&cursor=1")).json() == "a 2026 1"
        assert (await client.get("/v1/sums/a?")).json() == "a  0"


async def test_an_operation_that_is_served_the_short_way_has_none_either(calling: Calling) -> None:
    async with calling(service()) as client:
        assert (await client.post("/v1/sums", json={"number": 1})).json() == {}
        answer = await client.post("/v1/sums?debug=1", json={"number": 1})

    assert answer.json()["errors"][0]["detail"] == "is not a known parameter; this operation has none"


@pytest.mark.parametrize(
    "path",
    ["/channels/sums/a?utm=1", "/v1/import/sums/a?$include=Lines", "/livez?probe=1", "/metrics?probe=1"],
)
async def test_platforms_other_providers_requests_and_probes_may_add_their_own(calling: Calling, path: str) -> None:
    async with calling(service()) as client:
        assert (await client.get(path)).status_code == 200


async def test_a_flood_of_long_names_is_not_sent_back(calling: Calling) -> None:
    async with calling(service()) as client:
        errors = (await client.get("/v1/sums/a?" + "&".join(f"{'n' * 200}{i}=" for i in range(80)))).json()["errors"]

    assert len(errors) == 50
    assert len(errors[0]["parameter"]) == len("query.") + 60
