"""The lane that items of batches are worked on in, and how a batch is taken apart."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.api.batch_items import of_lines, of_list
from dutiful_quote.quotes.batch import BatchLane
from dutiful_quote.quotes.errors import ItemTookTooLongError


async def each(items: list[int]) -> AsyncIterator[int]:
    for item in items:
        yield item


async def test_results_keep_the_order_of_their_items() -> None:
    async def work(item: int) -> int:
        await asyncio.sleep(0.001 * (5 - item))
        return item

    assert [result async for result in BatchLane(5, 1).run(each([0, 1, 2, 3, 4]), work)] == [0, 1, 2, 3, 4]


async def test_no_more_items_than_the_lane_has_places_are_in_work_whatever_the_batches() -> None:
    lane, working, most = BatchLane(3, 1), 0, 0

    async def work(item: int) -> int:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.001)
        working -= 1
        return item

    async def batch() -> list[int]:
        return [result async for result in lane.run(each(list(range(20))), work)]

    await asyncio.gather(batch(), batch())

    assert most == 3


async def test_an_item_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ItemTookTooLongError):
        await BatchLane(1, 0.01).within_time(asyncio.sleep(5))


async def test_what_reading_raises_comes_after_the_results_before_it() -> None:
    async def broken() -> AsyncIterator[int]:
        yield 1
        raise ValueError("cut off")

    async def work(item: int) -> int:
        return item

    results = BatchLane(1, 1).run(broken(), work)

    assert await anext(results) == 1
    with pytest.raises(ValueError, match="cut off"):
        await anext(results)


async def test_whoever_stops_taking_results_ends_the_work() -> None:
    stopped = asyncio.Event()

    async def work(item: int) -> int:
        if item == 0:
            return item
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        return item

    results = BatchLane(2, 100).run(each([0, 1]), work)
    assert await anext(results) == 0
    await asyncio.sleep(0.01)
    await results.aclose()

    async with asyncio.timeout(1):
        await stopped.wait()


@given(chunks=st.lists(st.binary(max_size=8), max_size=10))
def test_lines_do_not_depend_on_how_the_body_was_cut(chunks: list[bytes]) -> None:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def read() -> list[bytes]:
        return [line async for line in of_lines(body())]

    whole = [line for line in b"".join(chunks).split(b"\n") if line.strip()]
    assert asyncio.run(read()) == whole


async def test_items_of_a_list_are_as_they_were_written() -> None:
    body = b'\xef\xbb\xbf [ {"price": 19.990} ,\n"x, ]", [1, [2]], null ] '

    assert await of_list(body) == [b'{"price": 19.990}', b'"x, ]"', b"[1, [2]]", b"null"]
