"""The only SQL about documents. A version is written once and never changed.

A document shows its newest issued version; a draft is shown where nothing was issued, and by its number.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.documents.errors import DocumentsUnavailableError, VersionTakenError
from dutiful_docs.documents.ledger_port import Place
from dutiful_docs.documents.stored import StoredPaper
from dutiful_shared.contract.documents import DocumentKind, DocumentScreening, UncheckedLimit
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_COLUMNS: Final = (
    "id, version, merchant_id, kind, quote_id, draft, language, second_language, content, sha256, pdf_sha256,"
    " xml_sha256, pages, created_at, order_reference, screening, made_for, unchecked"
)
_INSERT = text(
    f"""
    INSERT INTO docs.document ({_COLUMNS})
    VALUES (:id, :version, :merchant_id, :kind, :quote_id, :draft, :language, :second_language,
            CAST(:content AS jsonb), :sha256, :pdf, :xml, :pages, :created_at, :order_reference,
            CAST(:screening AS jsonb), :made_for, CAST(:unchecked AS jsonb))
    """  # noqa: S608 - constants only
)
#: The senders of webhooks read it.
_NEWS = text("INSERT INTO docs.document_news (id, merchant_id, data) VALUES (:id, :merchant_id, CAST(:data AS jsonb))")
_FIND = text(
    f"SELECT {_COLUMNS} FROM docs.document WHERE id = :id AND merchant_id = :merchant_id"  # noqa: S608
    " AND (CAST(:version AS int) IS NULL OR version = :version) ORDER BY draft, version DESC LIMIT 1"
)
_LAST = text("SELECT max(version) FROM docs.document WHERE id = :id AND merchant_id = :merchant_id")
_SHOWN: Final = (
    "NOT EXISTS (SELECT 1 FROM docs.document other WHERE other.id = shown.id"
    " AND (NOT other.draft, other.version) > (NOT shown.draft, shown.version))"
)
#: Of an order: issued papers that name its quote or its reference, or that somebody has named.
_OF_ORDER = text(
    f"""
    SELECT {_COLUMNS} FROM docs.document shown
    WHERE merchant_id = :merchant_id AND NOT draft
      AND (quote_id = :quote_id OR order_reference = :order_reference OR id = ANY(:ids))
      AND {_SHOWN}
    ORDER BY created_at, id LIMIT 200
    """  # noqa: S608
)
_KNOWN = text("SELECT DISTINCT id FROM docs.document WHERE merchant_id = :merchant_id AND id = ANY(:ids)")
_MADE_FOR = text(
    "SELECT EXISTS (SELECT FROM docs.document WHERE id = :id AND merchant_id = :merchant_id AND made_for = :made_for)"
)
_PAGE = text(
    f"""
    SELECT {_COLUMNS} FROM docs.document shown
    WHERE merchant_id = :merchant_id
      AND (CAST(:kind AS text) IS NULL OR kind = :kind)
      AND (CAST(:quote_id AS text) IS NULL OR quote_id = :quote_id)
      AND (CAST(:before_at AS timestamptz) IS NULL OR (created_at, id) < (:before_at, :before_id))
      AND {_SHOWN}
    ORDER BY created_at DESC, id DESC LIMIT :most
    """  # noqa: S608
)


class DocumentRepository:
    """Documents in PostgreSQL, behind the wall between merchants.

    Args:
        engine: made with `connect(..., role=REQUEST_ROLE)`.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, paper: StoredPaper, place: Place) -> None:
        """Write a version down. An issued one takes its place in the ledger, and news of it go out, or all is undone.

        Raises:
            VersionTakenError: there is one of this id and version, or one that the same batch made.
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {
            "id": paper.id,
            "version": paper.version,
            "merchant_id": paper.merchant_id,
            "kind": paper.kind.value,
            "quote_id": paper.quote_id,
            "draft": paper.draft,
            "language": paper.language,
            "second_language": paper.second_language,
            "content": orjson.dumps(paper.content).decode(),
            "sha256": paper.sha256,
            "pdf": paper.pdf,
            "xml": paper.xml,
            "pages": paper.pages,
            "created_at": paper.created_at,
            "order_reference": paper.order_reference,
            "screening": None if paper.screening is None else paper.screening.model_dump_json(),
            "made_for": paper.made_for,
            "unchecked": orjson.dumps([one.model_dump() for one in paper.unchecked]).decode(),
        }
        with _reachable():
            async with as_merchant(self._engine, paper.merchant_id) as connection:
                try:
                    await connection.execute(_INSERT, values)
                except IntegrityError as exc:
                    raise VersionTakenError(paper.id) from exc
                if not paper.draft:
                    await place.enter(connection, paper)
                    await connection.execute(_NEWS, _news(paper))

    async def find(self, merchant_id: str, document_id: str, version: int | None = None) -> StoredPaper | None:
        """A version, by default the newest that was issued, else the newest draft; None where there is none such.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {"id": document_id, "merchant_id": merchant_id, "version": version}
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                row = (await connection.execute(_FIND, values)).one_or_none()
        return None if row is None else _stored(row)

    async def last_version(self, merchant_id: str, document_id: str) -> int:
        """The highest number of a version, of drafts too; 0 where the merchant has no such document.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {"id": document_id, "merchant_id": merchant_id}
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return (await connection.execute(_LAST, values)).scalar_one() or 0

    async def of_order(
        self, merchant_id: str, quote_id: str | None, order_reference: str, ids: Sequence[str]
    ) -> list[StoredPaper]:
        """The issued papers of an order in their newest issued versions, the oldest first, 200 at most.

        Args:
            ids: of papers that belong to it, whatever they name.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {
            "merchant_id": merchant_id,
            "quote_id": quote_id,
            "order_reference": order_reference,
            "ids": list(ids),
        }
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return [_stored(row) for row in await connection.execute(_OF_ORDER, values)]

    async def is_made_for(self, merchant_id: str, document_id: str, made_for: str) -> bool:
        """Whether this batch has made a version.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {"id": document_id, "merchant_id": merchant_id, "made_for": made_for}
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return bool((await connection.execute(_MADE_FOR, values)).scalar_one())

    async def known(self, merchant_id: str, ids: Sequence[str]) -> set[str]:
        """Which of these are documents of the merchant.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {"merchant_id": merchant_id, "ids": list(ids)}
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return set((await connection.execute(_KNOWN, values)).scalars())

    async def page(
        self,
        merchant_id: str,
        kind: DocumentKind | None,
        quote_id: str | None,
        before: tuple[datetime, str] | None,
        most: int,
    ) -> list[StoredPaper]:
        """Documents as they are shown, the newest first.

        Raises:
            DocumentsUnavailableError: PostgreSQL is out of reach.
        """
        values = {
            "merchant_id": merchant_id,
            "kind": None if kind is None else kind.value,
            "quote_id": quote_id,
            "before_at": None if before is None else before[0],
            "before_id": "" if before is None else before[1],
            "most": most,
        }
        with _reachable():
            async with as_merchant(self._engine, merchant_id) as connection:
                return [_stored(row) for row in await connection.execute(_PAGE, values)]


def _news(paper: StoredPaper) -> dict[str, str]:
    """What a webhook tells: which paper there is, and nothing of what it says."""
    data = {
        "document_id": paper.id,
        "version": paper.version,
        "kind": paper.kind.value,
        "quote_id": paper.quote_id,
        "order_reference": paper.order_reference,
        "sha256": paper.sha256,
    }
    return {
        "id": f"evt_{secrets.token_hex(16)}",
        "merchant_id": paper.merchant_id,
        "data": orjson.dumps(data).decode(),
    }


@contextmanager
def _reachable() -> Iterator[None]:
    with unreachable_as(DocumentsUnavailableError, "documents cannot be read or written now"):
        yield


def _stored(row: Row[Any]) -> StoredPaper:
    return StoredPaper(
        id=row.id,
        version=row.version,
        merchant_id=row.merchant_id,
        kind=DocumentKind(row.kind),
        quote_id=row.quote_id,
        draft=row.draft,
        language=row.language,
        second_language=row.second_language,
        content=row.content,
        sha256=row.sha256,
        pdf=row.pdf_sha256,
        xml=row.xml_sha256,
        pages=row.pages,
        created_at=row.created_at,
        order_reference=row.order_reference,
        screening=None if row.screening is None else DocumentScreening.model_validate(row.screening),
        made_for=row.made_for,
        unchecked=tuple(UncheckedLimit.model_validate(one) for one in row.unchecked),
    )
