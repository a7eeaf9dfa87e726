"""`ToxicProxy`: a TCP proxy whose road can be bad in every way that roads are, named as Toxiproxy names them."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Final, Self

from dutiful_local.ports import LOOPBACK, free_port

_CHUNK: Final = 65_536
#: With it, closing a socket sends RST at once.
_NO_LINGER: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Toxics:
    """What happens to the bytes of both directions.

    Attributes:
        latency: seconds by which each piece comes later.
        jitter: seconds by which that varies, to both sides.
        bandwidth: bytes a second; None for no bound.
        slicer: bytes of the pieces into which everything is cut; None for as it comes.
    """

    latency: float = 0.0
    jitter: float = 0.0
    bandwidth: float | None = None
    slicer: int | None = None


class ToxicProxy:
    """Listens on a port of its own and passes on to another one, until told otherwise.

    Args:
        target: the port on the loopback that is proxied.
        random: draws the jitter.
    """

    def __init__(self, target: int, random: Random | None = None) -> None:
        self.port = free_port()
        self.toxics = Toxics()
        self._target = target
        self._random = random or Random(0)
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._resetting = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.heal()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.down()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def heal(self) -> None:
        """The road is good again. Connections that hung go on where they were."""
        self.toxics = Toxics()
        self._resetting = False
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, LOOPBACK, self.port)

    async def down(self) -> None:
        """Nobody listens any more, and connections are closed."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.close()

    async def timeout(self) -> None:
        """Connections stay open, new ones are taken, and nothing comes through: the other end is half open."""
        self._flowing.clear()

    async def reset_peer(self) -> None:
        """Every connection is reset, new ones too."""
        self._resetting = True
        for writer in self._writers:
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._resetting:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, far_writer}
        pumps = [
            asyncio.create_task(self._pump(source, sink))
            for source, sink in ((reader, far_writer), (far_reader, writer))
        ]
        self._pumps.update(pumps)
        try:
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            self._pumps.difference_update(pumps)
            self._writers -= {writer, far_writer}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(_CHUNK):
                for piece in self._cut(chunk):
                    await asyncio.sleep(self._delay(len(piece)))
                    await self._flowing.wait()
                    sink.write(piece)
                    await sink.drain()
        except OSError:
            pass  # one end is gone; the other is told by closing it
        finally:
            sink.close()

    def _cut(self, chunk: bytes) -> Iterator[bytes]:
        size = self.toxics.slicer or len(chunk)
        for first in range(0, len(chunk), size):
            yield chunk[first : first + size]

    def _delay(self, size: int) -> float:
        toxics = self.toxics
        late = toxics.latency + self._random.uniform(-toxics.jitter, toxics.jitter)
        return max(late, 0.0) + (size / toxics.bandwidth if toxics.bandwidth else 0.0)


def _reset(writer: asyncio.StreamWriter) -> None:
    raw: socket.socket | None = writer.get_extra_info("socket")
    if raw is not None and not writer.is_closing():
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


@asynccontextmanager
async def proxied(*targets: int) -> AsyncIterator[list[ToxicProxy]]:
    """A proxy before each of the ports."""
    proxies = [ToxicProxy(target) for target in targets]
    for proxy in proxies:
        await proxy.__aenter__()
    try:
        yield proxies
    finally:
        for proxy in proxies:
            await proxy.__aexit__(None, None, None)
