"""The routes of the dossier, in the order in which paths are tried."""

from typing import Final

from fastapi import APIRouter

from dutiful_docs.api import (
    accuracy,
    carrier_webhooks,
    charges,
    feedback,
    kpis,
    packs,
    shadow_quotes,
    shipment_checks,
    shipment_events,
    shipment_returns,
    shipments,
)

DOSSIER_ROUTERS: Final[tuple[APIRouter, ...]] = (
    # Before the dossier of one shipment: their paths would be taken for its id.
    shipment_events.router,
    shipment_checks.router,
    shipment_returns.router,
    packs.handoff_router,
    packs.dispute_router,
    shipments.router,
    shipment_events.feed_router,
    carrier_webhooks.router,
    charges.router,
    kpis.router,
    shadow_quotes.router,
    accuracy.accuracy_router,
    accuracy.reserve_router,
    feedback.router,
)
#: Route -> bytes, where a body may be larger than others.
DOSSIER_BODY_LIMITS: Final = {
    charges.INVOICE_ROUTE: charges.INVOICE_BYTES,
    charges.CSV_ROUTE: charges.INVOICE_BYTES,
    carrier_webhooks.WEBHOOK_ROUTE: carrier_webhooks.WEBHOOK_BYTES,
}
