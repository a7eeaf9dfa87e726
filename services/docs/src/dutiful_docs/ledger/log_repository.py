"""The only SQL about the log itself: leaves, hashes of subtrees, heads. Nothing in it is ever changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.ledger.merkle import Frontier, Node, Span, perfect_subtrees
from dutiful_docs.ledger.stored_head import StoredHead

#: All appenders wait for each other here; it is let go with the transaction.
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('dutiful:ledger', 0))")
_SIZE: Final = text("SELECT coalesce(max(index) + 1, 0) FROM docs.ledger_leaf")
_HEAD: Final = "SELECT size, signed_at, root, note FROM docs.ledger_head"
_NEWEST: Final = text(f"{_HEAD} ORDER BY size DESC, signed_at DESC LIMIT 1")
_AT_SIZE: Final = text(f"{_HEAD} WHERE size = :size ORDER BY signed_at DESC LIMIT 1")
_NODES: Final = text(
    """
    SELECT level, position, hash FROM docs.ledger_node
    JOIN unnest(CAST(:levels AS smallint[]), CAST(:positions AS bigint[])) AS wanted (level, position)
        USING (level, position)
    """
)
_LEAF: Final = text(
    """
    SELECT leaf, commitment, index FROM docs.ledger_leaf WHERE leaf = :leaf
    UNION ALL SELECT leaf, commitment, NULL FROM docs.ledger_outbox WHERE leaf = :leaf
    """
)
_TAKE: Final = text(
    """
    WITH taken AS MATERIALIZED (
        SELECT arrival FROM docs.ledger_outbox ORDER BY arrival LIMIT :most FOR UPDATE SKIP LOCKED
    )
    DELETE FROM docs.ledger_outbox o USING taken WHERE o.arrival = taken.arrival
    RETURNING o.arrival, o.leaf, o.commitment, o.merchant_id
    """
)
_ADD_LEAVES: Final = text(
    """
    INSERT INTO docs.ledger_leaf (index, leaf, commitment, merchant_id)
    SELECT * FROM unnest(CAST(:indexes AS bigint[]), CAST(:leaves AS text[]), CAST(:commitments AS text[]),
                         CAST(:merchants AS text[]))
    """
)
_ADD_NODES: Final = text(
    """
    INSERT INTO docs.ledger_node (level, position, hash)
    SELECT * FROM unnest(CAST(:levels AS smallint[]), CAST(:positions AS bigint[]), CAST(:hashes AS bytea[]))
    """
)
_ADD_HEAD: Final = text(
    "INSERT INTO docs.ledger_head (size, signed_at, root, note) VALUES (:size, :signed_at, :root, :note)"
)
_WAITING: Final = text("SELECT count(*) FROM docs.ledger_outbox")


class NodeMissingError(Exception):
    """A hash that must be stored is not."""


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """`index` is None while the leaf waits."""

    leaf: str
    commitment: str
    index: int | None


@dataclass(frozen=True, slots=True)
class WaitingLeaf:
    """A leaf that is not in the log yet; `commitment` is what its opening must hash to."""

    arrival: int
    leaf: str
    commitment: str
    merchant_id: str


class LogRepository:
    """The log, in the transaction of a connection of the service role."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """Wait until nobody else appends; held until the transaction ends."""
        await self._connection.execute(_LOCK)

    async def size(self) -> int:
        """How many leaves the log has, those that no head covers yet too."""
        size: int = (await self._connection.execute(_SIZE)).scalar_one()
        return size

    async def newest_head(self) -> StoredHead | None:
        """The head of the greatest size; None while nothing was signed."""
        row = (await self._connection.execute(_NEWEST)).one_or_none()
        return None if row is None else StoredHead(*row)

    async def head(self, size: int) -> StoredHead | None:
        """The newest head of this size."""
        row = (await self._connection.execute(_AT_SIZE, {"size": size})).one_or_none()
        return None if row is None else StoredHead(*row)

    async def leaf(self, leaf: str) -> StoredLeaf | None:
        """A leaf by its name, in the log or still waiting; None where nobody entered it."""
        row = (await self._connection.execute(_LEAF, {"leaf": leaf})).first()
        return None if row is None else StoredLeaf(*row)

    async def nodes(self, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
        """The hashes of these subtrees, in one query.

        Raises:
            NodeMissingError: one is not there.
        """
        asked = list(wanted)
        values = {"levels": [node.level for node in asked], "positions": [node.position for node in asked]}
        rows = await self._connection.execute(_NODES, values)
        known = {Node(row.level, row.position): bytes(row.hash) for row in rows}
        missing = set(asked) - known.keys()
        if missing:
            raise NodeMissingError(f"the log lacks the subtree {tuple(min(missing))}")
        return known

    async def frontier(self, size: int) -> Frontier:
        """The right edge of the tree of this size; about log2(size) hashes are read.

        Raises:
            NodeMissingError: one of them is not there.
        """
        edge = perfect_subtrees(Span(0, size))
        known = await self.nodes(edge)
        return Frontier(size, [known[node] for node in edge])

    async def take_waiting(self, most: int) -> list[WaitingLeaf]:
        """Take leaves out of the outbox, in the order of arrival; rows that somebody holds are left for later."""
        rows = await self._connection.execute(_TAKE, {"most": most})
        return sorted((WaitingLeaf(*row) for row in rows), key=lambda one: one.arrival)

    async def add_leaves(self, start: int, leaves: Sequence[WaitingLeaf]) -> None:
        """Add leaves at `start` and behind it, in their order."""
        values = {
            "indexes": [start + place for place in range(len(leaves))],
            "leaves": [one.leaf for one in leaves],
            "commitments": [one.commitment for one in leaves],
            "merchants": [one.merchant_id for one in leaves],
        }
        await self._connection.execute(_ADD_LEAVES, values)

    async def add_nodes(self, nodes: Sequence[tuple[Node, bytes]]) -> None:
        """Keep the hashes of subtrees that have become perfect."""
        values = {
            "levels": [node.level for node, _ in nodes],
            "positions": [node.position for node, _ in nodes],
            "hashes": [hash_ for _, hash_ in nodes],
        }
        await self._connection.execute(_ADD_NODES, values)

    async def add_head(self, head: StoredHead) -> None:
        """Keep a signed head."""
        values = {"size": head.size, "signed_at": head.signed_at, "root": head.root, "note": head.note}
        await self._connection.execute(_ADD_HEAD, values)

    async def waiting(self) -> int:
        """How many leaves are not in the log yet."""
        waiting: int = (await self._connection.execute(_WAITING)).scalar_one()
        return waiting
