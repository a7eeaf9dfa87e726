"""What documents ask of screening: whether a paper for these parties and goods may be issued."""

from typing import Protocol

from dutiful_docs.documents.subject import Subject
from dutiful_shared.contract.documents import DocumentRequest, DocumentScreening


class HeldError(Exception):
    """Somebody must look at the parties or the goods first. `findings` are (pointer, sentence)."""

    def __init__(self, detail: str, findings: tuple[tuple[str, str], ...]) -> None:
        super().__init__(detail)
        self.detail = detail
        self.findings = findings


class ScreeningUnreachableError(Exception):
    """Nobody can be screened now, and nothing is cleared by that."""


class Screener(Protocol):
    """What may keep a paper from being issued. Drafts are not screened."""

    async def screened(
        self, merchant_id: str, wanted: DocumentRequest, subject: Subject, actor: str
    ) -> DocumentScreening | None:
        """What was found of everybody whom the paper names; None where nobody screens.

        Args:
            actor: who asked for the paper, as the audit names them.

        Raises:
            HeldError: the paper may not be issued, or not yet.
            ScreeningUnreachableError
        """
