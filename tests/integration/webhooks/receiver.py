"""A real HTTP server on the loopback that receives webhooks and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Receiver:
    """`answers` are given one after the other, the last one for ever; 0 hangs up without one, -1 says nothing."""

    answers: list[int] = field(default_factory=lambda: [204])
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")[1:-2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(headers, body, asyncio.get_running_loop().time()))
        status = self.answers[min(len(self.received), len(self.answers)) - 1]
        if status == -1:
            await asyncio.sleep(5)
        elif status:
            location = f"location: {self.url}other\r\n" if 300 <= status < 400 else ""
            writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n{location}\r\n".encode())
            await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(*answers: int) -> AsyncIterator[Receiver]:
    receiver = Receiver(list(answers) or [204])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/"
    try:
        yield receiver
    finally:
        server.close()
