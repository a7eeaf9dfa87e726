"""An event loop whose clock is the test's: it jumps to whatever is due next, so that hours pass in no time."""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any


class _Steps(selectors.DefaultSelector):
    """Waits for nothing: the time it would have waited is said to have passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += max(timeout or 0.0, 0.0)
        return super().select(0)


class SteppedLoop(asyncio.SelectorEventLoop):
    """What is sent to a thread is done at once instead, and takes no time."""

    def __init__(self) -> None:
        self._steps = _Steps()
        super().__init__(self._steps)

    def time(self) -> float:
        return self._steps.now

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as exc:
            done.set_exception(exc)
        return done
