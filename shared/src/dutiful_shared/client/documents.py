"""The calls of `DutifulClient` that concern customs papers.

The key needs the scope `documents`, and `quote` to read the quote that a paper is made for.
"""

from typing import Final, Literal

import httpx2

from dutiful_shared.client.transport import Transport, given
from dutiful_shared.contract.documents import (
    Document,
    DocumentBatch,
    DocumentBatchRequest,
    DocumentKind,
    DocumentPage,
    DocumentRequest,
)

DocumentForm = Literal["pdf", "xml", "json"]
#: A batch of 500 requests reads as many quotes before it is taken in.
_BATCH_TIMEOUT: Final = httpx2.Timeout(60.0, connect=1.0)


class DocumentCalls(Transport):
    """Papers, their forms and versions, and batches of them."""

    async def create_document(self, wanted: DocumentRequest, *, idempotency_key: str | None = None) -> Document:
        """A customs paper for a quote or an order. Repeating with the same key gives the same document."""
        return await self._post(self._documents(), wanted, Document, idempotency_key)

    async def correct_document(
        self, document_id: str, wanted: DocumentRequest, *, idempotency_key: str | None = None
    ) -> Document:
        """A further version of a document, as it should be in whole."""
        return await self._post(self._documents(f"/{document_id}/versions"), wanted, Document, idempotency_key)

    async def document(self, document_id: str, *, version: int | None = None) -> Document:
        """What is known of a document."""
        return await self._call("GET", self._documents(f"/{document_id}"), Document, params=_version(version))

    async def document_form(self, document_id: str, form: DocumentForm, *, version: int | None = None) -> bytes:
        """The bytes of one of its forms."""
        params = {"format": form, **_version(version)}
        return (await self._send("GET", self._documents(f"/{document_id}"), params=params)).content

    async def document_picture(self, document_id: str, page: int = 1, *, version: int | None = None) -> bytes:
        """A page of the printed form as PNG."""
        params = {"page": str(page), **_version(version)}
        return (await self._send("GET", self._documents(f"/{document_id}.png"), params=params)).content

    async def proven_document(self, document_id: str, *, version: int | None = None) -> bytes:
        """The PDF with the ledger's proof inside; a conflict until its leaf is in the log, which takes a second."""
        params = {"proof": "true", **_version(version)}
        return (await self._send("GET", self._documents(f"/{document_id}.pdf"), params=params)).content

    async def documents(
        self,
        *,
        kind: DocumentKind | None = None,
        quote_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> DocumentPage:
        """A page of documents, the newest first; `next` of it is the following cursor."""
        asked = {"kind": kind.value if kind else None, "quote_id": quote_id, "cursor": cursor, "limit": str(limit)}
        return await self._call("GET", self._documents(), DocumentPage, params=given(asked))

    async def create_document_batch(
        self, wanted: DocumentBatchRequest, *, idempotency_key: str | None = None
    ) -> DocumentBatch:
        """Up to 500 papers, made in the background."""
        return await self._post(self._batches(), wanted, DocumentBatch, idempotency_key, timeout=_BATCH_TIMEOUT)

    async def document_batch(self, batch_id: str) -> DocumentBatch:
        """How far a batch is."""
        return await self._call("GET", self._batches(f"/{batch_id}"), DocumentBatch)

    async def document_batch_result(self, batch_id: str) -> bytes:
        """All papers of a batch that is done, as one ZIP or PDF."""
        return (await self._send("GET", self._batches(f"/{batch_id}/result"), timeout=_BATCH_TIMEOUT)).content

    def _documents(self, path: str = "") -> str:
        return f"{self._urls.docs}/v1/documents{path}"

    def _batches(self, path: str = "") -> str:
        return f"{self._urls.docs}/v1/document-batches{path}"


def _version(version: int | None) -> dict[str, str]:
    return given({"version": None if version is None else str(version)})
