"""Acquiring where quotes are read and written."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.quotes.journal import JournalLimits, QuoteJournal
from dutiful_quote.quotes.repository import QuoteRepository
from dutiful_quote.quotes.spooled_quotes import SpooledQuotes
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.process_gauges import PoolGauges
from dutiful_shared.service.spool import Spool
from dutiful_shared.service.tenancy import JOURNAL_ROLE


async def acquire_journal(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    pools: PoolGauges,
    requests_engine: AsyncEngine,
) -> tuple[QuoteRepository, QuoteJournal]:
    """Where quotes are read, and what writes them until `stack` unwinds; `pools` watches the journal's own pool."""
    writing = connect(settings, "dutiful-journal", single_statements=True, role=JOURNAL_ROLE)
    stack.push_async_callback(writing.dispose)
    pools.watch("journal", writing)
    repository = QuoteRepository(requests_engine, writing)
    stack.push_async_callback(repository.close)
    limits = JournalLimits(settings.journal_timeout_ms / 1000, settings.journal_postgres_ms / 1000)
    spool = None
    if settings.journal_spool is not None:
        disk = Spool(settings.journal_spool, settings.journal_spool_mb * 1024 * 1024)
        spool = SpooledQuotes(disk, repository, registry)
    journal = QuoteJournal(repository, registry, limits, spool)
    await journal.start()
    stack.push_async_callback(journal.close)
    return repository, journal
