"""A generator that costs little: raw HTTP/1.1 over a few kept connections, bodies encoded beforehand.

It keeps so many requests under way that the server is never idle, or paces them to a rate; and it says how much of its
own core it took, since a generator that is short of time measures itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final, cast
from urllib.parse import urlsplit

_LENGTH: Final = b"content-length:"
_END_OF_HEAD: Final = b"\r\n\r\n"


@dataclass(slots=True)
class Load:
    """What one run of the generator saw. Times in milliseconds."""

    seconds: float = 0.0
    requests: int = 0
    errors: int = 0
    generator_share: float = 0.0
    times_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The time that `share` (0..1) of the requests did not exceed."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def wire(url: str, key: str, body: bytes) -> bytes:
    """The request as it goes over the wire."""
    host = urlsplit(url).netloc
    head = (
        f"POST /v1/quotes HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Connection(asyncio.Protocol):
    """One request after the other; `ended` hears of each, and says when to send the next (None: no more)."""

    def __init__(self, ended: Callable[[bool, float], None], following: Callable[[], bytes | None]) -> None:
        self._ended = ended
        self._following = following
        self._received = bytearray()
        self._wanted = 0
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass

    def send(self) -> None:
        request = self._following()
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        if not self._wanted:
            head = received.find(_END_OF_HEAD)
            if head < 0:
                return
            start = received[:head].lower().index(_LENGTH) + len(_LENGTH)
            self._wanted = head + len(_END_OF_HEAD) + int(received[start : received.index(b"\r\n", start)])
        if len(received) < self._wanted:
            return
        fine = received.startswith(b"HTTP/1.1 200")
        received.clear()
        self._wanted = 0
        self._ended(fine, (time.perf_counter() - self._sent_at) * 1000)
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def closed_loop(
    url: str,
    requests: Sequence[bytes],
    *,
    seconds: float,
    connections: int,
) -> Load:
    """Keep `connections` requests under way for so long."""
    load = Load()
    bodies = cycle(requests)
    until = time.perf_counter() + seconds

    def ended(fine: bool, milliseconds: float) -> None:
        load.requests += 1
        load.errors += not fine
        load.times_ms.append(milliseconds)

    def following() -> bytes | None:
        return next(bodies) if time.perf_counter() < until else None

    address = urlsplit(url)
    began, used = time.perf_counter(), time.process_time()
    loop = asyncio.get_running_loop()
    protocols = [
        (await loop.create_connection(lambda: _Connection(ended, following), address.hostname, address.port))[1]
        for _ in range(connections)
    ]
    for protocol in protocols:
        protocol.send()
    await asyncio.gather(*(protocol.done for protocol in protocols))
    load.seconds = time.perf_counter() - began
    load.generator_share = (time.process_time() - used) / load.seconds
    return load


async def paced(url: str, requests: Sequence[bytes], *, seconds: float, rate: float, connections: int) -> Load:
    """Send `rate` requests a second; a request that finds no free connection waits, and its wait counts."""
    load = Load()
    bodies = cycle(requests)
    due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    address = urlsplit(url)
    began, used = time.perf_counter(), time.process_time()

    async def work() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        while (item := await due.get()) is not None:
            at, request = item
            writer.write(request)
            head = (await reader.readuntil(_END_OF_HEAD)).lower()
            start = head.index(_LENGTH) + len(_LENGTH)
            await reader.readexactly(int(head[start : head.index(b"\r\n", start)]))
            load.requests += 1
            load.errors += not head.startswith(b"http/1.1 200")
            load.times_ms.append((time.perf_counter() - at) * 1000)
        writer.close()

    workers = [asyncio.create_task(work()) for _ in range(connections)]
    for number in range(int(seconds * rate)):
        at = began + number / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait((at, next(bodies)))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    load.seconds = time.perf_counter() - began
    load.generator_share = (time.process_time() - used) / load.seconds
    return load
