import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.contract.problems import PROBLEM_TYPES
from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings
from tests.unit.shared_service.conftest import Calling, thing_router

FINE, FAULTY = HealthCheck(ok=True), HealthCheck(ok=False, detail="It is gone.")


def _sample(metrics: str, **labels: str) -> float:
    """The count of answered requests with these labels."""
    for line in metrics.splitlines():
        wanted = all(f'{name}="{value}"' in line for name, value in labels.items())
        if line.startswith("dutiful_http_requests_total{") and wanted:
            return float(line.rpartition(" ")[2])
    return 0.0


@pytest.mark.parametrize(
    ("path", "method", "route", "status"),
    [
        pytest.param("/v1/things/5", "GET", "/v1/things/{thing_id}", "200", id="a route of an included router"),
        pytest.param("/v1/things/x", "GET", "/v1/things/{thing_id}", "422", id="an invalid request"),
        pytest.param("/v1/things/5/broken", "GET", "/v1/things/{thing_id}/broken", "500", id="a failure"),
        pytest.param("/v1/things/5", "PUT", "/v1/things/{thing_id}", "405", id="a wrong method"),
        pytest.param("/nowhere/5", "GET", "(unmatched)", "404", id="no route"),
        pytest.param("/openapi.json", "GET", "/openapi.json", "200", id="the OpenAPI document"),
        pytest.param("/docs/assets/swagger-ui.css", "GET", "/docs/assets/{name}", "200", id="a file of the docs"),
        pytest.param("/livez", "GET", "/livez", "200", id="a probe"),
        pytest.param("/v1/things/5", "BREW", "/v1/things/{thing_id}", "405", id="a method nobody knows"),
    ],
)
async def test_requests_are_counted_by_route_template(
    client: httpx2.AsyncClient, path: str, method: str, route: str, status: str
) -> None:
    await client.request(method, path)
    metrics = (await client.get("/metrics")).text
    label = method if method != "BREW" else "other"
    assert _sample(metrics, service="sample", route=route, method=label, status=status) == 1


async def test_latency_is_measured_from_half_a_millisecond_on(client: httpx2.AsyncClient) -> None:
    await client.get("/v1/things/5")
    metrics = (await client.get("/metrics")).text
    assert 'dutiful_http_request_duration_seconds_bucket{le="0.0005",' in metrics
    assert "process_cpu_seconds_total" in metrics


async def test_openmetrics_is_given_to_those_who_ask_with_exemplars(client: httpx2.AsyncClient) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    await client.get("/v1/things/5", headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"})
    response = await client.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert f'# {{trace_id="{trace_id}"}}' in response.text
    assert response.text.endswith("# EOF\n")


async def test_two_services_in_one_process_count_apart(settings: ServiceSettings, calling: Calling) -> None:
    one = create_service("one", title="One", settings=settings, routers=[thing_router()])
    two = create_service("two", title="Two", settings=settings, routers=[thing_router()])
    async with calling(one) as first, calling(two) as second:
        await first.get("/v1/things/1")
        assert 'route="/v1/things/{thing_id}"' not in (await second.get("/metrics")).text


async def test_the_service_is_alive_even_when_it_is_not_ready(service: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=service)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as not_started:
        assert (await not_started.get("/livez")).status_code == 200
        response = await not_started.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["startup"]["ok"] is False


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        pytest.param({"postgres": FINE}, 200, id="all well"),
        pytest.param({"postgres": FINE, "keys": FAULTY}, 503, id="a required one fails"),
        pytest.param({"redis": FAULTY.model_copy(update={"required": False})}, 200, id="an optional one fails"),
    ],
)
async def test_readiness_is_the_verdict_of_the_required_checks(
    settings: ServiceSettings, calling: Calling, checks: dict[str, HealthCheck], status: int
) -> None:
    async def readiness(_: Any) -> Mapping[str, HealthCheck]:
        return checks

    app = create_service("sample", title="Sample", settings=settings, readiness=readiness)
    async with calling(app) as client:
        response = await client.get("/readyz")
    assert response.status_code == status
    assert set(response.json()["checks"]) == set(checks)


async def test_a_check_that_raises_makes_the_service_not_ready(settings: ServiceSettings, calling: Calling) -> None:
    async def readiness(_: Any) -> Mapping[str, HealthCheck]:
        raise RuntimeError("secret")

    app = create_service("sample", title="Sample", settings=settings, readiness=readiness)
    async with calling(app) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert "secret" not in response.text


async def test_a_check_that_hangs_makes_the_service_not_ready(settings: ServiceSettings, calling: Calling) -> None:
    async def readiness(_: Any) -> Mapping[str, HealthCheck]:
        await asyncio.sleep(60)
        return {}

    quick = settings.model_copy(update={"readiness_timeout_ms": 20})
    async with calling(create_service("sample", title="Sample", settings=quick, readiness=readiness)) as client:
        assert (await client.get("/readyz")).status_code == 503


async def test_what_was_acquired_is_released_in_reverse_order(settings: ServiceSettings, calling: Calling) -> None:
    released: list[str] = []

    async def start(_: FastAPI, stack: AsyncExitStack) -> str:
        stack.callback(released.append, "first")
        stack.callback(released.append, "second")
        return "resources"

    async with calling(create_service("sample", title="Sample", settings=settings, lifespan=start)):
        assert released == []
    assert released == ["second", "first"]


async def test_what_was_acquired_is_released_when_the_start_fails(settings: ServiceSettings, calling: Calling) -> None:
    released: list[str] = []

    async def start(_: FastAPI, stack: AsyncExitStack) -> None:
        stack.callback(released.append, "first")
        raise RuntimeError("no second")

    with pytest.raises(RuntimeError, match="no second"):
        async with calling(create_service("sample", title="Sample", settings=settings, lifespan=start)):
            pass
    assert released == ["first"]


@pytest.mark.parametrize("code", [pytest.param(code, id=code) for code in PROBLEM_TYPES])
async def test_every_problem_is_explained_where_its_type_points(client: httpx2.AsyncClient, code: str) -> None:
    response = await client.get(PROBLEM_TYPES[code].path)
    assert response.json()["remedy"] == PROBLEM_TYPES[code].remedy


async def test_a_browser_gets_the_problem_as_a_page(client: httpx2.AsyncClient) -> None:
    response = await client.get("/problems/forbidden", headers={"accept": "text/html"})
    assert "<h1>The key may not do this</h1>" in response.text


async def test_an_unknown_problem_is_itself_a_problem(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/problems/nonsense")).status_code == 404
