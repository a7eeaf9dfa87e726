"""The use case of a paper: compose it off the loop, keep its forms, write it down."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dutiful_docs.documents.composition import Composed, compose
from dutiful_docs.documents.errors import VersionTakenError
from dutiful_docs.documents.ledger_port import Ledger, NoPlace, Place
from dutiful_docs.documents.metrics import PaperMetrics
from dutiful_docs.documents.origin_wording import wording_shown
from dutiful_docs.documents.pictures import picture_of
from dutiful_docs.documents.presentation import Identity
from dutiful_docs.documents.repository import DocumentRepository
from dutiful_docs.documents.screening_port import Screener
from dutiful_docs.documents.stored import StoredPaper
from dutiful_docs.documents.subject import Subject
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.drawing_right import DrawingRight
from dutiful_docs.storage.objects import Objects
from dutiful_shared.contract.documents import (
    Blank,
    Document,
    DocumentKind,
    DocumentLinks,
    DocumentRequest,
    LedgerEntry,
)


class DocumentNotFoundError(LookupError):
    """The merchant has no such document or version."""


class NoSuchPageError(LookupError):
    """The paper has no such page."""


class KindChangedError(ValueError):
    """A correction is a further version of the same kind of paper."""


@dataclass(frozen=True, slots=True)
class PaperService:
    """Makes papers. `now` is the clock, in UTC. Issued papers are screened before, and entered in the ledger."""

    typesetter: Typesetter
    objects: Objects
    repository: DocumentRepository
    ledger: Ledger
    screener: Screener
    metrics: PaperMetrics
    drawing_right: DrawingRight | None
    now: Callable[[], datetime]

    async def make(
        self,
        merchant_id: str,
        wanted: DocumentRequest,
        subject: Subject,
        document_id: str,
        *,
        actor: str,
        again: bool = False,
    ) -> StoredPaper:
        """The first version of a document.

        Args:
            actor: who asked for it, as the audit names them.
            document_id: given beforehand.
            again: an earlier attempt may have made it already: then that one is the answer.

        Raises:
            RefusedError, HeldError, TypesettingBusyError, ScreeningUnreachableError,
            StorageUnavailableError, DocumentsUnavailableError
        """
        if again and (made := await self.repository.find(merchant_id, document_id)) is not None:
            return made
        return await self._version(merchant_id, wanted, subject, document_id, 1, actor)

    async def correct(
        self, merchant_id: str, wanted: DocumentRequest, subject: Subject, document_id: str, *, actor: str
    ) -> StoredPaper:
        """A further version of a document; the ones before stay as they are, and a draft takes the place of none.

        Args:
            actor: as of `make`.

        Raises:
            DocumentNotFoundError: the merchant has no such document.
            KindChangedError: it is of another kind.
            VersionTakenError: another correction came first.
            RefusedError, HeldError, TypesettingBusyError, ScreeningUnreachableError,
            StorageUnavailableError, DocumentsUnavailableError
        """
        shown = await self.find(merchant_id, document_id)
        if shown.kind is not wanted.kind:
            raise KindChangedError(f"{document_id} is of the kind {shown.kind.value}")
        version = await self.repository.last_version(merchant_id, document_id) + 1
        return await self._version(merchant_id, wanted, subject, document_id, version, actor)

    async def make_for(
        self,
        merchant_id: str,
        wanted: DocumentRequest,
        subject: Subject,
        document_id: str,
        made_for: str,
        *,
        actor: str,
    ) -> None:
        """The paper of an order that a batch makes by itself: the first version, or the next where there is one.

        However often it is asked for, one version is made for `made_for`, the id of the batch. Raises as `make`.
        """
        while not await self.repository.is_made_for(merchant_id, document_id, made_for):
            version = await self.repository.last_version(merchant_id, document_id) + 1
            try:
                await self._version(merchant_id, wanted, subject, document_id, version, actor, made_for)
            except VersionTakenError:
                # Somebody else has made this version, or one before: what there is now decides.
                continue

    async def find(self, merchant_id: str, document_id: str, version: int | None = None) -> StoredPaper:
        """A version, by default the newest that was issued, else the newest draft.

        Raises:
            DocumentNotFoundError: there is none.
            DocumentsUnavailableError
        """
        found = await self.repository.find(merchant_id, document_id, version)
        if found is None:
            raise DocumentNotFoundError(document_id)
        return found

    async def require(self, merchant_id: str, ids: Sequence[str]) -> None:
        """Every one of these must be a document of the merchant.

        Raises:
            DocumentNotFoundError: one is not; the first is named.
            DocumentsUnavailableError
        """
        known = await self.repository.known(merchant_id, ids) if ids else set()
        for one in ids:
            if one not in known:
                raise DocumentNotFoundError(one)

    async def answers(self, papers: list[StoredPaper]) -> list[Document]:
        """Documents as the API shows them."""
        if not papers:
            return []
        entries = await self.ledger.entries(papers[0].merchant_id, papers)
        return [_answer(paper, entry) for paper, entry in zip(papers, entries, strict=True)]

    async def pdf(self, paper: StoredPaper, *, proven: bool) -> bytes:
        """The printed form of a paper that has one, as it was issued, or with its proof inside.

        Raises:
            NotInLedgerError, ProofPendingError, StorageUnavailableError, DocumentsUnavailableError
        """
        assert paper.pdf is not None, "the kind has a printed form"
        content = await self.objects.get(paper.merchant_id, paper.pdf)
        return await self.ledger.proven(paper, content) if proven else content

    async def picture(self, paper: StoredPaper, page: int) -> bytes:
        """A page of the printed form as PNG, the first is 1.

        Raises:
            NoSuchPageError: the paper has fewer pages, or no printed form.
            TypesettingBusyError, StorageUnavailableError
        """
        if paper.pdf is None or page > paper.pages:
            raise NoSuchPageError(f"{paper.id} has no page {page}; its last is {paper.pages}")
        content = await self.objects.get(paper.merchant_id, paper.pdf)
        return await self.typesetter.run(lambda: picture_of(content, page))

    async def _version(
        self,
        merchant_id: str,
        wanted: DocumentRequest,
        subject: Subject,
        document_id: str,
        version: int,
        actor: str,
        made_for: str | None = None,
    ) -> StoredPaper:
        made_at = self.now().replace(microsecond=0)
        place: Place = NoPlace() if wanted.draft else self.ledger.place(document_id, version)
        identity = Identity(document_id, version, made_at, place.verify_url)
        with self.metrics.making(wanted.kind):
            composed = await self.typesetter.run(
                lambda: _sealed(compose(wanted, subject, identity, self.typesetter, self.drawing_right), place)
            )
        # After what the paper lacks is known and before it is kept: nobody who is held gets a paper.
        screening = None if wanted.draft else await self.screener.screened(merchant_id, wanted, subject, actor)
        pdf, xml = await asyncio.gather(self._keep(merchant_id, composed.pdf), self._keep(merchant_id, composed.xml))
        paper = StoredPaper(
            id=document_id,
            version=version,
            merchant_id=merchant_id,
            kind=wanted.kind,
            quote_id=subject.quote_id,
            draft=wanted.draft,
            language=wanted.language,
            second_language=wanted.second_language,
            content=composed.content,
            sha256=composed.sha256,
            pdf=pdf,
            xml=xml,
            pages=composed.pages,
            created_at=made_at,
            order_reference=wanted.invoice.order_reference,
            screening=screening,
            unchecked=composed.unchecked,
            made_for=made_for,
        )
        await self.repository.add(paper, place)
        self.metrics.made(wanted.kind, draft=wanted.draft)
        return paper

    async def _keep(self, merchant_id: str, content: bytes | None) -> str | None:
        return None if content is None else await self.objects.put(merchant_id, content)


def _sealed(composed: Composed, place: Place) -> Composed:
    """With what proves it inside, where it is printed."""
    if composed.pdf is None:
        return composed
    pdf = place.sealed(composed.pdf)
    return replace(composed, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())


def _answer(paper: StoredPaper, entry: LedgerEntry) -> Document:
    place = f"/v1/documents/{paper.id}"
    version = f"version={paper.version}"
    return Document(
        id=paper.id,
        kind=DocumentKind(paper.kind),
        version=paper.version,
        draft=paper.draft,
        number=paper.number,
        order_reference=paper.order_reference,
        quote_id=paper.quote_id,
        language=paper.language,
        second_language=paper.second_language,
        created_at=paper.created_at,
        sha256=paper.sha256,
        pages=paper.pages,
        links=DocumentLinks(
            pdf=f"{place}.pdf?{version}" if paper.pdf else None,
            picture=f"{place}.png?{version}" if paper.pdf else None,
            xml=f"{place}?format=xml&{version}" if paper.xml else None,
            json_=f"{place}.json?{version}",
        ),
        ledger=entry,
        screening=paper.screening,
        blanks=tuple(Blank(**one) for one in paper.content.get("blanks", ())),
        unchecked=paper.unchecked,
        origin_wording=wording_shown(paper.content),
    )
