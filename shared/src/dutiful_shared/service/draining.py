"""Leaving without a dropped request: after SIGTERM a process first says that it is not ready, and goes on serving.

Whoever distributes requests needs a moment to notice. Meanwhile every answer closes its connection, so that callers
open the next one elsewhere. After that the server does what it does at SIGTERM: it takes no further connection and
finishes what is in flight.
"""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dutiful_shared.service.logs import logger


class Draining:
    """Whether the process has begun to leave."""

    __slots__ = ("began",)

    def __init__(self) -> None:
        self.began = False


@contextmanager
def draining_at_sigterm(draining: Draining, seconds: float) -> Iterator[None]:
    """Inside of it SIGTERM lets the process drain for `seconds` before the server hears of it; a second one ends that.

    Nothing changes where `seconds` is 0, or where no server waits for the signal (in tests, in other threads).
    """
    served_by = signal.getsignal(signal.SIGTERM)
    if not seconds or not callable(served_by) or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def drain() -> None:
        logger().info("service draining", seconds=seconds)
        loop.call_later(seconds, served_by, signal.SIGTERM, None)

    def on_sigterm(number: int, frame: FrameType | None) -> None:
        if draining.began:
            served_by(number, frame)
        else:
            draining.began = True
            loop.call_soon_threadsafe(drain)

    signal.signal(signal.SIGTERM, on_sigterm)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, served_by)
