"""Appends what waits to the log and signs a head over it, in one transaction: all of it happens, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.checkpoint import HeadRefusedError, SigningKey, TreeHead, opened
from dutiful_docs.ledger.leaf import LedgerDamagedError, LedgerUnavailableError
from dutiful_docs.ledger.log_repository import LogRepository, NodeMissingError, WaitingLeaf
from dutiful_docs.ledger.merkle import Frontier, leaf_hash
from dutiful_docs.ledger.opening import entry_of
from dutiful_docs.ledger.stored_head import StoredHead
from dutiful_shared.service.postgres import unreachable_as


@dataclass(frozen=True, slots=True)
class Appended:
    """What one turn has done."""

    leaves: int
    signed: bool


class Appender:
    """Any number of appenders may work on one log: they take turns.

    Args:
        engine: of the service role.
        now: the clock, in UTC.
        head_seconds: a head older than this is signed anew.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        signer: SigningKey,
        origin: str,
        now: Callable[[], datetime],
        *,
        most: int = 1_000,
        head_seconds: float = 3_600.0,
    ) -> None:
        self._engine = engine
        self._signer = signer
        self._origin = origin
        self._now = now
        self._most = most
        self._head_lasts = timedelta(seconds=head_seconds)

    async def append(self) -> Appended:
        """Append a batch of what waits, or sign a fresh head where nothing waits and the last one is old.

        Raises:
            LedgerDamagedError: what is stored contradicts the newest head; nothing was appended or signed.
            LedgerUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(LedgerUnavailableError, "the ledger cannot be appended to now"):
            async with self._engine.begin() as connection:
                log = LogRepository(connection)
                await log.lock()
                newest = await log.newest_head()
                frontier = await self._checked_frontier(log, newest)
                waiting = await log.take_waiting(self._most)
                if waiting:
                    await _grow(log, frontier, waiting)
                elif newest is not None and self._stands(newest):
                    return Appended(0, signed=False)
                await log.add_head(self._signed(frontier, newest))
        return Appended(len(waiting), signed=True)

    async def _checked_frontier(self, log: LogRepository, newest: StoredHead | None) -> Frontier:
        """The right edge of the stored tree, which must be what the newest head says."""
        size = await log.size()
        if size != (0 if newest is None else newest.size):
            raise LedgerDamagedError(f"there are {size} leaves, and the newest head is of {newest and newest.size}")
        try:
            frontier = await log.frontier(size)
        except NodeMissingError as exc:
            raise LedgerDamagedError(str(exc)) from exc
        if newest is not None and frontier.root != newest.root:
            raise LedgerDamagedError(f"the stored tree of {size} leaves has another root than the newest head")
        return frontier

    def _stands(self, head: StoredHead) -> bool:
        """Whether a head is fresh, and of the key that signs now."""
        if self._now() - head.signed_at >= self._head_lasts:
            return False
        try:
            opened(head.note, [self._signer.public])
        except HeadRefusedError:
            return False
        return True

    def _signed(self, frontier: Frontier, before: StoredHead | None) -> StoredHead:
        at = self._now().replace(microsecond=0)
        if before is not None and at <= before.signed_at:
            # A clock that went back must not make a newer head look older.
            at = before.signed_at + timedelta(seconds=1) if frontier.size == before.size else before.signed_at
        head = TreeHead(self._origin, frontier.size, frontier.root, at)
        return StoredHead(head.size, head.signed_at, head.root, self._signer.sign(head))


async def _grow(log: LogRepository, frontier: Frontier, waiting: list[WaitingLeaf]) -> None:
    start = frontier.size
    completed = []
    for one in waiting:
        completed += frontier.append(leaf_hash(entry_of(one.leaf, one.commitment)))
    await log.add_leaves(start, waiting)
    await log.add_nodes(completed)
