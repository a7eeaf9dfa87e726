"""Callers that are slow or half gone: they are told so, or forgotten, and cost the others nothing."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from dutiful_local.ports import LOOPBACK
from tests.builders.listening import listening
from tests.faults.house import House, cart
from tests.faults.toxic_proxy import ToxicProxy, Toxics, proxied


@pytest.fixture
async def door(house: House) -> AsyncIterator[ToxicProxy]:
    """A bad road to the service's own socket."""
    async with listening(house.app, lifespan="off") as port, proxied(port) as (proxy,):
        yield proxy


async def test_a_body_that_comes_too_slowly_is_answered_by_its_deadline(house: House, door: ToxicProxy) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, door.port)
    body = json.dumps(cart()).encode()
    key = house.client.headers["authorization"]
    head = f"POST /v1/quotes HTTP/1.1\r\nHost: quote\r\nAuthorization: {key}\r\nX-Request-Deadline-Ms: 400\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:9])
    others = await house.quotes(8)
    answer = await reader.readuntil(b"\r\n")
    writer.close()

    assert answer.startswith(b"HTTP/1.1 408")
    assert {one.status_code for one in others} == {200}


async def test_a_thin_line_gets_its_whole_answer_while_others_are_served(house: House, door: ToxicProxy) -> None:
    door.toxics = Toxics(bandwidth=20_000, slicer=200)
    headers = {"authorization": house.client.headers["authorization"]}
    async with httpx2.AsyncClient(base_url=f"http://{LOOPBACK}:{door.port}", headers=headers, timeout=60) as client:
        slow, others = await asyncio.gather(client.post("/v1/quotes", json=cart()), house.quotes(8))

    assert {one.status_code for one in (slow, *others)} == {200}
    assert await house.recorded(slow.json()["id"]) == slow.content


async def test_callers_that_fall_silent_keep_nobody_else_out(house: House, door: ToxicProxy) -> None:
    silent = [await asyncio.open_connection(LOOPBACK, door.port) for _ in range(40)]
    for _, writer in silent:
        writer.write(b"POST /v1/quotes HTTP/1.1\r\nHost: quote\r\n")
    await door.timeout()
    answers = await house.quotes(8)
    for _, writer in silent:
        writer.close()

    assert {one.status_code for one in answers} == {200}
