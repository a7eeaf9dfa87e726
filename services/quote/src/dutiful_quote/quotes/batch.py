"""Many carts at once: answered in their order, few at a time, and none of them a reason for another to fail.

The lane is one for the whole process, so that batches, however many, leave the event loop and the pool of connections
to the single quotes of checkouts.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from dutiful_quote.quotes.errors import ItemTookTooLongError

#: More items than this are sent as several batches.
MAX_ITEMS: Final = 500

Item = TypeVar("Item")
Result = TypeVar("Result")


class BatchLane:
    """Where items of batches are worked on.

    Args:
        at_once: items in work at the same time, of all batches of the process.
        seconds: how long one item may take, from when its work begins.
    """

    def __init__(self, at_once: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._seconds = seconds

    async def run(
        self, items: AsyncIterator[Item], work: Callable[[Item], Awaitable[Result]]
    ) -> AsyncGenerator[Result]:
        """The results in the order of the items, each as soon as it and those before it are ready.

        Items are read while results are taken, and reading never waits for that: a caller that sends everything
        before it reads anything is served as well. Whoever stops taking results ends the work.

        Args:
            items: as they come in.
            work: it answers for its own failures; see `within_time`.

        Raises:
            Exception: whatever reading the items raised, after the results of the items before.
        """
        waiting: asyncio.Queue[asyncio.Task[Result] | None] = asyncio.Queue()
        tasks: set[asyncio.Task[Result]] = set()

        async def read() -> None:
            try:
                async for item in items:
                    task = asyncio.create_task(self._worked(item, work))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
                    waiting.put_nowait(task)
            finally:
                waiting.put_nowait(None)

        reader = asyncio.create_task(read())
        try:
            while (task := await waiting.get()) is not None:
                yield await task
            await reader
        finally:
            for unfinished in (reader, *tasks):
                unfinished.cancel()

    async def _worked(self, item: Item, work: Callable[[Item], Awaitable[Result]]) -> Result:
        async with self._places:
            # Single quotes that came meanwhile go first.
            await asyncio.sleep(0)
            return await work(item)

    async def within_time(self, quoted: Awaitable[Result]) -> Result:
        """What an item's work waits for.

        Raises:
            ItemTookTooLongError: it was not ready in time, and was stopped.
        """
        clock = asyncio.timeout(self._seconds)
        try:
            async with clock:
                return await quoted
        except TimeoutError as exc:
            if clock.expired():
                raise ItemTookTooLongError(f"The answer was not ready within {self._seconds:g} seconds.") from exc
            raise
