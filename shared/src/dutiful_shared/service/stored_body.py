"""A body that is kept in parts before anything is done with it, so that it survives the process that took it in."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Iterator
from typing import Any, Final

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
