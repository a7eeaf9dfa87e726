"""`ScreeningService`: screens, records, and lets people decide on what is held."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from dutiful_docs.screening.book import ListBook
from dutiful_docs.screening.engine.party import Party, Restriction, Verdict
from dutiful_docs.screening.hold_repository import HoldRepository
from dutiful_docs.screening.metrics import ScreeningMetrics
from dutiful_docs.screening.record import Hold, HoldState, ScreeningRecord
from dutiful_docs.screening.repository import NewScreening, ScreeningRepository
from dutiful_shared.service.identifiers import new_identifier

SCREENING_PREFIX = "scr_"
HOLD_PREFIX = "hld_"
_DIGITS = 20


class ScreeningService:
    """What the edge and the papers ask. `screen` is enough for whoever wants an answer and no record.

    Args:
        four_eyes: a hold is released by two different keys.
    """

    def __init__(
        self,
        book: ListBook,
        repository: ScreeningRepository,
        holds: HoldRepository,
        metrics: ScreeningMetrics,
        now: Callable[[], datetime],
        *,
        four_eyes: bool,
    ) -> None:
        self._book = book
        self._repository = repository
        self._holds = holds
        self._metrics = metrics
        self._now = now
        self._four_eyes = four_eyes

    async def screen(self, parties: Sequence[Party], restrictions: Sequence[Restriction] = ()) -> Verdict:
        """What the active lists say of the parties.

        Args:
            restrictions: of the goods and the destination (see `engine.restrictions`).

        Raises:
            ScreeningUnavailableError: the lists could not be read since the process started.
        """
        screening, today = self._book.screening, self._now().date()
        # A party takes milliseconds of a core: other requests go on meanwhile.
        start = time.perf_counter()
        verdict = await asyncio.to_thread(screening.screen, parties, today, restrictions)
        self._metrics.seconds.observe((time.perf_counter() - start) / max(1, len(parties)))
        return verdict

    async def record(
        self,
        merchant_id: str,
        reference: str,
        parties: Sequence[Party],
        restrictions: Sequence[Restriction],
        *,
        actor: str,
        screening_id: str | None = None,
    ) -> ScreeningRecord:
        """Screen, record what was found, and hold what must be looked at.

        Args:
            screening_id: the id to give to it; if a screening has it already, that one is returned as it stands.

        Raises:
            ScreeningUnavailableError: the lists or the record are out of reach: nothing is cleared by that.
        """
        key = self._book.key
        verdict = await self.screen(parties, restrictions)
        now = self._now()
        new = NewScreening(
            screening_id or fresh_id(SCREENING_PREFIX, now),
            fresh_id(HOLD_PREFIX, now),
            merchant_id,
            reference,
            tuple(parties),
            tuple(restrictions),
            verdict,
            key,
        )
        found = await self._repository.add(new, now, actor)
        self._metrics.count(verdict, "request")
        return found

    async def screening(self, merchant_id: str, screening_id: str) -> ScreeningRecord:
        """A screening as it stands now.

        Raises:
            UnknownScreeningError, ScreeningUnavailableError: see the repository.
        """
        return await self._repository.screening(merchant_id, screening_id)

    async def holds(self, merchant_id: str, states: Sequence[HoldState], after: str | None, most: int) -> list[Hold]:
        """A page of the queue, the oldest first."""
        return await self._holds.holds(merchant_id, states, after, most)

    async def claim(self, merchant_id: str, hold_id: str, *, actor: str) -> Hold:
        """Take a hold on.

        Raises:
            UnknownScreeningError, HoldConflictError, ScreeningUnavailableError: see the repository.
        """
        return await self._holds.claim(merchant_id, hold_id, self._now(), actor)

    async def release(self, merchant_id: str, hold_id: str, reason: str, *, actor: str) -> Hold:
        """Let the order go on. Raises as `claim`."""
        now = self._now()
        found = await self._holds.release(merchant_id, hold_id, reason, now, actor, four_eyes=self._four_eyes)
        if found.state is HoldState.RELEASED and found.decided_at == now:
            self._metrics.decided("released")
        return found

    async def confirm(self, merchant_id: str, hold_id: str, reason: str, *, actor: str) -> Hold:
        """Hold the order for good. Raises as `claim`."""
        now = self._now()
        found = await self._holds.confirm(merchant_id, hold_id, reason, now, actor)
        if found.decided_at == now:
            self._metrics.decided("confirmed")
        return found


def fresh_id(prefix: str, now: datetime) -> str:
    """An id that nothing else has."""
    return prefix + new_identifier(now, os.urandom)[-_DIGITS:]
