"""Traces as a collector gets them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager
from contextvars import Context

import httpx2
import pytest
from fastapi import APIRouter
from sqlalchemy import text

from dutiful_shared.service import traces
from dutiful_shared.service.app import create_service
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.telemetry import note, span, trace_headers
from dutiful_shared.service.traces import UnusableTracesError, traces_wanted
from tests.builders.collector import Collector, collecting
from tests.unit.shared_service.conftest import Calling, called

TRACE_ID, PARENT_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
pytestmark = pytest.mark.integration
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SERVER, CLIENT = 2, 3


@pytest.fixture
def calling() -> Calling:
    """Start an application and call it in-process; when it has ended, its spans are sent."""
    return asynccontextmanager(called)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as found:
        monkeypatch.setenv(ENDPOINT, found.url)
        yield found


def router() -> APIRouter:
    made = APIRouter()

    @made.get("/carts/{name}")
    async def cart(name: str) -> dict[str, str]:
        with span("assess"), span("redis", peer_service="redis"):
            note(lines=3)
            return trace_headers()

    @made.get("/broken")
    async def broken() -> None:
        with span("assess"):
            raise ZeroDivisionError("of Jane Doe")

    return made


async def asked(calling: Calling, path: str, **headers: str) -> httpx2.Response:
    """The answer of a service that has ended, and so sent its spans."""
    app = create_service("sample", title="Sample", settings=ServiceSettings(), routers=[router()])
    async with calling(app) as client:
        return await client.get(path, headers=headers)


async def test_a_request_is_a_span_with_what_it_did_inside(calling: Calling, collector: Collector) -> None:
    await asked(calling, "/carts/mine")
    request, assess, redis = (collector.named(name) for name in ("GET /carts/{name}", "assess", "redis"))

    assert (request.service, request.kind, request.parent_id) == ("dutiful-sample", SERVER, "")
    assert (assess.parent_id, redis.parent_id) == (request.span_id, assess.span_id)
    assert redis.kind == CLIENT
    assert {one.trace_id for one in collector.spans} == {request.trace_id}


async def test_a_span_says_what_the_line_of_the_log_says(calling: Calling, collector: Collector) -> None:
    answer = await asked(calling, "/carts/mine")
    attributes = collector.named("GET /carts/{name}").attributes

    assert attributes["http.response.status_code"] == 200
    assert attributes["dutiful.lines"] == 3
    assert attributes["dutiful.request_id"] == answer.headers["x-request-id"]


async def test_a_callers_trace_is_continued_and_goes_on(calling: Calling, collector: Collector) -> None:
    answer = await asked(calling, "/carts/mine", traceparent=f"00-{TRACE_ID}-{PARENT_ID}-01", tracestate="vendor=abc")
    assert (collector.named("GET /carts/{name}").trace_id, collector.named("GET /carts/{name}").parent_id) == (
        TRACE_ID,
        PARENT_ID,
    )
    assert answer.json() == {
        "traceparent": f"00-{TRACE_ID}-{collector.named('redis').span_id}-01",
        "tracestate": "vendor=abc",
    }


async def test_a_trace_that_the_caller_does_not_sample_is_not_sent(calling: Calling, collector: Collector) -> None:
    answer = await asked(calling, "/carts/mine", traceparent=f"00-{TRACE_ID}-{PARENT_ID}-00")
    assert collector.spans == []
    assert answer.json()["traceparent"].endswith("-00")


async def test_a_failure_is_marked_by_its_kind_alone(calling: Calling, collector: Collector) -> None:
    await asked(calling, "/broken")
    assess = collector.named("assess")
    assert (assess.failed, assess.attributes["error.type"]) == (True, "ZeroDivisionError")
    assert collector.named("GET /broken").failed
    assert "Jane Doe" not in repr(collector.spans)


async def test_a_statement_is_a_span_without_its_values(
    calling: Calling, collector: Collector, settings: ServiceSettings
) -> None:
    engine = connect(settings, "traces")
    made = APIRouter()

    @made.get("/stored/{name}")
    async def stored(name: str) -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT CAST(:name AS text)"), {"name": name})

    app = create_service("sample", title="Sample", settings=settings, routers=[made])
    async with calling(app) as client:
        await client.get("/stored/Jane")
    await engine.dispose()

    request, statement = collector.named("GET /stored/{name}"), collector.named("postgresql SELECT")
    assert (statement.parent_id, statement.kind) == (request.span_id, CLIENT)
    assert statement.attributes["db.query.text"] == "SELECT CAST($1 AS text)"
    assert "Jane" not in repr(collector.spans)


async def test_a_statement_that_fails_is_marked(
    calling: Calling, collector: Collector, settings: ServiceSettings
) -> None:
    engine = connect(settings, "traces")
    made = APIRouter()

    @made.get("/stored")
    async def stored() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT nothing"))

    app = create_service("sample", title="Sample", settings=settings, routers=[made])
    async with calling(app) as client:
        await client.get("/stored")
    await engine.dispose()

    assert collector.named("postgresql SELECT").failed


async def test_probes_leave_no_trace(calling: Calling, collector: Collector) -> None:
    await asked(calling, "/livez")
    assert collector.spans == []


async def test_a_sampled_trace_is_an_exemplar(calling: Calling, collector: Collector) -> None:
    app = create_service("sample", title="Sample", settings=ServiceSettings(), routers=[router()])
    async with calling(app) as client:
        await client.get("/carts/mine")
        exposed = (await client.get("/metrics", headers={"accept": "application/openmetrics-text"})).text
    assert f'# {{trace_id="{collector.named("GET /carts/{name}").trace_id}"}}' in exposed


async def test_a_share_of_the_traces_is_sent_where_the_variables_say_so(
    calling: Calling, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
    await asked(calling, "/carts/mine")
    assert collector.spans == []


async def test_the_variables_may_name_the_service(
    calling: Calling, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "checkout")
    await asked(calling, "/carts/mine")
    assert collector.named("assess").service == "checkout"


async def test_a_collector_that_is_away_changes_no_answer(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    assert (await asked(calling, "/carts/mine")).status_code == 200


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        pytest.param({}, False, id="nothing is said"),
        pytest.param({ENDPOINT: "http://c:4318"}, True, id="an endpoint"),
        pytest.param({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True, id="one for traces"),
        pytest.param({"OTEL_TRACES_EXPORTER": "otlp"}, True, id="the exporter"),
        pytest.param({ENDPOINT: "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}, False, id="no exporter"),
        pytest.param({ENDPOINT: "http://c:4318", "OTEL_SDK_DISABLED": "true"}, False, id="switched off"),
        pytest.param({"OTEL_SERVICE_NAME": "quote"}, False, id="a name alone"),
    ],
)
def test_traces_are_sent_where_the_variables_ask_for_them(variables: dict[str, str], wanted: bool) -> None:
    assert traces_wanted(variables) is wanted


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"OTEL_TRACES_EXPORTER": "zipkin"}, id="OTEL_TRACES_EXPORTER"),
        pytest.param(
            {ENDPOINT: "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, id="OTEL_EXPORTER_OTLP_PROTOCOL"
        ),
    ],
)
def test_what_cannot_be_done_is_said_at_the_start(
    variables: dict[str, str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UnusableTracesError, match=request.node.callspec.id):
        create_service("sample", title="Sample", settings=ServiceSettings())


async def test_a_service_without_the_extra_says_what_to_install(
    calling: Calling, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)
    monkeypatch.delitem(sys.modules, traces._SENDER, raising=False)
    with pytest.raises(UnusableTracesError, match=r"dutiful-shared\[telemetry\]"):
        await asked(calling, "/carts/mine")


def test_what_sends_traces_is_not_imported_where_none_are_sent() -> None:
    program = "import sys; from dutiful_quote.app import create_app; create_app(); print(sorted(sys.modules))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert "'dutiful_quote.app'" in ran.stdout
    assert "'opentelemetry.exporter" not in ran.stdout
    assert f"'{traces._SENDER}'" not in ran.stdout


def test_a_span_is_nothing_outside_of_a_traced_request() -> None:
    def outside() -> dict[str, str]:
        with span("assess"):
            return trace_headers()

    # Of the thread's own context other tests may have made a request's.
    assert Context().run(outside) == {}
