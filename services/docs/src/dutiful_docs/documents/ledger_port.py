"""What documents ask of the ledger: a place for each paper that is issued, and how far an entry is."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.documents.stored import StoredPaper
from dutiful_shared.contract.documents import LedgerEntry


class NotInLedgerError(LookupError):
    """The paper has no leaf: it is a draft, or its opening was erased."""


class ProofPendingError(Exception):
    """The paper's leaf is not in the log yet."""


class Place(Protocol):
    """The place of one paper in the ledger, known before the paper is set: its address is printed on it."""

    @property
    def verify_url(self) -> str | None:
        """Where the paper's code leads; None where there is nothing to lead to."""

    def sealed(self, pdf: bytes) -> bytes:
        """The finished paper with what proves it inside. CPU only; called once, before `enter`."""

    async def enter(self, connection: AsyncConnection, paper: StoredPaper) -> None:
        """Take the paper in, in the transaction that writes it."""


class Ledger(Protocol):
    """The log that issued papers are entered into, as far as papers know it."""

    def place(self, document_id: str, version: int) -> Place:
        """A place for a version that is about to be made."""

    async def entries(self, merchant_id: str, papers: Sequence[StoredPaper]) -> list[LedgerEntry]:
        """How far each of these is, in their order."""

    async def proven(self, paper: StoredPaper, pdf: bytes) -> bytes:
        """The issued PDF with its proof inside, so that whoever has the log's key can check it alone.

        Raises:
            NotInLedgerError, ProofPendingError, DocumentsUnavailableError
        """


class NoPlace:
    """Nowhere: of drafts."""

    @property
    def verify_url(self) -> str | None:
        """None: a draft names no page to check it on."""
        return None

    def sealed(self, pdf: bytes) -> bytes:
        """The PDF as it is."""
        return pdf

    async def enter(self, connection: AsyncConnection, paper: StoredPaper) -> None:
        """Nothing."""
