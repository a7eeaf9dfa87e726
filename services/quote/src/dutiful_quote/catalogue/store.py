"""`CatalogueStore`: the articles that quotes ask for, in memory.

What is in memory is answered without I/O. Every second one statement asks what has changed, in whichever process, and
that is forgotten here; while PostgreSQL is out of reach the last known articles go on being used.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Mapping
from time import monotonic
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_quote.catalogue.errors import CatalogueUnavailableError
from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.catalogue.recent_changes import Changes
from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.stored import item_of
from dutiful_shared.service.logs import logger

#: How often changes are asked for, in seconds.
POLL_SECONDS: Final = 1.0
#: Without an answer for this long, in seconds, what is known counts as all there is.
_SILENCE_SECONDS: Final = 4 * POLL_SECONDS
#: A reading may be under way while its article changes: changes are heard of again by the following readings.
_HEARD_AGAIN: Final = 4
#: With more changes at once everything is forgotten: it is cheaper to read again what is asked for.
MOST_CHANGES: Final = 5_000

Key = tuple[str, str]


class ChangeSource(Protocol):
    """Where changes are asked for; `repository.changes_since` in production."""

    async def __call__(self, horizon: str | None, most: int) -> Changes:
        """What changed since `horizon`, `most` at most; None asks for the horizon alone."""


class CatalogueStore:
    """A `catalogue.item.Catalogue` for one process. `start` it in the loop that uses it, `close` it at shutdown.

    Args:
        repository: reads what memory does not have, one statement for a cart.
        changes: tells what has changed.
        language_of: the language of a merchant.
        timeout_seconds: the longest that a quote waits here; what comes later is in memory for the next one.
        most_items: bound of the memory; the articles asked for longest ago leave it.
    """

    def __init__(
        self,
        repository: CatalogueRepository,
        changes: ChangeSource,
        language_of: Callable[[str], str],
        registry: CollectorRegistry,
        *,
        timeout_seconds: float,
        most_items: int,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._repository = repository
        self._changes = changes
        self._language_of = language_of
        self._timeout = timeout_seconds
        self._most = most_items
        self._poll_seconds = poll_seconds
        #: None stands for a SKU that the merchant does not have.
        self._known: OrderedDict[Key, CatalogueItem | None] = OrderedDict()
        self._flights: dict[Key, asyncio.Task[None]] = {}
        self._horizons: deque[str] = deque(maxlen=_HEARD_AGAIN)
        self._heard_at = float("-inf")
        self._failing = True
        self._task: asyncio.Task[None] | None = None
        lookups = Counter(
            "dutiful_catalogue_lookups_total", "Articles asked for by quotes.", ["outcome"], registry=registry
        )
        self._hits, self._reads, self._late = (lookups.labels(name) for name in ("memory", "read", "not_in_time"))
        Gauge("dutiful_catalogue_items", "Articles in memory.", registry=registry).set_function(
            lambda: len(self._known)
        )

    async def start(self) -> None:
        """Hear of changes from now on. A database out of reach does not hinder the start."""
        await self._hear()
        self._task = asyncio.create_task(self._listen(), name="catalogue-changes")

    async def close(self) -> None:
        """Stop following changes, and give up readings under way."""
        tasks = [*self._flights.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def find(self, merchant_id: str, skus: Collection[str]) -> Mapping[str, CatalogueItem]:
        """The known ones among these SKUs, within the timeout; never raises."""
        absent = [sku for sku in skus if (merchant_id, sku) not in self._known]
        self._hits.inc(len(skus) - len(absent))
        if absent and self._in_touch():
            flights = self._read_soon(merchant_id, absent)
            await asyncio.wait(flights, timeout=self._timeout)
        found: dict[str, CatalogueItem] = {}
        for sku in skus:
            key = (merchant_id, sku)
            if key not in self._known:
                self._late.inc()
                continue
            self._known.move_to_end(key)
            if (item := self._known[key]) is not None:
                found[sku] = item
        return found

    def forget(self, merchant_id: str, skus: Collection[str]) -> None:
        """They have changed in this process, which need not wait to hear of it."""
        for sku in skus:
            self._known.pop((merchant_id, sku), None)

    def _in_touch(self) -> bool:
        return not self._failing and monotonic() - self._heard_at < _SILENCE_SECONDS

    def _read_soon(self, merchant_id: str, skus: list[str]) -> set[asyncio.Task[None]]:
        """One reading for all that nobody reads yet."""
        fresh = [sku for sku in skus if (merchant_id, sku) not in self._flights]
        if fresh:
            task = asyncio.create_task(self._read(merchant_id, fresh), name="catalogue-read")
            self._flights.update({(merchant_id, sku): task for sku in fresh})
        return {self._flights[merchant_id, sku] for sku in skus}

    async def _read(self, merchant_id: str, skus: list[str]) -> None:
        try:
            rows = await self._repository.items(merchant_id, skus)
            language = self._language_of(merchant_id)
            found = {sku: item_of(sku, known, stated, language) for sku, known, stated in rows}
            self._reads.inc(len(skus))
            self._known.update({(merchant_id, sku): found.get(sku) for sku in skus})
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        except CatalogueUnavailableError as exc:
            logger().warning("articles could not be read", error=str(exc.__cause__))
        finally:
            for sku in skus:
                del self._flights[merchant_id, sku]

    async def _listen(self) -> None:
        while True:
            await asyncio.sleep(self._poll_seconds)
            await self._hear()

    async def _hear(self) -> None:
        """Ask what has changed and forget it."""
        try:
            changes = await self._changes(self._horizons[0] if self._horizons else None, MOST_CHANGES)
        except CatalogueUnavailableError as exc:
            if not self._failing:
                logger().warning("catalogue out of reach", known=len(self._known), error=str(exc.__cause__))
            self._failing = True
            return
        except Exception:  # a defect here must not end the listening unseen
            logger().exception("following the catalogue's changes failed")
            self._failing = True
            return
        if changes.keys is None:
            self._known.clear()
        for key in changes.keys or ():
            self._known.pop(key, None)
        self._horizons.append(changes.horizon)
        self._heard_at = monotonic()
        self._failing = False
