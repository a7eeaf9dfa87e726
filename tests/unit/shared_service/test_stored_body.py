"""A body kept in parts comes back as it was sent."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dutiful_shared.service.stored_body import PART_BYTES, keep_in_parts, parts_for_thread


async def _sent(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize(
    ("chunks", "sizes"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([b"a" * 10, b"b" * 10], [20], id="less than a part"),
        pytest.param([b"a" * PART_BYTES], [PART_BYTES], id="a part"),
        pytest.param([b"a" * PART_BYTES, b"b"], [PART_BYTES, 1], id="a byte more"),
        pytest.param([b"a" * (PART_BYTES + 1), b"b"], [PART_BYTES + 1, 1], id="a chunk longer than a part"),
    ],
)
async def test_parts_are_numbered_and_hold_the_whole_body(chunks: list[bytes], sizes: list[int]) -> None:
    kept: dict[int, bytes] = {}

    async def keep(number: int, content: bytes) -> None:
        kept[number] = content

    async def part(number: int) -> bytes | None:
        return kept.get(number)

    size = await keep_in_parts(_sent(chunks), keep)
    loop = asyncio.get_running_loop()
    read = await asyncio.to_thread(lambda: list(parts_for_thread(part, loop)))

    assert size == sum(map(len, chunks))
    assert [len(kept[number]) for number in sorted(kept)] == sizes
    assert b"".join(read) == b"".join(chunks)
