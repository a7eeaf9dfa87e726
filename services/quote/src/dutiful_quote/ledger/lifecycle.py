"""Acquiring what brings quotes to the ledger."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.ledger.forwarder import PASSING, LedgerForwarder
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.client.ledger import LedgerClient
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.ticket import Purpose, tickets_of


async def acquire_forwarder(
    stack: AsyncExitStack, settings: QuoteSettings, registry: CollectorRegistry, service_engine: AsyncEngine
) -> None:
    """A forwarder that is at work until `stack` unwinds; none where no docs service is named: then quotes wait."""
    if not settings.docs_url:
        return
    client = LedgerClient(BaseUrls(docs=settings.docs_url), tickets_of(settings, Purpose.ENTER_INTO_LEDGER, "quote"))
    stack.push_async_callback(client.aclose)
    forwarder = LedgerForwarder(service_engine, client, registry)
    periodic = Periodic("ledger-forwarder", forwarder.turn, settings.ledger_forward_seconds, passing=PASSING)
    stack.push_async_callback(periodic.close)
    await periodic.start()
