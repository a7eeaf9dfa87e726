"""`JobWorker`: does jobs that wait in a store, one after the other, and takes over those that a dead process left."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final, Generic, TypeVar
from uuid import uuid4

from dutiful_shared.service.logs import logger

_LOOK_SECONDS: Final = 5.0
_TIDY_SECONDS: Final = 600.0

Job = TypeVar("Job")


def worker_name() -> str:
    """Who holds a lease: the host, the process, and what tells two workers of one process apart."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class JobWorker(Generic[Job]):
    """`start` it, `wake` it when there is work, `close` it at shutdown.

    Args:
        name: what the logs and the tasks are called.
        claim: the next job with a lease on it; None where none waits.
        work: does a job; its lease is its own affair.
        passing: what is raised while a store is out of reach.
        tidy: drops what nobody will ask for; done every ten minutes.
        tasks: jobs at a time.
        seconds: how often to look for jobs that another process took in, or has left behind.
    """

    def __init__(
        self,
        name: str,
        claim: Callable[[], Awaitable[Job | None]],
        work: Callable[[Job], Awaitable[None]],
        passing: type[Exception] | tuple[type[Exception], ...],
        *,
        tidy: Callable[[], Awaitable[None]] | None = None,
        tasks: int = 1,
        seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._name = name
        self._claim = claim
        self._do = work
        self._tidy_up = tidy
        self._passing = passing
        self._number = tasks
        self._seconds = seconds
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._tidied_at = float("-inf")

    def start(self) -> None:
        """Begin to work, in the running event loop."""
        self._tasks = [asyncio.create_task(self._work(), name=self._name) for _ in range(self._number)]

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    async def close(self) -> None:
        """Stop at once. A job under way is left to its lease, and taken up again by whoever comes next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self) -> None:
        failing = False
        while True:
            try:
                while (job := await self._claim()) is not None:
                    await self._do(job)
                await self._tidy()
                failing = False
            except self._passing as exc:
                if not failing:
                    logger().warning("jobs wait for their store", jobs=self._name, error=str(exc.__cause__ or exc))
                failing = True
            except Exception:  # a defect in one job must not end all of them unseen
                logger().exception("a job failed", jobs=self._name)
            try:
                async with asyncio.timeout(self._seconds):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _tidy(self) -> None:
        if self._tidy_up is not None and monotonic() - self._tidied_at > _TIDY_SECONDS:
            self._tidied_at = monotonic()
            await self._tidy_up()
