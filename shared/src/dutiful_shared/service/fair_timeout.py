"""Limits of time for what somebody else does, in which our own lateness does not count.

While the event loop is busy with other work nobody looks whether a server has answered. By a clock on the wall its
answer would be late though it came at once, and the server would be left alone for what this process did.
So time passes in steps, and a step that ended late counts no more than its length. What an answer may take on the wall
is the matter of the request's own deadline.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

#: So many steps make a limit, so the loop comes round at least so often before it is over.
STEPS: Final = 20


class FairTimer:
    """Calls `late` once after `seconds` in which the loop could come round, unless it is cancelled before."""

    __slots__ = ("_handle", "_late", "_left", "_loop", "_since", "_step")

    def __init__(self, seconds: float, late: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._late = late
        self._left = seconds
        self._step = seconds / STEPS
        self._wait()

    def cancel(self) -> None:
        """`late` will not be called any more. Nothing happens where it was called."""
        self._handle.cancel()

    def _wait(self) -> None:
        self._since = self._loop.time()
        self._handle = self._loop.call_later(min(self._step, self._left), self._look)

    def _look(self) -> None:
        self._left -= min(self._loop.time() - self._since, self._step)
        # What is left of rounding is no time for anybody.
        if self._left > self._step * 0.01:
            self._wait()
        else:
            self._late()


class fair_timeout:  # noqa: N801 - used as `asyncio.timeout` is
    """`async with fair_timeout(seconds)`: as `asyncio.timeout`, but the loop's own lateness is not counted.

    Raises:
        TimeoutError: the time is over.
    """

    __slots__ = ("_seconds", "_timeout", "_timer")

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)
        self._timer: FairTimer | None = None

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        if self._seconds is not None:
            self._timer = FairTimer(self._seconds, self._over)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await self._timeout.__aexit__(kind, error, traceback)

    def _over(self) -> None:
        # A time that has passed: the task is stopped in the loop's next turn, after a last look at the sockets.
        self._timeout.reschedule(0)
