"""`PaperLedger`: papers in the ledger. A paper's leaf is named before it is set, so that its code can lead there."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.documents.errors import DocumentsUnavailableError
from dutiful_docs.documents.ledger_port import NotInLedgerError, Place, ProofPendingError
from dutiful_docs.documents.stored import StoredPaper
from dutiful_docs.ledger.leaf import Leaf, LeafPendingError, LedgerDamagedError, LedgerUnavailableError
from dutiful_docs.ledger.lifecycle import LedgerRooms
from dutiful_docs.ledger.opening import Opening, new_leaf, new_salt
from dutiful_docs.ledger.papers import KIND, sealed, with_proof
from dutiful_shared.contract.documents import LedgerEntry, LedgerStatus
from dutiful_shared.service.tenancy import as_merchant


class PaperLedger:
    """The ledger as papers use it.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, rooms: LedgerRooms, requests: AsyncEngine) -> None:
        self._rooms = rooms
        self._requests = requests

    def place(self, document_id: str, version: int) -> Place:
        """A fresh leaf for a version."""
        return _LedgerPlace(self._rooms, subject_of(document_id, version))

    async def entries(self, merchant_id: str, papers: Sequence[StoredPaper]) -> list[LedgerEntry]:
        """The leaf of each paper; `none` for drafts, and where the opening was erased."""
        subjects = [subject_of(paper.id, paper.version) for paper in papers if not paper.draft]
        leaves: dict[str, Leaf] = {}
        if subjects:
            async with as_merchant(self._requests, merchant_id) as connection:
                leaves = await self._rooms.ledger.of_subjects(connection, merchant_id, subjects)
        return [_entry(leaves.get(subject_of(paper.id, paper.version))) for paper in papers]

    async def proven(self, paper: StoredPaper, pdf: bytes) -> bytes:
        """With the proof under the newest head. The kept file stays as it is: only what is sent has the proof.

        Raises:
            NotInLedgerError, ProofPendingError, DocumentsUnavailableError
        """
        (entry,) = await self.entries(paper.merchant_id, [paper])
        if entry.leaf is None:
            raise NotInLedgerError(paper.id)
        try:
            found = await self._rooms.reader.inclusion(entry.leaf)
        except LeafPendingError as exc:
            raise ProofPendingError(paper.id) from exc
        except (LedgerUnavailableError, LedgerDamagedError) as exc:
            raise DocumentsUnavailableError("the ledger cannot be read now") from exc
        return with_proof(pdf, found.proof)


class _LedgerPlace:
    def __init__(self, rooms: LedgerRooms, subject: str) -> None:
        self._rooms = rooms
        self._subject = subject
        self._leaf = new_leaf()
        self._opening: Opening | None = None

    @property
    def verify_url(self) -> str:
        return self._rooms.verify_url(self._leaf)

    def sealed(self, pdf: bytes) -> bytes:
        """The PDF with `dutiful-ledger.json`, which holds the opening; the proof is had where the code leads.

        Raises:
            SlotError: it holds such a file already.
        """
        paper, self._opening = sealed(pdf, self._subject, leaf=self._leaf, verify_url=self.verify_url)
        return paper

    async def enter(self, connection: AsyncConnection, paper: StoredPaper) -> None:
        """Enter the sealed PDF; of a form that has none, the JSON as it is served."""
        opening = self._opening or Opening(self._leaf, new_salt(), KIND, self._subject, paper.sha256)
        await self._rooms.ledger.enter_opening(connection, paper.merchant_id, opening)


def subject_of(document_id: str, version: int) -> str:
    """How the ledger names a version of a document."""
    return f"{document_id}:{version}"


def _entry(leaf: Leaf | None) -> LedgerEntry:
    if leaf is None:
        return LedgerEntry(leaf=None, status=LedgerStatus.NONE)
    return LedgerEntry(leaf=leaf.name, status=leaf.status)
