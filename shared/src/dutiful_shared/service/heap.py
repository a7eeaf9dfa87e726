"""Keeps the garbage collector from holding up requests: what has settled in memory is looked at once an hour.

A full pass of the collector looks at everything a process holds, tariffs and caches too: of a warm quote process it
takes 0.15 s, in which nobody is answered. So what a pass has found to be alive is set aside (`gc.freeze`), and the next
pass, a second later, looks at what came since. What dies among it is freed as ever, unless it holds itself in a circle:
such remains wait for the hourly pass over all.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

#: A request makes some thousands of objects, a large cart some tens of thousands, and leaves none behind: with the
#: interpreter's 700 the collector would look for cycles several times a request (ADR 0041), and where it looks in the
#: midst of a large cart it goes through all that the cart has made so far.
GC_THRESHOLDS: Final = (100_000, 10, 10)
_SECONDS: Final = 1.0
_TURNS_OF_AN_HOUR: Final = 3_600


class SettledHeap:
    """`settle` once a second in a process that serves and does nothing else."""

    def __init__(self) -> None:
        self._turns = 0

    def settle(self) -> None:
        """Collect what came since the last time, and set the rest aside; once an hour, look at all."""
        if self._turns == _TURNS_OF_AN_HOUR:
            self._turns = 0
            gc.unfreeze()
        self._turns += 1
        gc.collect()
        gc.freeze()


@contextmanager
def settling() -> Iterator[None]:
    """Settle the heap of this process meanwhile; afterwards nothing is set aside."""
    heap, over = SettledHeap(), Event()

    def go_on() -> None:
        while not over.wait(_SECONDS):
            heap.settle()

    thread = Thread(target=go_on, name="heap", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        gc.unfreeze()
