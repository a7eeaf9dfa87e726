"""The rooms of the dossier, with what they need."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import httpx2
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier.accuracy_service import AccuracyService
from dutiful_docs.dossier.charge_repository import ChargeRepository
from dutiful_docs.dossier.charge_service import ChargeService
from dutiful_docs.dossier.classified import ClassifiedLines
from dutiful_docs.dossier.feedback_token import FeedbackTokens
from dutiful_docs.dossier.feeds import CarrierFeeds
from dutiful_docs.dossier.kpi_repository import KpiRepository
from dutiful_docs.dossier.kpi_service import KpiService
from dutiful_docs.dossier.metrics import DossierMetrics
from dutiful_docs.dossier.news import forget_old_news
from dutiful_docs.dossier.our_quotes import OurQuotes
from dutiful_docs.dossier.quoted import QuotedCharges
from dutiful_docs.dossier.return_service import ReturnService
from dutiful_docs.dossier.service import DossierService
from dutiful_docs.dossier.shadow_repository import ShadowRepository, forget_old_shadows
from dutiful_docs.dossier.shadow_service import ShadowService
from dutiful_docs.dossier.shipment_repository import ShipmentRepository
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS
from dutiful_shared.service.settings import key_ring

_FORGET_SECONDS: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class DossierRooms:
    """What the routes of the dossier open onto."""

    shipments: DossierService
    charges: ChargeService
    returns: ReturnService
    kpis: KpiService
    shadows: ShadowService
    accuracy: AccuracyService
    quoted: QuotedCharges
    classified: ClassifiedLines
    feeds: CarrierFeeds
    tokens: FeedbackTokens
    now: Callable[[], datetime]


async def acquire_dossier(
    stack: AsyncExitStack,
    settings: DocsSettings,
    registry: CollectorRegistry,
    requests: AsyncEngine,
    reads: AsyncEngine,
    service: AsyncEngine,
    now: Callable[[], datetime],
    transport: httpx2.AsyncBaseTransport | None = None,
) -> DossierRooms:
    """The dossier.

    Args:
        requests: an engine of the request role.
        reads: such an engine for what may lag, such as of a replica.
        service: an engine of the service role.
        transport: to the other services, instead of the network.
    """
    metrics = DossierMetrics(registry)
    shipments = ShipmentRepository(requests)
    tokens = FeedbackTokens(settings.token_secret.get_secret_value().encode())
    kpis = KpiService(KpiRepository(requests, reads, service), tokens, metrics)
    gauges = Periodic("dossier-gauges", kpis.measure, settings.dossier_gauge_seconds, passing=STORE_ERRORS)
    stack.push_async_callback(gauges.close)
    await gauges.start()
    forgetting = Periodic(
        "clearance-news-retention", partial(forget_old_news, service), _FORGET_SECONDS, passing=STORE_ERRORS
    )
    stack.push_async_callback(forgetting.close)
    await forgetting.start()
    shadows_end = Periodic(
        "shadow-quote-retention",
        partial(forget_old_shadows, service, settings.shadow_retention_days),
        _FORGET_SECONDS,
        passing=STORE_ERRORS,
    )
    stack.push_async_callback(shadows_end.close)
    await shadows_end.start()
    charges, ours = ChargeRepository(requests), OurQuotes(settings.quote_url, transport)
    return DossierRooms(
        shipments=DossierService(requests, shipments, metrics, now),
        charges=ChargeService(charges, shipments, now),
        returns=ReturnService(requests, now),
        kpis=kpis,
        shadows=ShadowService(ShadowRepository(requests), charges, ours, now),
        accuracy=AccuracyService(shipments, charges, ours, now),
        quoted=QuotedCharges(settings.quote_url, transport),
        classified=ClassifiedLines(settings.classify_url, settings.check_classify_ms / 1000, transport),
        feeds=CarrierFeeds(requests, service, Vault(key_ring(settings.secret_keys.get_secret_value())), now),
        tokens=tokens,
        now=now,
    )
