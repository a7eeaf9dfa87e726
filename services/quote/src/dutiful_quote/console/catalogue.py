"""How fit the merchant's catalogue is for quoting, and which articles are not."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dutiful_quote.api.catalogue_refusals import refused
from dutiful_quote.api.state import State
from dutiful_quote.console.pages import render
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_quote.console.waterfall import WIDTH
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.catalogue_health import HealthProblem

router = APIRouter(prefix="/console", include_in_schema=False)

_FINDINGS: Final = 50
#: The report reads the whole catalogue: it counts as so many requests, as over the API.
_Reader = Annotated[Visitor, Depends(visitor(Scope.CATALOG, cost=20))]


@router.get("/catalogue")
async def show_health(
    request: Request,
    who: _Reader,
    state: State,
    problem: HealthProblem | None = None,
    cursor: Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """The merchant's catalogue: how many articles have each problem, and a page of the articles."""
    with refused():
        health = await state.catalogue.health.report(who.caller.merchant_id, problem, cursor, _FINDINGS)
    most = max(health.articles, *health.counts.values(), 1)
    bars = [(kind, count, round(WIDTH * count / most)) for kind, count in health.counts.items()]
    return render(request, who, "catalogue.html", page="catalogue", health=health, bars=bars, problem=problem)
