"""`ListBook`: the active lists in memory, made anew when another edition becomes active."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from dutiful_docs.screening.engine.listed import Edition, Listed
from dutiful_docs.screening.engine.screen import Screening
from dutiful_docs.screening.errors import ScreeningUnavailableError
from dutiful_docs.screening.list_store import ListStore
from dutiful_docs.screening.lists.recognise import not_loaded
from dutiful_docs.screening.metrics import ScreeningMetrics


class ListBook:
    """Holds a `Screening` over the active editions.

    Args:
        required: ids of lists without which nothing is clear.
        oldest_days: see `Screening`.
    """

    def __init__(
        self,
        store: ListStore,
        metrics: ScreeningMetrics,
        now: Callable[[], datetime],
        *,
        required: Sequence[str],
        oldest_days: int,
    ) -> None:
        self._store = store
        self._metrics = metrics
        self._now = now
        self._required = tuple(required)
        self._oldest_days = oldest_days
        self._screening: Screening | None = None
        self._key = ""
        self._refreshing = asyncio.Lock()

    @property
    def screening(self) -> Screening:
        """What the lists say.

        Raises:
            ScreeningUnavailableError: the lists could not be read since the process started.
        """
        if self._screening is None:
            raise ScreeningUnavailableError("the lists could not be read yet")
        return self._screening

    @property
    def key(self) -> str:
        """Differs when other editions are active."""
        return self._key

    @property
    def fresh(self) -> bool:
        """Whether none of the lists is stale."""
        return self._screening is not None and not self._screening.stale(self._now().date())

    async def refresh(self) -> None:
        """Look which editions are active, and read them if they have changed.

        Raises:
            ScreeningUnavailableError: PostgreSQL is out of reach; what was read before stays.
        """
        async with self._refreshing:
            active = await self._store.active()
            key = key_of(active)
            if self._screening is not None and key == self._key:
                self._screening.verified(active)
            else:
                read: list[tuple[Edition, list[Listed]]] = []
                for edition in active:
                    read.append((edition, [entry async for entry in self._store.entries(edition.id)]))
                # Making the index takes seconds of a core: requests go on meanwhile.
                made = await asyncio.to_thread(self._make, read)
                self._screening, self._key = made, key
            today = self._now().date()
            self._metrics.show_lists([(one.list_id, (today - one.verified_on).days) for one in active])
            self._metrics.names.set(self._screening.names)

    def _make(self, read: Sequence[tuple[Edition, list[Listed]]]) -> Screening:
        lacking = not_loaded({edition.list_id for edition, _ in read})
        return Screening(read, required=self._required, lacking=lacking, oldest_days=self._oldest_days)


def key_of(editions: Sequence[Edition]) -> str:
    """A digest of which editions are active."""
    told = "\n".join(sorted(one.id for one in editions))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
