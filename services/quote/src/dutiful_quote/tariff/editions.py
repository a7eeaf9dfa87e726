"""The active editions, held in memory: a lookup never asks where the pointer is.

The pointer is read every two seconds and whenever an activation is announced. While PostgreSQL is out of reach the last
known editions stay.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from typing import Final, Protocol

from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.redis_tier import SharedTierError
from dutiful_quote.tariff.schedule import Edition, TariffUnavailableError

#: An activation that nobody announced is seen this late (seconds) at most.
POLL_SECONDS: Final = 2.0
#: A broken subscription is tried again after this long (seconds); polling goes on meanwhile.
_SUBSCRIBE_AGAIN_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


class EditionSource(Protocol):
    """Where the pointer is read. Both methods raise `TariffUnavailableError` where it cannot be."""

    async def pointer_version(self) -> Hashable:
        """What is another one whenever a pointer has moved; cheap to ask for."""

    async def active_editions(self) -> Mapping[str, Edition]:
        """Jurisdiction -> what is active there now."""


class Announcements(Protocol):
    """Where activations are announced."""

    def announcements(self, on_subscribed: Callable[[], None]) -> AsyncIterator[str]:
        """Release ids; raises `SharedTierError` when the subscription breaks."""
        ...


class EditionBoard:
    """Jurisdiction -> active edition, kept up to date by background tasks between `start` and `close`."""

    def __init__(
        self,
        source: EditionSource,
        announcements: Announcements | None,
        metrics: TariffMetrics,
        *,
        poll_seconds: float = POLL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._announcements = announcements
        self._metrics = metrics
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._known: Mapping[str, Edition] | None = None
        self._version: Hashable = None
        self._read_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._on_moved: list[Callable[[], None]] = []
        metrics.watch_pointer_age(lambda: self.age_seconds)

    @property
    def known(self) -> Mapping[str, Edition] | None:
        """The editions as last read; None before the pointer was first read. A new mapping replaces the old one."""
        return self._known

    @property
    def confirmed(self) -> bool:
        """Whether the editions were read from their source, at any time since the start."""
        return self._version is not None

    @property
    def age_seconds(self) -> float:
        """Time since the pointer was last read; infinite if it never was."""
        return self._clock() - self._read_at

    def on_moved(self, told: Callable[[], None]) -> None:
        """Call `told` whenever other releases than before have been read as active; not for the first reading."""
        self._on_moved.append(told)

    def suppose(self, editions: Mapping[str, Edition]) -> None:
        """Take these for active until the pointer can be read."""
        if self._known is None and editions:
            self._known = editions

    async def start(self) -> None:
        """Read the pointer and keep reading it. A database out of reach does not stop the start."""
        with contextlib.suppress(TariffUnavailableError):
            await self.refresh()
        self._tasks.append(asyncio.create_task(self._poll(), name="tariff-pointer-poll"))
        if self._announcements is not None:
            self._tasks.append(asyncio.create_task(self._listen(self._announcements), name="tariff-announcements"))

    async def close(self) -> None:
        """Stop reading."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def refresh(self) -> Mapping[str, Edition]:
        """Read the pointer now; callers at the same time share one reading after the other's.

        Raises:
            TariffUnavailableError: the pointer cannot be read.
        """
        asked_at = self._clock()
        async with self._one_at_a_time:
            if self._read_at < asked_at:
                await self._read()
            assert self._known is not None
            return self._known

    async def _read(self) -> None:
        began = self._clock()
        try:
            # The version first: an activation in between is then read again, never missed.
            version = await self._source.pointer_version()
            moved = version != self._version or self._known is None
            if moved:
                before, self._known = self._known, await self._source.active_editions()
                self._version = version
                if before is not None and before != self._known:
                    for told in self._on_moved:
                        told()
        except TariffUnavailableError:
            self._metrics.pointer_error.inc()
            raise
        self._read_at = began
        (self._metrics.pointer_moved if moved else self._metrics.pointer_same).inc()

    async def _poll(self) -> None:
        while True:
            # Not `wait_for`: before Python 3.12 it forgets that it was cancelled where it was woken at that moment.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self.refresh()
            except TariffUnavailableError as exc:
                _log.warning("the pointer to the active tariffs could not be read: %s", exc)
            except Exception:  # a defect here must not end the polling unseen
                self._metrics.pointer_error.inc()
                _log.exception("reading the pointer to the active tariffs failed")

    async def _listen(self, source: Announcements) -> None:
        while True:
            try:
                async for _ in source.announcements(self._wake.set):
                    self._wake.set()
            except SharedTierError as exc:
                _log.warning("activations are only polled for now: %s", exc)
            except Exception:  # a defect here must not end the listening unseen
                _log.exception("listening for activations failed")
            await asyncio.sleep(_SUBSCRIBE_AGAIN_SECONDS)
