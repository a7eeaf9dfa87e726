"""`Periodic`: work that is done again and again in the background, whatever befalls it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from dutiful_shared.service.logs import logger


class Periodic:
    """Does `work` at start and then every `seconds` until it is closed.

    A failure is logged when it begins and when it is over, not at every turn.

    Args:
        name: what the logs call the work.
        passing: errors that come and go, such as a store out of reach; all others are logged with their trace.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[object]],
        seconds: float,
        *,
        passing: tuple[type[Exception], ...] = (),
    ) -> None:
        self._name = name
        self._work = work
        self._seconds = seconds
        self._passing = passing
        self._failing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Do the work once, and go on in the background even if it failed."""
        await self._turn()
        self._task = asyncio.create_task(self._go_on(), name=self._name)

    def start_later(self) -> None:
        """Do the work in the background from the first time on: nobody waits for it."""
        self._task = asyncio.create_task(self._go_on(at_once=True), name=self._name)

    async def close(self) -> None:
        """Cancel the work and return once it has ended; nothing where it was never begun."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _go_on(self, *, at_once: bool = False) -> None:
        if at_once:
            await self._turn()
        while True:
            await asyncio.sleep(self._seconds)
            await self._turn()

    async def _turn(self) -> None:
        try:
            await self._work()
        except self._passing as exc:
            if not self._failing:
                logger().warning("background work fails", work=self._name, error=str(exc))
            self._failing = True
        except Exception:
            # The loop must outlive whatever happens.
            if not self._failing:
                logger().exception("background work fails", work=self._name)
            self._failing = True
        else:
            if self._failing:
                logger().info("background work succeeds again", work=self._name)
            self._failing = False
