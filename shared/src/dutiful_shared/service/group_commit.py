"""`GroupCommit`: what is ready at the same moment is written by one statement, with one flush to disk for all of it.

Whoever puts something in waits until it is written. Whoever stopped waiting was told "not written": what it put in is
left out of any later group.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from prometheus_client import CollectorRegistry, Histogram

from dutiful_shared.contract.value_class import value_class
from dutiful_shared.service.fair_timeout import FairTimer, fair_timeout

#: More than this is written in a further statement: a bound on its size, far above what one moment brings.
MAX_GROUP: Final = 256
#: What may wait; more is refused, so that a stalled database does not fill the memory.
_MAX_WAITING: Final = MAX_GROUP * 8
_BUCKETS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class NotWrittenError(Exception):
    """It is not on disk, or nobody knows yet whether it is."""


class GroupRefusedError(Exception):
    """The store refuses one of a group; the others must not share its fate."""


def _too_late(written: asyncio.Future[Any]) -> None:
    if not written.done():
        written.set_exception(NotWrittenError("it could not be written in time"))


@value_class
class _Entry(Generic[Item, Outcome]):
    item: Item
    written: asyncio.Future[Outcome]


class GroupCommit(Generic[Item, Outcome]):
    """Writes in groups. `start` before use, `close` writes what is still waiting.

    Args:
        name: of the task.
        write: writes a group and says what became of each of it, in its order; it raises `GroupRefusedError` where
            writing one by one may do better.
        timeout_seconds: the longest that anybody waits, and that a statement may take; the loop's lateness apart.
        failed: hears of each group that could not be written: how many, and why.
        groups: the histogram of sizes: its name and its description.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[list[Item]], Awaitable[Sequence[Outcome]]],
        timeout_seconds: float,
        failed: Callable[[int, Exception], None],
        groups: tuple[str, str],
        registry: CollectorRegistry,
    ) -> None:
        self._name = name
        self._put_down = write
        self._timeout = timeout_seconds
        self._failed = failed
        self._groups = Histogram(*groups, registry=registry, buckets=_BUCKETS)
        self._waiting: asyncio.Queue[_Entry[Item, Outcome]] = asyncio.Queue(maxsize=_MAX_WAITING)
        self._writer: asyncio.Task[None] | None = None
        #: Since when each of what waits has waited, the oldest first.
        self._since: dict[asyncio.Future[Outcome], float] = {}

    @property
    def depth(self) -> int:
        """How much waits to be written."""
        return len(self._since)

    @property
    def age_seconds(self) -> float:
        """How long the oldest of it has waited; 0 where nothing does."""
        return monotonic() - next(iter(self._since.values())) if self._since else 0.0

    def start(self) -> None:
        """Begin to write, in the running event loop."""
        self._writer = asyncio.create_task(self._write_groups(), name=self._name)

    async def close(self) -> None:
        """Write what waits, then stop."""
        await self._waiting.join()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def put(self, item: Item) -> Outcome:
        """Return when it is on disk.

        Raises:
            NotWrittenError: it could not be written, not in time, or too many already wait.
        """
        loop = asyncio.get_running_loop()
        written: asyncio.Future[Outcome] = loop.create_future()
        self._since[written] = monotonic()
        clock = FairTimer(self._timeout, partial(_too_late, written))
        try:
            self._waiting.put_nowait(_Entry(item, written))
            return await written
        except asyncio.QueueFull as exc:
            raise NotWrittenError("too many already wait") from exc
        finally:
            clock.cancel()
            del self._since[written]

    async def _write_groups(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while len(group) < MAX_GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            try:
                await self._write([entry for entry in group if not entry.written.done()])
            finally:
                for _ in group:
                    self._waiting.task_done()

    async def _write(self, group: list[_Entry[Item, Outcome]]) -> None:
        if not group:
            return
        try:
            async with fair_timeout(self._timeout):
                outcomes = await self._put_down([entry.item for entry in group])
        except GroupRefusedError as exc:
            if len(group) == 1:
                self._tell_of_failure(group, exc)
            for entry in group if len(group) > 1 else ():
                await self._write([entry])
            return
        except Exception as exc:  # whatever the database's trouble is, everybody who waits must hear of it
            self._tell_of_failure(group, exc)
            return
        self._groups.observe(len(group))
        for entry, outcome in zip(group, outcomes, strict=True):
            if not entry.written.done():
                entry.written.set_result(outcome)

    def _tell_of_failure(self, group: list[_Entry[Item, Outcome]], exc: Exception) -> None:
        self._failed(len(group), exc)
        for entry in group:
            if not entry.written.done():
                entry.written.set_exception(NotWrittenError(str(exc)))
