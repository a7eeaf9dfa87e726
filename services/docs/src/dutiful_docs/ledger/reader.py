"""What anybody may ask of the log: heads and proofs. It needs no secret, and knows no merchant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.attachment import Proof
from dutiful_docs.ledger.leaf import (
    LeafPendingError,
    LedgerDamagedError,
    LedgerUnavailableError,
    UnknownHeadError,
    UnknownLeafError,
)
from dutiful_docs.ledger.log_repository import LogRepository, NodeMissingError
from dutiful_docs.ledger.merkle import consistency_spans, inclusion_spans, nodes_of, path_of
from dutiful_docs.ledger.opening import entry_of
from dutiful_docs.ledger.stored_head import StoredHead
from dutiful_shared.service.postgres import unreachable_as


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A proof, with what the log holds of the leaf and the size of the tree it is for."""

    leaf: str
    entry: bytes
    size: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Consistency:
    """Between two sizes of the log, whether heads were signed at them or not."""

    first: int
    second: int
    path: tuple[bytes, ...]


class LogReader:
    """Reads the log. What a head covers never changes, so an answer holds however the log grows meanwhile.

    Args:
        engine: of the service role.

    Every method may raise `LedgerUnavailableError`, and those with proofs `LedgerDamagedError`.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def head(self, size: int | None = None) -> StoredHead:
        """The newest head, of all or of this size.

        Raises:
            UnknownHeadError: there is none.
        """
        async with self._log() as log:
            return await _head(log, size)

    async def inclusion(self, leaf: str, size: int | None = None) -> Inclusion:
        """The proof that a leaf is in the log, under the newest head or the one of this size.

        Raises:
            UnknownLeafError: nobody has entered it.
            LeafPendingError: it is not in the log yet.
            UnknownHeadError: there is no head of that size, or its tree does not hold the leaf.
        """
        async with self._log() as log:
            # A leaf that is in the log is under the newest head, so the leaf is looked for first.
            stored = await log.leaf(leaf)
            if stored is None:
                raise UnknownLeafError(f"there is no leaf {leaf}")
            if stored.index is None:
                raise LeafPendingError(f"the leaf {leaf} is not in the log yet")
            head = await _head(log, size)
            if head.size <= stored.index:
                raise UnknownHeadError(f"the leaf is the one of number {stored.index}: a tree of {size} is without it")
            spans = inclusion_spans(stored.index, head.size)
            path = path_of(spans, await log.nodes(nodes_of(spans)))
        proof = Proof(stored.index, tuple(one.hex() for one in path), head.note)
        return Inclusion(leaf, entry_of(leaf, stored.commitment), head.size, proof)

    async def consistency(self, first: int, second: int | None = None) -> Consistency:
        """The proof that the log at a size is the beginning of what it is at another, or now.

        Raises:
            UnknownHeadError: the log is not that large, or nothing was signed yet.
            ValueError: the first is larger than the second.
        """
        async with self._log() as log:
            newest = await _head(log, None)
            last = newest.size if second is None else second
            if max(first, last) > newest.size:
                raise UnknownHeadError(f"the log has no more than {newest.size} leaves")
            spans = consistency_spans(first, last)
            path = path_of(spans, await log.nodes(nodes_of(spans)))
        return Consistency(first, last, path)

    async def waiting(self) -> int:
        """How many leaves are not in the log yet."""
        async with self._log() as log:
            return await log.waiting()

    @asynccontextmanager
    async def _log(self) -> AsyncIterator[LogRepository]:
        with unreachable_as(LedgerUnavailableError, "the ledger cannot be read now"):
            async with self._engine.connect() as connection:
                try:
                    yield LogRepository(connection)
                except NodeMissingError as exc:
                    raise LedgerDamagedError(str(exc)) from exc


async def _head(log: LogRepository, size: int | None) -> StoredHead:
    found = await (log.newest_head() if size is None else log.head(size))
    if found is None:
        raise UnknownHeadError("no head was signed yet" if size is None else f"no head was signed at the size {size}")
    return found
