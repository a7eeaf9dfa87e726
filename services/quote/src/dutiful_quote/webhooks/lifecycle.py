"""Acquiring what sends webhooks at start."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from prometheus_client import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.catalogue_news import announce_catalogues
from dutiful_quote.webhooks.docs_news import announce_docs_news
from dutiful_quote.webhooks.endpoint_repository import EndpointRepository
from dutiful_quote.webhooks.register import EndpointRegister
from dutiful_quote.webhooks.release_news import announce_releases
from dutiful_quote.webhooks.repository import WebhookRepository
from dutiful_quote.webhooks.sender import SenderSettings, WebhookSender
from dutiful_quote.webhooks.transport import GuardedTransport
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.periodic import Periodic

_NEWS_SECONDS: Final = 10.0  # how soon an activation, a clearance or a paper is told


@dataclass(frozen=True, slots=True)
class WebhookRooms:
    """Merchants' endpoints, and what sends to them."""

    endpoints: EndpointRegister
    sender: WebhookSender


async def acquire_webhooks(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    requests_engine: AsyncEngine,
    service_engine: AsyncEngine,
    vault: Vault,
    now: Callable[[], datetime],
) -> WebhookRooms:
    """The rooms of outgoing webhooks; senders are at work until `stack` unwinds."""
    repository = WebhookRepository(service_engine)
    transport = GuardedTransport(allow_loopback=settings.webhook_allow_loopback)
    chosen = SenderSettings(concurrency=settings.webhook_concurrency, keep_days=settings.webhook_event_days)
    sender = WebhookSender(repository, vault, transport, registry, now, chosen)
    stack.push_async_callback(sender.close)
    await sender.start()
    if settings.webhook_concurrency:
        told = [("release-news", announce_releases), ("docs-news", announce_docs_news)]
        if settings.catalogue_recheck:
            told.append(("catalogue-news", announce_catalogues))
        for name, announce in told:
            work = partial(announce, service_engine)
            news = Periodic(name, work, _NEWS_SECONDS, passing=(SQLAlchemyError, OSError))
            stack.push_async_callback(news.close)
            await news.start()
    return WebhookRooms(
        EndpointRegister(EndpointRepository(requests_engine), vault, now, settings.webhook_allow_loopback), sender
    )
