"""Keeps the garbage collector from holding up requests: what has settled in memory is looked at once an hour.

A full pass of the collector looks at everything a process holds, tariffs and caches too: of a warm quote process it
takes 0.15 s, in which nobody is answered. So what a pass has found to be alive is set aside (`gc.freeze`), and the next
pass, a second later, looks at what came since. What dies among it is freed as ever, unless it holds itself in a circle:
such remains wait for the hourly pass over all.
"""

import gc
from typing import Final, Self

from dutiful_shared.service.periodic import Periodic

#: A request makes some thousands of objects, a large cart some tens of thousands, and leaves none behind: with the
#: interpreter's 700 the collector would look for cycles several times a request (ADR 0041), and where it looks in the
#: midst of a large cart it goes through all that the cart has made so far.
GC_THRESHOLDS: Final = (100_000, 10, 10)
_SECONDS: Final = 1.0
_TURNS_OF_AN_HOUR: Final = 3_600


class SettledHeap:
    """`start` once everything that lasts is there; `close` gives the collector back all that was set aside."""

    def __init__(self) -> None:
        self._turns = 0
        self._periodic = Periodic("heap", self.settle, _SECONDS)

    async def start(self) -> Self:
        """Set aside what is there, and go on doing so."""
        gc.set_threshold(*GC_THRESHOLDS)
        await self._periodic.start()
        return self

    async def settle(self) -> None:
        """Collect what came since the last time, and set the rest aside; once an hour, look at all."""
        if self._turns == _TURNS_OF_AN_HOUR:
            self._turns = 0
            gc.unfreeze()
        self._turns += 1
        gc.collect()
        gc.freeze()

    async def close(self) -> None:
        """Set nothing aside any more."""
        await self._periodic.close()
        gc.unfreeze()
