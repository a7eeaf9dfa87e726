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
    open_sessions,
    second_factor,
    settings_pages,
    shops,
    sign_in,
    tariff,
)
from dutiful_quote.console.rooms import under_a_name_of_ours
from dutiful_quote.console.typed import plain_form, plain_query

_pages = (
    assets.router,
    sign_in.router,
    tariff.router,
    classification.router,
    catalogue.router,
    documents.router,
    clearance.router,
    settings_pages.router,
    shops.router,
    freshness.router,
    open_sessions.router,
    second_factor.router,
)
_console = APIRouter(dependencies=[Depends(under_a_name_of_ours), Depends(plain_query)])
_console.include_router(landed_cost.router)
for _router in _pages:
    _console.include_router(_router, dependencies=[Depends(plain_form)])
CONSOLE_ROUTERS: Final = (_console,)
