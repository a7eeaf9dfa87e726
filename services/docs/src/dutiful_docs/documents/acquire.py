"""The room of papers, with what it needs."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import httpx2
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.documents.batches.repository import BatchRepository
from dutiful_docs.documents.batches.room import Batches
from dutiful_docs.documents.batches.worker import BatchWorker
from dutiful_docs.documents.ledger_port import Ledger
from dutiful_docs.documents.metrics import PaperMetrics
from dutiful_docs.documents.quote_source import QuoteSource
from dutiful_docs.documents.repository import DocumentRepository
from dutiful_docs.documents.screening_port import Screener
from dutiful_docs.documents.service import PaperService
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.settings import DocsSettings
from dutiful_docs.storage.objects import Objects
from dutiful_shared.schemes.harmonized_codes import harmonized_codes
from dutiful_shared.service.job_worker import worker_name


@dataclass(frozen=True, slots=True)
class PaperRooms:
    """What the routes and commands of papers work with: issuing, quotes to issue for, and batches."""

    papers: PaperService
    quotes: QuoteSource
    batches: Batches


def acquire_papers(
    stack: AsyncExitStack,
    settings: DocsSettings,
    registry: CollectorRegistry,
    requests: AsyncEngine,
    service: AsyncEngine,
    ledger: Ledger,
    screener: Screener,
    now: Callable[[], datetime],
    transport: httpx2.AsyncBaseTransport | None = None,
) -> PaperRooms:
    """Papers, the quotes they are made of, and batches of them; closed when `stack` unwinds.

    Args:
        requests: acts as the merchant whose request is served.
        service: acts for all merchants.
        ledger: is told of every issued paper.
        screener: is asked before one is issued.
        transport: to the quote service, instead of the network.
    """
    harmonized_codes()  # read before the first paper waits for it
    typesetter = Typesetter(settings.document_workers, settings.document_waiting)
    stack.callback(typesetter.close)
    objects = Objects(settings.document_store)
    quotes = QuoteSource(settings.quote_url, transport or httpx2.AsyncHTTPTransport())
    stack.push_async_callback(quotes.aclose)
    papers = PaperService(
        typesetter=typesetter,
        objects=objects,
        repository=DocumentRepository(requests),
        ledger=ledger,
        screener=screener,
        metrics=PaperMetrics(registry),
        drawing_right=settings.drawing_right,
        now=now,
    )
    repository = BatchRepository(requests, service, worker_name())
    worker = BatchWorker(repository, papers, settings.document_batch_seconds)
    worker.start()
    stack.push_async_callback(worker.close)
    return PaperRooms(papers, quotes, Batches(repository, worker, quotes, objects, now))
