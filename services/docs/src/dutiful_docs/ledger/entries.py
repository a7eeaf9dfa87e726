"""`Ledger`: what other rooms enter into, in their own transactions; the only SQL about openings and the outbox."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.ledger.leaf import Leaf, LeafTakenError
from dutiful_docs.ledger.opening import Opening, new_leaf, new_salt
from dutiful_shared.contract.documents import LedgerStatus

_OPEN: Final = text(
    """
    INSERT INTO docs.ledger_opening (leaf, merchant_id, kind, subject, content_sha256, salt)
    VALUES (:leaf, :merchant_id, :kind, :subject, :content_sha256, :salt)
    ON CONFLICT (merchant_id, kind, subject, content_sha256) DO NOTHING
    """
)
_SEND: Final = text(
    "INSERT INTO docs.ledger_outbox (leaf, commitment, merchant_id) VALUES (:leaf, :commitment, :merchant_id)"
)
_SELECT: Final = """
    SELECT o.leaf, o.salt, o.kind, o.subject, o.content_sha256,
           EXISTS (SELECT FROM docs.ledger_leaf l WHERE l.leaf = o.leaf) AS included
    FROM docs.ledger_opening o WHERE o.merchant_id = :merchant_id
"""
_SAME: Final = text(f"{_SELECT} AND o.kind = :kind AND o.subject = :subject AND o.content_sha256 = :content_sha256")
_OF_SUBJECT: Final = text(f"{_SELECT} AND o.subject = :subject ORDER BY o.entered_at, o.leaf")
_OF_SUBJECTS: Final = text(f"{_SELECT} AND o.subject = ANY(:subjects) ORDER BY o.entered_at, o.leaf")
_ONE: Final = text(f"{_SELECT} AND o.leaf = :leaf")
_ERASE: Final = text("DELETE FROM docs.ledger_opening WHERE leaf = :leaf AND merchant_id = :merchant_id")


class Ledger:
    """Enters contents into the ledger, and forgets what a leaf was about.

    Every method works in the transaction of the connection it is given: of the request role behind `as_merchant`, or
    of the service role.
    """

    async def enter(
        self,
        connection: AsyncConnection,
        merchant_id: str,
        kind: str,
        subject_id: str,
        content_sha256: str,
        *,
        leaf: str | None = None,
    ) -> Leaf:
        """Enter a content, if and when the transaction commits. The same content of a subject is entered once.

        Args:
            kind: such as `quote` or `document`; a lower-case identifier.
            subject_id: what the content is of, such as `doc_...:1`; up to 128 printable characters without blanks.
            content_sha256: 64 hex digits.
            leaf: a name from `opening.new_leaf` that was chosen, and printed, before the content was finished.

        Raises:
            OpeningError: an argument has not its form.
            LeafTakenError: the chosen name is in the ledger already, or waits for it; the transaction is lost.
        """
        opening = Opening(leaf or new_leaf(), new_salt(), kind, subject_id, content_sha256)
        return await self.enter_opening(connection, merchant_id, opening)

    async def enter_opening(self, connection: AsyncConnection, merchant_id: str, opening: Opening) -> Leaf:
        """Enter an opening that was made before, such as one that stands in a file already; as `enter`.

        Raises:
            LeafTakenError: its leaf is in the ledger already, or waits for it; the transaction is lost.
        """
        values = {
            "leaf": opening.leaf,
            "merchant_id": merchant_id,
            "kind": opening.kind,
            "subject": opening.subject,
            "content_sha256": opening.content_sha256,
            "salt": opening.salt,
        }
        sent = {"leaf": opening.leaf, "commitment": opening.commitment, "merchant_id": merchant_id}
        try:
            if (await connection.execute(_OPEN, values)).rowcount:
                await connection.execute(_SEND, sent)
                return Leaf(opening, LedgerStatus.PENDING)
        except IntegrityError as exc:
            raise LeafTakenError(f"the leaf {opening.leaf} is in the ledger already") from exc
        return _leaf((await connection.execute(_SAME, values)).one())

    async def of_subject(self, connection: AsyncConnection, merchant_id: str, subject_id: str) -> list[Leaf]:
        """The leaves of a subject whose openings stand, the oldest first."""
        values = {"merchant_id": merchant_id, "subject": subject_id}
        return [_leaf(row) for row in await connection.execute(_OF_SUBJECT, values)]

    async def of_subjects(
        self, connection: AsyncConnection, merchant_id: str, subject_ids: Sequence[str]
    ) -> dict[str, Leaf]:
        """Subject -> its newest leaf, of those whose openings stand."""
        values = {"merchant_id": merchant_id, "subjects": list(subject_ids)}
        leaves = [_leaf(row) for row in await connection.execute(_OF_SUBJECTS, values)]
        return {leaf.opening.subject: leaf for leaf in leaves}

    async def leaf(self, connection: AsyncConnection, merchant_id: str, leaf: str) -> Leaf | None:
        """A leaf of the merchant, unless its opening was erased."""
        row = (await connection.execute(_ONE, {"merchant_id": merchant_id, "leaf": leaf})).one_or_none()
        return None if row is None else _leaf(row)

    async def erase(self, connection: AsyncConnection, merchant_id: str, leaf: str) -> bool:
        """Forget the salt of a leaf and what it was about; whether there was anything to forget.

        The leaf stays in the log. Nobody can tell any more what it commits to, unless the salt was given away before,
        as it is with every paper.
        """
        return bool((await connection.execute(_ERASE, {"merchant_id": merchant_id, "leaf": leaf})).rowcount)


def _leaf(row: Row[Any]) -> Leaf:
    opening = Opening(row.leaf, row.salt, row.kind, row.subject, row.content_sha256)
    return Leaf(opening, LedgerStatus.INCLUDED if row.included else LedgerStatus.PENDING)
