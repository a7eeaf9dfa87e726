"""What a service refuses when it has too much to do: through its whole application, with requests that wait for us."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import Message, Receive, Scope, Send

from dutiful_shared.service.adaptive_limit import LimitPolicy
from dutiful_shared.service.admission import Admission, AdmissionMetrics, AdmissionRules, Priority, Refusal
from dutiful_shared.service.app import create_service
from dutiful_shared.service.request_context import RECORD_KEY
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import service_state
from dutiful_shared.service.telemetry import open_record
from tests.unit.shared_service.conftest import Calling

QUOTE, BATCH, PAGE = "/v1/quotes", "/v1/quotes/batch", "/v1/countries"
LIMIT = 4


class Desk:
    """Routes that answer when `open` is set."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun = 0
        self.router = APIRouter()
        for path in (QUOTE, BATCH, PAGE):
            self.router.add_api_route(path, self.answer, methods=["GET"])

    async def answer(self) -> str:
        self.begun += 1
        await self.open.wait()
        return "done"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def service(desk: Desk, *, enforced: bool = True) -> FastAPI:
    rules = AdmissionRules(
        checkout=("/v1/quotes",),
        not_checkout=(BATCH,),
        enforced=enforced,
        policy=LimitPolicy(least=LIMIT, most=LIMIT, first=LIMIT),
    )
    return create_service(
        "sample",
        title="Sample",
        settings=ServiceSettings(request_deadline_ms=60_000),
        routers=[desk.router],
        admission=rules,
    )


@pytest.fixture
async def client(desk: Desk, calling: Calling) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(service(desk)) as client:
        yield client


@asynccontextmanager
async def under_way(client: httpx2.AsyncClient, desk: Desk, *paths: str) -> AsyncIterator[None]:
    """So many requests are in flight meanwhile; afterwards all of them are answered."""
    wanted = desk.begun + len(paths)
    tasks = [asyncio.create_task(client.get(path)) for path in paths]
    while desk.begun < wanted:
        await asyncio.sleep(0)
    yield
    desk.open.set()
    assert {answer.status_code for answer in await asyncio.gather(*tasks)} <= {200}


async def shown(client: httpx2.AsyncClient, metric: str) -> float:
    found = re.search(rf"^{re.escape(metric)} (\S+)$", (await client.get("/metrics")).text, re.MULTILINE)
    assert found, metric
    return float(found[1])


async def test_one_quote_more_than_the_limit_is_refused_and_nothing_is_begun(
    client: httpx2.AsyncClient, desk: Desk
) -> None:
    async with under_way(client, desk, *[QUOTE] * LIMIT):
        refused = await client.get(QUOTE)

    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "overloaded", "1")
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    assert desk.begun == LIMIT


async def test_what_comes_faster_than_it_is_begun_is_refused_within_the_same_turn_of_the_loop() -> None:
    """A burst is seen while it comes, not when the loop has come round after all of it."""
    time, begun, statuses = 0.0, 0, []

    async def works(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal time, begun
        begun += 1
        time += 0.03

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> Message:
        return {"type": "http.request"}

    rules = AdmissionRules(checkout=("/v1/quotes",), policy=LimitPolicy(least=1, first=64))
    metrics = AdmissionMetrics(CollectorRegistry(), "sample")
    admission = Admission(works, rules, metrics, "", clock=lambda: time)

    async def asks(number: int) -> None:
        scope = {"type": "http", "path": QUOTE, RECORD_KEY: open_record("", "")}
        await admission(scope, receive, send)
        await asyncio.sleep(0)

    async def stays(scope: Scope, receive: Receive, send: Send) -> None:
        await works(scope, receive, send)
        await asyncio.sleep(0)  # in flight until the next turn

    admission.app = stays
    await asyncio.gather(*(asks(n) for n in range(10)))
    assert (begun, statuses) == (4, [503] * 6)  # after 0.12 s
    assert metrics.shed[Refusal.BACKLOG, Priority.CHECKOUT]._value.get() == 6


async def test_when_they_are_answered_there_is_room_again(client: httpx2.AsyncClient, desk: Desk) -> None:
    async with under_way(client, desk, *[QUOTE] * LIMIT):
        pass
    assert (await client.get(QUOTE)).status_code == 200


@pytest.mark.parametrize("path", [BATCH, PAGE])
async def test_what_can_wait_is_refused_before_checkouts_are(client: httpx2.AsyncClient, desk: Desk, path: str) -> None:
    async with under_way(client, desk, *[QUOTE] * (LIMIT // 2)):
        refused = await client.get(path)
        async with under_way(client, desk, *[QUOTE] * (LIMIT // 2)):
            pass

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")


async def test_what_can_wait_takes_no_place_from_a_checkout(client: httpx2.AsyncClient, desk: Desk) -> None:
    async with under_way(client, desk, *[BATCH] * (LIMIT // 2), *[QUOTE] * LIMIT):
        assert desk.begun == LIMIT // 2 + LIMIT


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
async def test_probes_and_metrics_are_always_answered(client: httpx2.AsyncClient, desk: Desk, path: str) -> None:
    async with under_way(client, desk, *[QUOTE] * LIMIT):
        assert (await client.get(path)).status_code == 200


async def test_work_whose_caller_no_longer_waits_is_not_begun(client: httpx2.AsyncClient, desk: Desk) -> None:
    refused = await client.get(QUOTE, headers={"x-request-deadline-ms": "0"})

    assert (refused.status_code, refused.json()["code"], desk.begun) == (504, "deadline_exceeded", 0)
    expired = 'dutiful_admission_shed_total{priority="checkout",reason="expired",service="sample"}'
    assert await shown(client, expired) == 1


async def test_the_metrics_show_what_is_in_flight_and_what_was_refused(client: httpx2.AsyncClient, desk: Desk) -> None:
    async with under_way(client, desk, PAGE, *[QUOTE] * LIMIT):
        await client.get(QUOTE)
        await client.get(BATCH)
        flying = [
            await shown(client, f'dutiful_admission_in_flight{{priority="{one}",service="sample"}}')
            for one in ("checkout", "deferrable")
        ]
    refused = [
        await shown(client, f'dutiful_admission_shed_total{{priority="{one}",reason="limit",service="sample"}}')
        for one in ("checkout", "deferrable")
    ]
    labels = 'method="GET",route="(not admitted)",service="sample",status="503"'

    assert (flying, refused) == ([LIMIT, 1], [1, 1])
    assert await shown(client, 'dutiful_admission_limit{service="sample"}') == LIMIT
    assert await shown(client, f"dutiful_http_requests_total{{{labels}}}") == 2


async def test_where_it_is_not_enforced_everybody_is_let_in_and_counted(desk: Desk, calling: Calling) -> None:
    async with calling(service(desk, enforced=False)) as client:
        async with under_way(client, desk, *[QUOTE] * (LIMIT + 2)):
            pass
        labels = 'priority="checkout",reason="limit",service="sample"'
        assert await shown(client, f"dutiful_admission_shed_total{{{labels}}}") == 2


async def test_a_process_that_leaves_says_so_serves_on_and_closes_its_connections(desk: Desk, calling: Calling) -> None:
    app = service(desk)
    desk.open.set()
    async with calling(app) as client:
        before = await client.get(QUOTE)
        service_state(app).draining.began = True
        ready, answer = await client.get("/readyz"), await client.get(QUOTE)

    assert "connection" not in before.headers
    assert (ready.status_code, ready.json()["checks"].keys()) == (503, {"draining"})
    assert (answer.status_code, answer.headers["connection"]) == (200, "close")
