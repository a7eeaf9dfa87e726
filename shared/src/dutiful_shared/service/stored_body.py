"""A body that is kept in parts before anything is done with it, so that it survives the process that took it in."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol

#: Bytes of a stored part.
PART_BYTES: Final = 1024 * 1024


async def keep_in_parts(body: AsyncIterable[bytes], keep: Callable[[int, bytes], Awaitable[None]]) -> int:
    """Give `keep` the body part by part, each with its number from 0; the body's size in bytes.

    A part may be longer than `PART_BYTES` by what came last. What the body or `keep` raises passes through.
    """
    size = number = 0
    pending = bytearray()
    async for chunk in body:
        size += len(chunk)
        pending += chunk
        if len(pending) >= PART_BYTES:
            await keep(number, bytes(pending))
            pending.clear()
            number += 1
    if pending:
        await keep(number, bytes(pending))
    return size


class KeptBodies(Protocol):
    """Jobs whose bodies are kept in parts."""

    async def add_part(self, job_id: str, merchant_id: str, number: int, content: bytes, /) -> None:
        """Keep the part of this number; parts are read in the order of their numbers."""

    async def received(self, job_id: str, merchant_id: str, size: int, /) -> None:
        """The body is whole: workers may begin."""


async def take_in(
    body: AsyncIterable[bytes],
    job_id: str,
    merchant_id: str,
    kept: KeptBodies,
    drop: Callable[[str], Awaitable[None]],
    unreachable: type[Exception],
) -> None:
    """Keep the body of a job that has begun. One that breaks off is forgotten, and what broke it passes through.

    Args:
        drop: forgets the job of an id.
        unreachable: what `drop` raises while its store is out of reach; the job is then left to the tidying.
    """
    try:
        size = await keep_in_parts(body, partial(kept.add_part, job_id, merchant_id))
    except Exception:
        # At once: else whoever sends too large a body, again and again, fills the database.
        with suppress(unreachable):
            await drop(job_id)
        raise
    await kept.received(job_id, merchant_id, size)


def parts_for_thread(
    part: Callable[[int], Coroutine[Any, Any, bytes | None]], loop: asyncio.AbstractEventLoop
) -> Iterator[bytes]:
    """The parts in order, for a thread other than that of `loop`, which reads them.

    Args:
        part: the part of a number; None behind the end.
    """
    number = 0
    while content := asyncio.run_coroutine_threadsafe(part(number), loop).result():
        yield content
        number += 1
