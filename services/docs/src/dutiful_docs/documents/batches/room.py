"""`Batches`: taking batches in, saying how far they are, and giving out their results."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dutiful_docs.documents.batches.record import BatchRecord
from dutiful_docs.documents.batches.repository import BatchItem, BatchRepository, listed
from dutiful_docs.documents.batches.worker import BatchWorker
from dutiful_docs.documents.quote_source import QuoteMissingError, QuoteSource, RecordedQuote
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.documents.standing import ordered_of, standing_fault
from dutiful_docs.storage.objects import Objects
from dutiful_shared.contract.documents import DocumentBatchRequest, DocumentRequest
from dutiful_shared.service.identifiers import new_identifier

#: Quotes of a batch that are read at the same time.
_READING: Final = 8
_ID_DIGITS: Final = 20


class BatchNotFoundError(LookupError):
    """The merchant has no such batch, or it has no result yet."""


@dataclass(frozen=True, slots=True)
class Batches:
    """Takes batches in and gives their results out; the worker makes them in between."""

    repository: BatchRepository
    worker: BatchWorker
    quotes: QuoteSource
    objects: Objects
    now: Callable[[], datetime]

    async def begin(
        self,
        merchant_id: str,
        api_key: str,
        wanted: DocumentBatchRequest,
        batch_id: str | None,
        *,
        actor: str,
        again: bool,
    ) -> BatchRecord:
        """Take a batch in. Quotes are read now and kept with it, so that the papers show what held at this moment.

        Papers whose quote cannot be had become faults of the batch; the others are made.

        Args:
            batch_id: given beforehand, or None.
            actor: who asked for it, as the audit names them.
            again: an earlier attempt may have taken it in already.

        Raises:
            QuoteForbiddenError, QuotesUnreachableError, DocumentsUnavailableError
        """
        chosen = batch_id or f"batch_{new_identifier(self.now(), os.urandom)[-_ID_DIGITS:]}"
        if again and (found := await self.repository.find(merchant_id, chosen)) is not None:
            return found
        quotes = await self._quotes(api_key, wanted.documents)
        items = [_item(i, one, chosen, quotes) for i, one in enumerate(wanted.documents)]
        await self.repository.begin(chosen, merchant_id, wanted.result, items, actor)
        self.worker.wake()
        return await self.find(merchant_id, chosen)

    async def find(self, merchant_id: str, batch_id: str) -> BatchRecord:
        """How far a batch is.

        Raises:
            BatchNotFoundError, DocumentsUnavailableError
        """
        found = await self.repository.find(merchant_id, batch_id)
        if found is None:
            raise BatchNotFoundError(batch_id)
        return found

    async def result(self, merchant_id: str, batch_id: str) -> tuple[str, bytes]:
        """The form and the bytes of a batch that is done.

        Raises:
            BatchNotFoundError, DocumentsUnavailableError, StorageUnavailableError
        """
        found = await self.find(merchant_id, batch_id)
        if found.result_sha256 is None:
            raise BatchNotFoundError(batch_id)
        return found.result_form, await self.objects.get(merchant_id, found.result_sha256)

    async def _quotes(self, api_key: str, wanted: Sequence[DocumentRequest]) -> dict[str, RecordedQuote]:
        """Every quote that there is and that is not too old to be read, by id."""
        gate = asyncio.Semaphore(_READING)
        found: dict[str, RecordedQuote] = {}

        async def fetch(quote_id: str) -> None:
            async with gate:
                with suppress(QuoteMissingError, NotStatedError):
                    found[quote_id] = await self.quotes.fetch(api_key, quote_id)

        await asyncio.gather(*(fetch(one) for one in dict.fromkeys(one.quote_id for one in wanted) if one is not None))
        return found


def _item(number: int, wanted: DocumentRequest, batch_id: str, quotes: dict[str, RecordedQuote]) -> BatchItem:
    found = quotes.get(wanted.quote_id or "")
    fault = None if found is None else standing_fault(found.order, wanted.quote_id or "", wanted.kind)
    ordered = None if found is None else ordered_of(found.order, wanted.quote_id or "")
    # The same paper of the same batch always gets the same id, so that a batch that is taken up again makes none twice.
    digest = hashlib.sha256(f"{batch_id}/{number}".encode()).hexdigest()
    return BatchItem(
        number=number,
        request=wanted.model_dump(mode="json", exclude_unset=True),
        cart=None if found is None else found.cart.model_dump(mode="json", exclude_unset=True),
        quote=None if found is None else found.quote.model_dump(mode="json"),
        ordered=None if ordered is None else ordered.model_dump(mode="json"),
        faults=() if fault is None else (listed(number, fault.code, fault.detail, fault.pointer),),
        document_id=f"doc_{digest[:_ID_DIGITS]}",
    )
