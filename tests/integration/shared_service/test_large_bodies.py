"""Bodies beyond the limit, over a real socket: the caller sees the answer although it looks only when all is sent."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from dutiful_local.ports import LOOPBACK
from dutiful_shared.service.app import create_service
from dutiful_shared.service.settings import ServiceSettings
from tests.builders.listening import listening
from tests.unit.shared_service.conftest import thing_router

pytestmark = pytest.mark.integration

TEN_MEGABYTES = 10_000_000


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where a small service of our own listens."""
    async with listening(
        create_service("sample", title="Sample", settings=ServiceSettings(), routers=[thing_router()])
    ) as number:
        yield number


def sent_whole(port: int, header: str, *parts: bytes) -> bytes:
    """What comes back to a caller that writes everything before it reads."""
    with socket.create_connection((LOOPBACK, port), timeout=10) as connection:
        head = f"POST /v1/things/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{header}\r\n\r\n"
        connection.sendall(head.encode())
        for part in parts:
            connection.sendall(part)
        return connection.recv(65_536)


async def test_an_announced_body_of_ten_megabytes_is_answered(port: int) -> None:
    length = f"Content-Length: {TEN_MEGABYTES}"

    answer = await asyncio.to_thread(sent_whole, port, length, b" " * TEN_MEGABYTES)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


async def test_a_chunked_body_of_ten_megabytes_is_answered(port: int) -> None:
    chunk = b"f4240\r\n" + b" " * 0xF4240 + b"\r\n"

    answer = await asyncio.to_thread(sent_whole, port, "Transfer-Encoding: chunked", *[chunk] * 10, b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_would_keep_the_server_busy_is_not_read_to_its_end(port: int) -> None:
    answer = await asyncio.to_thread(sent_whole, port, "Content-Length: 900000000000")

    assert b"connection: close" in answer.lower()
