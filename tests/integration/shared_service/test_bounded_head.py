"""A head without end, or one that does not come to its end, ends with its connection."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request

from dutiful_local.ports import LOOPBACK
from dutiful_shared.service import bounded_head
from dutiful_shared.service.bounded_head import MOST_HEAD_BYTES
from tests.builders.listening import listening

pytestmark = pytest.mark.integration
BEGINNING = b"GET /here HTTP/1.1\r\nhost: x\r\n"
REST = b"\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = FastAPI()

    @app.api_route("/here", methods=["GET", "POST"])
    async def here(request: Request) -> int:
        return len(await request.body())

    async with listening(app) as number:
        yield number


async def answered(port: int, *parts: bytes, pause: float = 0.0) -> list[bytes]:
    """The statuses of answers until the server closes; `open` where it does not for a while."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
    except ConnectionError:
        pass
    heard = b""
    try:
        async with asyncio.timeout(3):
            while piece := await reader.read(65_536):
                heard += piece
    except (TimeoutError, ConnectionError):
        heard += b"HTTP/1.1 open" if not reader.at_eof() and not writer.is_closing() else b""
    writer.close()
    return re.findall(rb"HTTP/1.1 ([^\r]+)", heard)


async def test_an_endless_head_is_refused(port: int) -> None:
    # No more than it takes: what the server has not read when it closes would cost the client the answer.
    parts = [BEGINNING + b"x-long: ", *[b"a" * 16_384] * (MOST_HEAD_BYTES // 16_384)]
    assert await answered(port, *parts, pause=0.01) == [b"431 Request Header Fields Too Large"]


async def test_a_head_in_many_parts_within_the_bound_is_read(port: int) -> None:
    parts = [BEGINNING, *[b"x-%d: %s\r\n" % (i, b"a" * 1_000) for i in range(30)], b"connection: close\r\n", REST]
    assert await answered(port, *parts, pause=0.005) == [b"200 OK"]


async def test_bodies_do_not_count_as_heads(port: int) -> None:
    body = b"a" * (2 * MOST_HEAD_BYTES)
    head = b"POST /here HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
    assert await answered(port, head, body[:1_000], body[1_000:], pause=0.01) == [b"200 OK"]


async def test_a_head_that_does_not_come_to_its_end_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_head, "HEAD_SECONDS", 0.2)
    assert await answered(port, BEGINNING) == [b"408 Request Timeout"]


async def test_requests_one_after_the_other_are_bounded_each(port: int) -> None:
    request = BEGINNING + b"x-some: " + b"a" * 40_000 + b"\r\n"
    parts = [request, REST, request, REST, request, b"connection: close\r\n" + REST]
    assert await answered(port, *parts, pause=0.02) == [b"200 OK"] * 3
