"""Works batches off, some papers at a time; a crash costs those few."""

import asyncio
from typing import Any, Final

import orjson

from dutiful_docs.documents.batches.bundle import merged, zipped
from dutiful_docs.documents.batches.repository import SUPERSEDED, BatchItem, BatchJob, BatchRepository, listed
from dutiful_docs.documents.composition import as_json
from dutiful_docs.documents.errors import DocumentsUnavailableError
from dutiful_docs.documents.refusal import UNLISTED, NotStatedError, RefusedError
from dutiful_docs.documents.screening_port import HeldError, ScreeningUnreachableError
from dutiful_docs.documents.service import PaperService
from dutiful_docs.documents.stored import StoredPaper
from dutiful_docs.documents.subject import Subject, ordered, quoted
from dutiful_docs.storage.objects import StorageUnavailableError
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.contract.orders import OrderedAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.job_worker import JobWorker
from dutiful_shared.service.logs import logger

#: Papers between two renewals of the lease.
_PORTION: Final = 16


class BatchWorker(JobWorker[BatchJob]):
    """One batch at a time in each process.

    Args:
        seconds: how often to look for batches that another process took in, or has left behind.
    """

    def __init__(self, repository: BatchRepository, papers: PaperService, seconds: float) -> None:
        passing = (DocumentsUnavailableError, ScreeningUnreachableError, StorageUnavailableError)
        super().__init__("document-batches", repository.claim, self._make, passing, seconds=seconds)
        self._repository = repository
        self._papers = papers

    async def _make(self, job: BatchJob) -> None:
        try:
            await self._finish(job)
        except LeaseLostError:
            logger().warning("a batch of documents was taken over", batch_id=job.id)

    async def _finish(self, job: BatchJob) -> None:
        while items := await self._repository.following(job, _PORTION):
            outcomes = await asyncio.gather(*(self._one(job, item) for item in items))
            await self._repository.settle(job, list(zip((item.number for item in items), outcomes, strict=True)))
        made = await self._repository.made(job)
        papers = [(number, await self._papers.find(job.merchant_id, document_id)) for number, document_id in made]
        digest = await self._bundle(job, papers) if papers else None
        await self._repository.end(job, digest)
        logger().info("a batch of documents is done", batch_id=job.id, wanted=job.wanted, made=len(made))

    async def _one(self, job: BatchJob, item: BatchItem) -> list[dict[str, Any]] | None:
        """Make one paper; its faults, of many the first, None where there are none."""
        wanted = DocumentRequest.model_validate_json(orjson.dumps(item.request))
        try:
            subject = _subject(wanted, item)
            if item.order_id is None:
                await self._papers.make(
                    job.merchant_id, wanted, subject, item.document_id, actor=job.asked_by, again=True
                )
            elif await self._repository.holds(job, item):
                await self._papers.make_for(
                    job.merchant_id, wanted, subject, item.document_id, job.id, actor=job.asked_by
                )
            else:
                return [listed(item.number, SUPERSEDED, "The order has changed since; its papers are made anew.", "")]
        except RefusedError as exc:
            found = [listed(item.number, one.code, one.detail, one.pointer) for one in exc.listed]
            return [*found, listed(item.number, UNLISTED, exc.unlisted, "")] if exc.unlisted else found
        except HeldError as exc:
            return [listed(item.number, "held", text, pointer) for pointer, text in exc.findings or (("", exc.detail),)]
        return None

    async def _bundle(self, job: BatchJob, papers: list[tuple[int, StoredPaper]]) -> str:
        printed = [(number, paper, await self._bytes(job, paper)) for number, paper in papers]
        if job.result_form == "pdf":
            content = await asyncio.to_thread(merged, [one for _, paper, one in printed if paper.pdf])
        else:
            files = [(_file_name(number, paper), one) for number, paper, one in printed]
            content = await asyncio.to_thread(zipped, files)
        return await self._papers.objects.put(job.merchant_id, content)

    async def _bytes(self, job: BatchJob, paper: StoredPaper) -> bytes:
        if paper.pdf is None:
            return as_json(paper.content)
        return await self._papers.objects.get(job.merchant_id, paper.pdf)


def _subject(wanted: DocumentRequest, item: BatchItem) -> Subject:
    if wanted.order is not None:
        return ordered(wanted.order)
    if item.quote is None:
        raise NotStatedError("/quote_id", f"there is no quote {wanted.quote_id}, or it is too old to be read")
    cart = QuoteRequest.model_validate_json(orjson.dumps(item.cart))
    quote = QuoteAnswer.model_validate_json(orjson.dumps(item.quote))
    if item.order_id is not None and item.ordered is None and quote.options.services:
        raise NotStatedError(
            "/quote_id", "the order was told by a release that did not say by which service: adjust it"
        )
    ordered_as = None if item.ordered is None else OrderedAnswer.model_validate_json(orjson.dumps(item.ordered))
    return quoted(cart, quote, ordered_as)


def _file_name(number: int, paper: StoredPaper) -> str:
    return f"{number + 1:03d}-{paper.kind.value}-{paper.id}.{'pdf' if paper.pdf else 'json'}"
