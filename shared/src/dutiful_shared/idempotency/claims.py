"""`Idempotency`: the claims of one process. Repetitions that come together ask the store once."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import Counter

from dutiful_shared.idempotency.seals import AnswerSeals
from dutiful_shared.idempotency.store import (
    Claimed,
    IdempotencyStore,
    IdempotencyUnavailableError,
    InProgress,
    KeyedRequest,
    Reused,
    StoredAnswer,
)

Found = Claimed | StoredAnswer | InProgress | Reused


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What the resources of a service with idempotent routes hold as `idempotency`.

    `claim_seconds` is the longest wait for a claim: while PostgreSQL is away, the request must still have time to be
    answered. `working` is what this process has claimed and works on, `looking` what it asks the store for,
    `abandoning` what it tells the store of requests that nobody works on any more.
    """

    store: IdempotencyStore
    seals: AnswerSeals
    outcomes: Counter
    claim_seconds: float
    working: set[KeyedRequest] = field(default_factory=set)
    looking: dict[KeyedRequest, asyncio.Task[Found]] = field(default_factory=dict)
    abandoning: set[asyncio.Task[None]] = field(default_factory=set)

    async def claim(self, request: KeyedRequest, subject: str, attempt: str) -> Found:
        """As `IdempotencyStore.claim`. What comes back as `Claimed` must be ended (`end`).

        Raises:
            IdempotencyUnavailableError: PostgreSQL is out of reach.
            TimeoutError: the answer did not come in time.
        """
        if request in self.working:
            return InProgress()
        async with asyncio.timeout(self.claim_seconds):
            if request in self.looking:
                found = await asyncio.shield(self.looking[request])
                return InProgress() if isinstance(found, Claimed) else found
            # A task of its own: that the first one hangs up must not be felt by those who wait with it.
            look = asyncio.create_task(self.store.claim(request, subject, attempt))
            self.looking[request] = look
            look.add_done_callback(lambda done: self._looked(request, done))
            try:
                found = await asyncio.shield(look)
            except asyncio.CancelledError:
                self.abandon(self._given_up(look, request, attempt))
                raise
        if isinstance(found, Claimed):
            self.working.add(request)
        return found

    def abandon(self, giving_up: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Tell the store, beside the request, that nobody works on it any more."""
        task = asyncio.create_task(giving_up)
        self.abandoning.add(task)
        task.add_done_callback(self.abandoning.discard)
        return task

    async def _given_up(self, look: asyncio.Task[Found], request: KeyedRequest, attempt: str) -> None:
        """A claim that came when nobody waited for it any more."""
        with suppress(IdempotencyUnavailableError):
            if isinstance(await look, Claimed):
                await self.store.let_go(request, attempt)

    def end(self, request: KeyedRequest) -> None:
        """The work on a claimed request is over, however it went."""
        self.working.discard(request)

    def _looked(self, request: KeyedRequest, done: asyncio.Task[Found]) -> None:
        del self.looking[request]
        if not done.cancelled():
            done.exception()  # seen, also where nobody waited long enough
