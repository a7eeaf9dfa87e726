"""What PostgreSQL was asked for goes on to the tier that processes share, once the cart that asked is answered."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Final

from dutiful_quote.engine.places import Place
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.redis_tier import SharedTier, SharedTierError
from dutiful_quote.tariff.slice_codec import WrittenPlace, encode_slice

#: Write-backs under way at a time; more than that means that Redis is too slow to be worth it, and they are dropped.
_MOST_UNDER_WAY: Final = 64
#: Slices that are encoded without a pause; each takes a fraction of a millisecond.
_ENCODED_AT_ONCE: Final = 8
#: Work in the background gets this long (seconds) to end at shutdown.
_CLOSE_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


class WriteBacks:
    """Writes slices to the shared tier in the background.

    Args:
        after: how long (seconds) they wait before, so that the cart's own answer has the event loop first.
    """

    def __init__(self, shared: SharedTier, metrics: TariffMetrics, after: float) -> None:
        self._shared = shared
        self._metrics = metrics
        self._after = after
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> bool:
        """Whether a writing is not done yet."""
        return bool(self._tasks)

    def later(self, fresh: Sequence[tuple[str, TariffSlice]]) -> None:
        """Write slices under their keys; too many at a time are dropped, and counted."""
        if len(self._tasks) >= _MOST_UNDER_WAY:
            self._metrics.write_dropped.inc(len(fresh))
            return
        task = asyncio.create_task(self._write(fresh), name="tariff-write-back")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Let what is under way end, but not for long."""
        await ended(self._tasks)

    async def _write(self, fresh: Sequence[tuple[str, TariffSlice]]) -> None:
        await asyncio.sleep(self._after)
        known: dict[str, bytes] = {}
        unknown: dict[str, bytes] = {}
        written: dict[Place, WrittenPlace] = {}
        for number, (key, tariff) in enumerate(fresh, 1):
            (known if is_known(tariff) else unknown)[key] = encode_slice(tariff, written)
            if number % _ENCODED_AT_ONCE == 0:
                await asyncio.sleep(0)  # others get their turn
        try:
            await self._shared.put(known, unknown)
        except SharedTierError as exc:
            self._metrics.write_failed.inc(len(fresh))
            _log.warning("slices were not written to the shared cache: %s", exc)
        else:
            self._metrics.written.inc(len(fresh))


def is_known(tariff: TariffSlice) -> bool:
    """Whether the releases say anything of the code itself: not of the headings above it alone."""
    return not tariff.goods_code or bool(tariff.lines) or not tariff.has_nomenclature


async def ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Return when they have ended; those that take too long are cancelled."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=_CLOSE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
