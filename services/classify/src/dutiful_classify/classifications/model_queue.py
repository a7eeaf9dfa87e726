"""`ModelQueue`: one thread that computes, and who is next.

Requests that come together are computed together, which costs little more than one. Work in the background (batches,
rechecks) gets the thread in small portions, and only while no request waits: a request waits for one portion at most.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from dutiful_classify.classifications.appraisal import Appraisal, Appraiser, Asked
from dutiful_classify.classifications.errors import ModelBusyError
from dutiful_classify.classifications.metrics import ModelMetrics
from dutiful_shared.service.logs import logger

#: Products of one call of the model: some tens of milliseconds of work.
MOST_TOGETHER: Final = 16


@dataclass(frozen=True, slots=True)
class _Entry:
    asked: Asked
    done: asyncio.Future[Appraisal]


class ModelQueue:
    """`start` before use, `close` at shutdown.

    Args:
        most_waiting: requests that may wait; more are refused.
    """

    def __init__(self, appraiser: Appraiser, metrics: ModelMetrics, most_waiting: int) -> None:
        self.appraiser = appraiser
        self._metrics = metrics
        self._most_waiting = most_waiting
        self._requests: deque[_Entry] = deque()
        self._background: deque[_Entry] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        metrics.depth.set_function(lambda: len(self._requests))

    def start(self) -> None:
        """Begin to compute, in the running event loop."""
        self._task = asyncio.create_task(self._work(), name="model-queue")

    async def close(self) -> None:
        """Stop; whoever still waits is cancelled."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for entry in (*self._requests, *self._background):
            entry.done.cancel()
        # What the thread computes cannot be stopped, only waited for: a portion.
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    async def appraise(self, asked: Asked) -> Appraisal:
        """The appraisal of a product that somebody waits for.

        Raises:
            ModelBusyError: too many wait already.
        """
        if len(self._requests) >= self._most_waiting:
            self._metrics.refused.inc()
            raise ModelBusyError
        return await self._put(self._requests, asked)

    async def appraise_in_background(self, asked: Sequence[Asked]) -> list[Appraisal | None]:
        """The appraisals of products that can wait; None where the model failed."""
        found = await asyncio.gather(*(self._put(self._background, one) for one in asked), return_exceptions=True)
        return [None if isinstance(one, BaseException) else one for one in found]

    async def _put(self, queue: deque[_Entry], asked: Asked) -> Appraisal:
        entry = _Entry(asked, asyncio.get_running_loop().create_future())
        queue.append(entry)
        self._wake.set()
        return await entry.done

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            while portion := self._next_portion():
                await self._compute(portion)
            await self._wake.wait()

    def _next_portion(self) -> list[_Entry]:
        portion: list[_Entry] = []
        for queue in (self._requests, self._background):
            while queue and len(portion) < MOST_TOGETHER:
                entry = queue.popleft()
                # Whoever has reached a deadline waits no more, and nothing is computed for nobody.
                if not entry.done.done():
                    portion.append(entry)
            if portion:
                break
        return portion

    async def _compute(self, portion: list[_Entry]) -> None:
        loop = asyncio.get_running_loop()
        began = perf_counter()
        try:
            appraisals = await loop.run_in_executor(
                self._thread, self.appraiser.appraise, [entry.asked for entry in portion]
            )
        except Exception as exc:
            await self._apart(portion, exc)
            return
        self._metrics.seconds.observe(perf_counter() - began)
        self._metrics.together.observe(len(portion))
        for entry, appraisal in zip(portion, appraisals, strict=True):
            if not entry.done.done():
                entry.done.set_result(appraisal)

    async def _apart(self, portion: list[_Entry], exc: Exception) -> None:
        """A product that the model fails at must not take the others along."""
        if len(portion) > 1:
            for entry in portion:
                await self._compute([entry])
            return
        logger().error("the model failed at a product", error=type(exc).__name__)
        if not portion[0].done.done():
            portion[0].done.set_exception(exc)
