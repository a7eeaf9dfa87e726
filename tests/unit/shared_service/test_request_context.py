import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI

from dutiful_shared.service.app import create_service
from dutiful_shared.service.logs import redact
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import note, open_record, took, trace_headers

Calling = Callable[[FastAPI], AbstractAsyncContextManager[httpx2.AsyncClient]]
TRACE_ID, PARENT_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def logged(capsys: pytest.CaptureFixture[str], event: str = "request") -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["event"] == event]


async def test_the_callers_request_id_is_kept(client: httpx2.AsyncClient) -> None:
    response = await client.get("/v1/things/1", headers={"x-request-id": "order-77"})
    assert response.headers["x-request-id"] == "order-77"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/things/1", 200, id="JSON"),
        pytest.param("/v1/things/x", 422, id="a problem"),
        pytest.param("/v1/things/1/broken", 500, id="a failure"),
        pytest.param("/v1/things/1/slow", 504, id="no answer in time"),
        pytest.param("/nowhere", 404, id="no route"),
        pytest.param("/docs", 200, id="a page"),
        pytest.param("/docs/assets/swagger-ui.css", 200, id="a file"),
        pytest.param("/openapi.json", 200, id="the OpenAPI document"),
        pytest.param("/metrics", 200, id="metrics"),
        pytest.param("/livez", 200, id="a probe"),
    ],
)
async def test_every_answer_is_what_its_content_type_says(client: httpx2.AsyncClient, path: str, status: int) -> None:
    response = await client.get(path)
    assert response.status_code == status
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize("path", ["/v1/things/1", "/v1/things/x", "/v1/things/1/broken", "/nowhere", "/openapi.json"])
async def test_an_answer_is_kept_by_nobody_on_the_way(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers.get_list("cache-control") == ["no-store"]


async def test_what_a_route_says_of_caches_stays(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/docs/assets/swagger-ui.css")).headers.get_list("cache-control") == ["max-age=86400"]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_metrics_are_not_for_who_comes_through_a_proxy(client: httpx2.AsyncClient, header: str) -> None:
    assert (await client.get("/metrics", headers={header: "203.0.113.9"})).status_code == 404


async def test_a_strange_request_id_is_replaced(client: httpx2.AsyncClient) -> None:
    response = await client.get("/v1/things/1", headers={"x-request-id": "a b\\" * 99})
    assert len(response.headers["x-request-id"]) == 16


async def test_every_request_is_one_line_of_json(
    client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"traceparent": f"00-{TRACE_ID}-{PARENT_ID}-01", "authorization": "Bearer dk_secret"}
    await client.get("/v1/things/1", headers=headers)
    (line,) = logged(capsys)
    assert line["route"] == "/v1/things/{thing_id}"
    assert line["status"] == 200
    assert line["service"] == "sample"
    assert (line["trace_id"], line["parent_id"]) == (TRACE_ID, PARENT_ID)
    assert "dk_secret" not in json.dumps(line)


async def test_a_refused_request_names_its_problem_in_the_log(
    client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.get("/nowhere")
    (line,) = logged(capsys)
    assert (line["route"], line["problem"]) == ("(unmatched)", "not_found")


async def test_a_failure_is_logged_with_its_traceback(
    client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    response = await client.get("/v1/things/1/broken")
    (line,) = logged(capsys, "request failed")
    assert "ZeroDivisionError" in line["exception"]
    assert line["request_id"] == response.headers["x-request-id"]


async def test_probes_are_not_logged(client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        await client.get(path)
    assert logged(capsys) == []


async def test_a_path_may_take_as_long_as_it_needs_where_the_service_says_so(calling: Calling) -> None:
    router = APIRouter()

    @router.get("/{name}")
    async def nap(name: str) -> str:
        await asyncio.sleep(0.1)
        return name

    settings = ServiceSettings(request_deadline_ms=20)
    app = create_service("sample", title="Sample", settings=settings, routers=[router], unhurried={"/upload"})

    async with calling(app) as client:
        assert [(await client.get(path)).status_code for path in ("/upload", "/quote")] == [200, 504]


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param("20", 504, id="shorter than ours"),
        pytest.param("60000", 200, id="longer than ours"),
    ],
)
async def test_a_caller_may_shorten_the_deadline(calling: Calling, header: str, status: int) -> None:
    router = APIRouter()

    @router.get("/nap")
    async def nap() -> str:
        await asyncio.sleep(0.1)
        return "done"

    app = create_service(
        "sample", title="Sample", settings=ServiceSettings(request_deadline_ms=30_000), routers=[router]
    )
    async with calling(app) as client:
        answer = await client.get("/nap", headers={"X-Request-Deadline-Ms": header})

    assert answer.status_code == status


@pytest.mark.parametrize(
    "sent",
    [["soon"], ["-1"], [""], ["1.5"], ["1e3"], ["1000000000"], ["20", "30"]],
    ids=["a word", "below nothing", "empty", "a fraction", "an exponent", "ten digits", "twice"],
)
@pytest.mark.parametrize("path", ["/nap", "/v1/nowhere"])
async def test_a_deadline_that_cannot_be_read_is_refused_by_name(calling: Calling, sent: list[str], path: str) -> None:
    router = APIRouter()

    @router.get("/nap")
    async def nap() -> str:
        return "done"

    app = create_service("sample", title="Sample", settings=ServiceSettings(), routers=[router])
    async with calling(app) as client:
        answer = await client.get(path, headers=[("X-Request-Deadline-Ms", one) for one in sent])
        metrics = (await client.get("/metrics")).text

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [one["parameter"] for one in answer.json()["errors"]] == ["header.x-request-deadline-ms"]
    assert 'route="(not admitted)",service="sample",status="422"' in metrics


def test_secrets_are_redacted_wherever_they_stand() -> None:
    event = {"Authorization": "Bearer x", "headers": {"cookie": "y", "accept": "z"}, "event": "e"}
    assert redact(None, "info", event) == {
        "Authorization": "[redacted]",
        "headers": {"cookie": "[redacted]", "accept": "z"},
        "event": "e",
    }


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="none"),
        pytest.param("garbage", id="garbage"),
        pytest.param(f"00-{'0' * 32}-{PARENT_ID}-01", id="all zero trace"),
        pytest.param(f"00-{TRACE_ID}-{'0' * 16}-01", id="all zero parent"),
    ],
)
def test_a_bad_traceparent_begins_a_new_trace(header: str) -> None:
    record = open_record("", header)
    assert len(record.trace_id) == 32
    assert record.trace_id != TRACE_ID
    assert not record.sampled


def test_the_trace_goes_on_to_the_next_service() -> None:
    open_record("r1", f"00-{TRACE_ID}-{PARENT_ID}-01")
    assert trace_headers() == {"traceparent": f"00-{TRACE_ID}-{PARENT_ID}-01"}


def test_what_other_vendors_say_of_a_trace_goes_on_with_it() -> None:
    open_record("r1", f"00-{TRACE_ID}-{PARENT_ID}-01", "vendor=abc")
    assert trace_headers()["tracestate"] == "vendor=abc"


def test_a_trace_that_begins_here_goes_on_to_the_next_service() -> None:
    record = open_record("r1", "")
    assert trace_headers()["traceparent"].startswith(f"00-{record.trace_id}-")


async def test_stages_stand_in_server_timing_and_in_the_log(
    calling: Calling, capsys: pytest.CaptureFixture[str]
) -> None:
    router = APIRouter()

    @router.get("/staged")
    async def staged() -> str:
        for stage, seconds in (("lookup", 0.25), ("journal", 0.5), ("lookup", 1)):
            took(stage, seconds)
        return "done"

    app = create_service("sample", title="Sample", settings=ServiceSettings(), routers=[router])
    async with calling(app) as client:
        timing = (await client.get("/staged")).headers["server-timing"]

    assert timing.startswith("lookup;dur=1250.00, journal;dur=500.00, total;dur=")
    (line,) = logged(capsys)
    assert (line["lookup_ms"], line["journal_ms"]) == (1250, 500)


async def test_a_request_without_stages_has_no_server_timing(client: httpx2.AsyncClient) -> None:
    assert "server-timing" not in (await client.get("/v1/things/1")).headers


async def test_the_event_loop_and_the_pools_are_watched(calling: Calling) -> None:
    app = create_service("sample", title="Sample", settings=ServiceSettings())
    service_state(app).pools.watch("requests", connect(ServiceSettings(), "tests"))
    async with calling(app) as client:
        while "dutiful_event_loop_lag_seconds_count 0.0" in (shown := (await client.get("/metrics")).text):
            await asyncio.sleep(0.05)
    assert 'dutiful_database_pool_connections{pool="requests",state="in_use"} 0.0' in shown


def test_notes_reach_the_record_of_the_request() -> None:
    record = open_record("r1", "")
    note(merchant_id="mer_1")
    assert record.fields == {"merchant_id": "mer_1"}
