import re

import httpx2
from fastapi import APIRouter

from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE
from dutiful_shared.service.app import create_service
from dutiful_shared.service.problems import problem_responses
from dutiful_shared.service.settings import ServiceSettings


async def test_the_document_is_openapi_3_1_and_every_error_in_it_is_a_problem(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for item in document["paths"].values():
        for operation in item.values():
            errors = {s: r for s, r in operation["responses"].items() if not s.startswith("2")}
            assert {"422", "default"} <= set(errors)
            assert all(list(error["content"]) == [PROBLEM_MEDIA_TYPE] for error in errors.values())


async def test_probes_are_no_part_of_the_public_document(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) == {
        "/v1/things/{thing_id}",
        "/v1/things/{thing_id}/broken",
        "/v1/things/{thing_id}/slow",
    }


async def test_the_documentation_loads_nothing_from_elsewhere(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert re.findall(r"https?://", page) == []
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert (await client.get(asset)).status_code == 200


async def test_only_the_assets_of_the_documentation_are_served(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/docs/assets/__init__.py")).status_code == 404


def test_a_route_shows_an_example_of_each_of_its_problems(settings: ServiceSettings) -> None:
    router = APIRouter()

    @router.get("/x", responses=problem_responses("unavailable", "tariff_unavailable"))
    async def get_x() -> None: ...

    document = create_service("sample", title="Sample", settings=settings, routers=[router]).openapi()
    examples = document["paths"]["/x"]["get"]["responses"]["503"]["content"][PROBLEM_MEDIA_TYPE]["examples"]
    assert set(examples) == {"unavailable", "tariff_unavailable"}
