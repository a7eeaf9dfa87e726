import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from dutiful_shared.client import (
    BaseUrls,
    DutifulClient,
    DutifulProblem,
    DutifulUnreachableError,
    UnexpectedAnswerError,
)
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_examples import ANSWER_EXAMPLE, REQUEST_EXAMPLE
from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE

PRODUCT = ClassificationRequest(title="T-shirt", destinations=["US"])
PROBLEM = {"type": "/problems/unavailable", "title": "T", "status": 503, "detail": "d", "code": "unavailable"}
Answering = Callable[[httpx2.Request], httpx2.Response]


def client_of(answer: Answering) -> DutifulClient:
    return DutifulClient(BaseUrls(), "dk_test_x", transport=httpx2.MockTransport(answer))


async def test_an_answer_comes_back_as_its_model() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=ANSWER_EXAMPLE)

    async with client_of(answer) as client:
        found = await client.classify(ClassificationRequest.model_validate(REQUEST_EXAMPLE))
    assert found.candidates[0].hs6 == "610910"
    assert str(seen[0].url) == "http://127.0.0.1:8081/v1/classifications"
    assert seen[0].headers["authorization"] == "Bearer dk_test_x"


async def test_fields_left_alone_are_left_to_the_service() -> None:
    bodies: list[dict[str, Any]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        bodies.append(json.loads(request.content))
        return httpx2.Response(200, json=ANSWER_EXAMPLE)

    async with client_of(answer) as client:
        await client.classify(PRODUCT)
    assert bodies == [{"title": "T-shirt", "destinations": ["US"]}]


async def test_a_problem_is_raised_with_its_code_and_when_to_repeat() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        headers = {"content-type": PROBLEM_MEDIA_TYPE, "retry-after": "2"}
        return httpx2.Response(503, content=json.dumps(PROBLEM).encode(), headers=headers)

    async with client_of(answer) as client:
        with pytest.raises(DutifulProblem) as caught:
            await client.classify(PRODUCT)
    assert (caught.value.code, caught.value.status, caught.value.retry_after) == ("unavailable", 503, 2.0)


async def test_silence_is_told_apart_from_a_problem() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectTimeout("too slow", request=request)

    async with client_of(answer) as client:
        with pytest.raises(DutifulUnreachableError, match="ConnectTimeout"):
            await client.classify(PRODUCT)


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(httpx2.Response(200, json={"id": "x"}), id="another shape"),
        pytest.param(httpx2.Response(200, text="<html>"), id="a page"),
        pytest.param(httpx2.Response(502, text="Bad Gateway"), id="a proxy's error"),
    ],
)
async def test_an_answer_outside_of_the_contract_is_not_taken(response: httpx2.Response) -> None:
    async with client_of(lambda _: response) as client:
        with pytest.raises(UnexpectedAnswerError):
            await client.classify(PRODUCT)


def test_the_client_needs_only_the_base_install() -> None:
    heavy = {"fastapi", "starlette", "sqlalchemy", "redis", "orjson", "structlog", "typer", "pydantic_settings"}
    code = f"import sys, dutiful_shared.client; sys.exit(len({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_changes_are_asked_by_days_and_by_page() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"changes": [], "next": 200})

    async with client_of(answer) as client:
        page = await client.tariff_changes(date(2026, 2, 1), date(2026, 8, 1), country="US", cursor=100)
    assert page.next == 200
    assert dict(seen[0].url.params) == {"from": "2026-02-01", "to": "2026-08-01", "country": "US", "cursor": "100"}


async def test_a_key_from_a_file_may_end_in_a_line_break() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=ANSWER_EXAMPLE)

    async with DutifulClient(BaseUrls(), " dk_test_x\n", transport=httpx2.MockTransport(answer)) as client:
        await client.classify(PRODUCT)
    assert seen[0].headers["authorization"] == "Bearer dk_test_x"


@pytest.mark.parametrize("key", ["", "  ", "dk_test_x\ny", "dk_test_x y", "dk_tést"])
def test_what_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="api_key must be one word") as refused:
        DutifulClient(BaseUrls(), key)
    assert "dk_" not in str(refused.value)


async def test_the_trace_of_the_moment_goes_along() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=ANSWER_EXAMPLE)

    traces = iter([{"traceparent": "first"}, {"traceparent": "second"}])
    transport = httpx2.MockTransport(answer)
    async with DutifulClient(BaseUrls(), "dk_test_x", transport=transport, trace=lambda: next(traces)) as client:
        await client.classify(PRODUCT)
        await client.classify(PRODUCT)
    assert [request.headers["traceparent"] for request in seen] == ["first", "second"]


def trying(answers: list[httpx2.Response | None]) -> tuple[DutifulClient, list[httpx2.Request]]:
    """A client of three tries, and what it sent; None stands for no answer."""
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        given = answers[len(seen) - 1]
        if given is None:
            raise httpx2.ReadTimeout("too slow", request=request)
        return given

    return DutifulClient(BaseUrls(), "dk_test_x", tries=3, transport=httpx2.MockTransport(answer)), seen


def refusal(seconds: str) -> httpx2.Response:
    headers = {"content-type": PROBLEM_MEDIA_TYPE, "retry-after": seconds}
    return httpx2.Response(503, content=json.dumps(PROBLEM).encode(), headers=headers)


async def test_a_post_that_is_tried_again_keeps_its_key() -> None:
    client, seen = trying([None, refusal("0"), httpx2.Response(200, json=ANSWER_EXAMPLE)])
    async with client:
        await client.classify(PRODUCT)
    assert len({request.headers["idempotency-key"] for request in seen}) == 1
    assert len(seen) == 3


async def test_another_request_has_another_key() -> None:
    client, seen = trying([httpx2.Response(200, json=ANSWER_EXAMPLE)] * 2)
    async with client:
        await client.classify(PRODUCT)
        await client.classify(PRODUCT)
    assert len({request.headers["idempotency-key"] for request in seen}) == 2


async def test_the_callers_own_key_is_sent() -> None:
    client, seen = trying([httpx2.Response(200, json=ANSWER_EXAMPLE)])
    async with client:
        await client.classify(PRODUCT, idempotency_key="order-7")
    assert seen[0].headers["idempotency-key"] == "order-7"


async def test_a_service_that_asks_for_long_patience_is_not_tried_again() -> None:
    client, seen = trying([refusal("600")])
    async with client:
        with pytest.raises(DutifulProblem):
            await client.classify(PRODUCT)
    assert len(seen) == 1


async def test_without_further_tries_no_key_is_made_up() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=ANSWER_EXAMPLE)

    async with client_of(answer) as client:
        await client.classify(PRODUCT)
    assert "idempotency-key" not in seen[0].headers
