import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem
from tests.unit.shared_service.conftest import Send


def problem_in(response: httpx2.Response) -> Problem:
    """The problem of an answer, which must be one in every respect."""
    assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.type == f"/problems/{problem.code}"
    assert problem.request_id == response.headers["x-request-id"] != ""
    return problem


async def test_an_invalid_body_is_answered_with_a_pointer_to_each_fault(send: Send) -> None:
    response = await send(b'{"count": 0, "boxes": [{"kind": "small", "size": "big"}], "extra": 1}')
    problem = problem_in(response)
    assert (problem.status, problem.code) == (422, "invalid_request")
    pointers = {error.pointer for error in problem.errors}
    assert pointers == {"/name", "/count", "/boxes/0/size", "/extra"}


async def test_an_invalid_query_names_the_parameter(client: httpx2.AsyncClient) -> None:
    problem = problem_in(await client.get("/v1/things/1?origin=CHN"))
    assert [error.parameter for error in problem.errors] == ["query.origin"]


async def test_an_invalid_path_names_the_parameter(client: httpx2.AsyncClient) -> None:
    problem = problem_in(await client.get("/v1/things/one"))
    assert [error.parameter for error in problem.errors] == ["path.thing_id"]


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        pytest.param(b'{"name":\n "x",}', "malformed_json", "line 2", id="syntax"),
        pytest.param(b'{"name": NaN}', "malformed_json", "NaN", id="NaN"),
        pytest.param(b'{"name": "\xff"}', "malformed_json", "UTF-8", id="not UTF-8"),
        pytest.param(b'{"notes": {"n": ' + b"9" * 5_000 + b"}}", "body_too_large", "4096 bytes", id="too large"),
        pytest.param(b"[" * 20, "json_too_deep", "8 levels", id="too deep"),
    ],
)
async def test_a_body_that_is_not_json_is_told_apart_from_an_invalid_one(
    send: Send, body: bytes, code: str, detail: str
) -> None:
    problem = problem_in(await send(body))
    assert problem.code == code
    assert detail in problem.detail


async def test_a_body_without_a_length_is_cut_off_at_the_limit(client: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1_000

    response = await client.post("/v1/things/1", content=endless(), headers={"content-type": "application/json"})
    assert problem_in(response).status == 413


async def test_a_route_may_have_a_limit_of_its_own(send: Send) -> None:
    response = await send(b'{"name": "' + b"n" * 3_000 + b'"}')
    assert response.status_code == 200


async def test_lone_surrogates_are_answered_and_not_fatal(send: Send) -> None:
    problem = problem_in(await send(b'{"name": "n", "\\ud800": "\\udfff"}'))
    assert problem.code == "invalid_request"


async def test_another_media_type_is_refused(client: httpx2.AsyncClient) -> None:
    response = await client.post("/v1/things/1", content=b"name=x", headers={"content-type": "text/plain"})
    problem = problem_in(response)
    assert (problem.status, problem.code) == (415, "unsupported_media_type")
    assert "text/plain" in problem.detail


async def test_an_unknown_path_is_not_found(client: httpx2.AsyncClient) -> None:
    assert problem_in(await client.get("/nowhere")).code == "not_found"


async def test_a_wrong_method_is_told_every_right_one(client: httpx2.AsyncClient) -> None:
    response = await client.put("/v1/things/1")
    assert problem_in(response).code == "method_not_allowed"
    assert response.headers["allow"] == "GET, POST"


async def test_a_failure_shows_nothing_of_the_inside(client: httpx2.AsyncClient) -> None:
    response = await client.get("/v1/things/1/broken")
    assert problem_in(response).code == "internal_error"
    assert "secret" not in response.text


async def test_a_request_is_stopped_at_its_deadline(client: httpx2.AsyncClient) -> None:
    problem = problem_in(await client.get("/v1/things/1/slow"))
    assert (problem.status, problem.code) == (504, "deadline_exceeded")


async def test_a_body_that_never_ends_is_the_callers_fault(client: httpx2.AsyncClient) -> None:
    async def halting() -> AsyncIterator[bytes]:
        yield b'{"name": '
        await asyncio.sleep(60)

    response = await client.post("/v1/things/1", content=halting(), headers={"content-type": "application/json"})
    problem = problem_in(response)
    assert (problem.status, problem.code) == (408, "request_timeout")
