"""Seals finished papers: what the room of papers calls, in the transaction that stores the paper."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.ledger.attachment import Attachment, Proof, attachment_in, content_sha256, filled
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import Leaf
from dutiful_docs.ledger.opening import Opening, new_salt
from dutiful_docs.ledger.pdf_slot import with_slot

#: What the ledger calls a paper.
KIND = "document"


async def seal(
    ledger: Ledger,
    connection: AsyncConnection,
    merchant_id: str,
    subject_id: str,
    pdf: bytes,
    *,
    leaf: str,
    verify_url: str,
) -> tuple[bytes, Leaf]:
    """Enter a finished PDF into the ledger, if and when the transaction commits; the PDF with its opening inside.

    Args:
        subject_id: the document and its version, such as `doc_...:1`.
        leaf: from `opening.new_leaf`, already printed on the paper.
        verify_url: where the code on the paper leads (`LedgerRooms.verify_url`).

    Raises:
        SlotError: it is no PDF that a file can be attached to, or it looks as if it had a slot already.
        OpeningError: the subject has not its form.
        LeafTakenError: the name of the leaf was used before; the transaction is lost.
    """
    paper, opening = sealed(pdf, subject_id, leaf=leaf, verify_url=verify_url)
    return paper, await ledger.enter_opening(connection, merchant_id, opening)


def sealed(pdf: bytes, subject_id: str, *, leaf: str, verify_url: str) -> tuple[bytes, Opening]:
    """A finished PDF with its opening inside, and that opening, to be entered with `Ledger.enter_opening`. CPU only.

    Raises:
        SlotError, OpeningError: as `seal`.
    """
    blank = with_slot(pdf)
    opening = Opening(leaf, new_salt(), KIND, subject_id, content_sha256(blank))
    return filled(blank, Attachment.of(opening, verify_url)), opening


def with_proof(paper: bytes, proof: Proof) -> bytes:
    """A sealed paper that carries its proof, so that it can be verified offline; only the slot changes.

    Raises:
        SlotError: the paper was not sealed.
    """
    return filled(paper, replace(attachment_in(paper), proof=proof))
