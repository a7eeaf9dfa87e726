"""Every route of the pages, in one list for the application."""

from typing import Final

from dutiful_quote.console import (
    assets,
    catalogue,
    classification,
    clearance,
    documents,
    freshness,
    landed_cost,
    shops,
    sign_in,
    tariff,
)

CONSOLE_ROUTERS: Final = (
    assets.router,
    sign_in.router,
    landed_cost.router,
    tariff.router,
    classification.router,
    catalogue.router,
    documents.router,
    clearance.router,
    shops.router,
    freshness.router,
)
