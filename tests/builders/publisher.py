"""A publisher's web server on the loopback that can misbehave in every way we have thought of.

It writes bytes, not responses: a body that is cut off, or drips, cannot be had of a server that keeps the rules.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Reply = Callable[[asyncio.StreamWriter, dict[str, str]], Awaitable[None]]


def head(status: str, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode()


def file(body: bytes, etag: str = "", kind: str = "application/json", **headers: str) -> Reply:
    """The file, or 304 where the client has that ETag."""

    async def reply(writer: asyncio.StreamWriter, asked: dict[str, str]) -> None:
        if etag and asked.get("if-none-match") == etag:
            writer.write(head("304 Not Modified", ETag=etag))
            return
        named = {"ETag": etag} if etag else {}
        writer.write(head("200 OK", Content_Type=kind, Content_Length=str(len(body)), **named, **headers) + body)

    return reply


def status(line: str, body: bytes = b"no", **headers: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter, _: dict[str, str]) -> None:
        writer.write(head(line, Content_Type="text/plain", Content_Length=str(len(body)), **headers) + body)

    return reply


def cut(body: bytes) -> Reply:
    """Half of what Content-Length promises."""

    async def reply(writer: asyncio.StreamWriter, _: dict[str, str]) -> None:
        writer.write(head("200 OK", Content_Type="application/json", Content_Length=str(len(body))))
        writer.write(body[: len(body) // 2])

    return reply


def cut_without_length(body: bytes) -> Reply:
    """Half of the file, and nothing on the wire tells."""

    async def reply(writer: asyncio.StreamWriter, _: dict[str, str]) -> None:
        writer.write(head("200 OK", Content_Type="application/json") + body[: len(body) // 2])

    return reply


def packed(body: bytes, share: float = 1.0) -> Reply:
    """Compressed though nobody asked for it; a `share` below 1 breaks it off."""
    data = gzip.compress(body)
    data = data[: int(len(data) * share)]
    return file(data, Content_Encoding="gzip")


def drip(body: bytes, pause: float) -> Reply:
    """A byte at a time: never silent for long, never done."""

    async def reply(writer: asyncio.StreamWriter, _: dict[str, str]) -> None:
        writer.write(head("200 OK", Content_Type="application/json", Content_Length=str(len(body))))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause)

    return reply


def silent(seconds: float) -> Reply:
    async def reply(_: asyncio.StreamWriter, __: dict[str, str]) -> None:
        await asyncio.sleep(seconds)

    return reply


def in_turn(*replies: Reply) -> Reply:
    """One after the other; the last for ever."""
    left = list(replies)

    async def reply(writer: asyncio.StreamWriter, asked: dict[str, str]) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(writer, asked)

    return reply


@dataclass(slots=True)
class Publisher:
    """`reply` is how it answers from now on; `asked` are the headers of every request so far."""

    reply: Reply
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tariff"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            text = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = text.split("\r\n")[1:]
            asked = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
            self.asked.append(asked)
            await self.reply(writer, asked)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client had enough
        finally:
            writer.close()


@asynccontextmanager
async def publisher() -> AsyncIterator[Publisher]:
    """A running publisher."""
    made = Publisher(status("404 Not Found"))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
