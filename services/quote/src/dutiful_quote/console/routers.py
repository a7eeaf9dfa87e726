"""Every route of the pages, in one list for the application."""

from typing import Final

from fastapi import APIRouter, Depends

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
from dutiful_quote.console.rooms import under_a_name_of_ours

_pages = (
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
_console = APIRouter(dependencies=[Depends(under_a_name_of_ours)])
for _router in _pages:
    _console.include_router(_router)
CONSOLE_ROUTERS: Final = (_console,)
