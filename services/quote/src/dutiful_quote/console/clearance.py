"""How clearance goes: hours, holds and costs of the merchant's shipments, as the document service counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dutiful_quote.api.state import State
from dutiful_quote.console.neighbours import asking
from dutiful_quote.console.pages import render
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.typed import TypedDay
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_quote.console.waterfall import WIDTH
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.kpis import KpiBy, KpiRow

router = APIRouter(prefix="/console", include_in_schema=False)

_SHOWN: Final = timedelta(days=89)
_INVALID: Final = 422
#: Ways of grouping that tell a merchant something of its own shipments.
GROUPINGS: Final = (KpiBy.DAY, KpiBy.WEEK, KpiBy.MONTH, KpiBy.LANE, KpiBy.CARRIER)
_Reader = Annotated[Visitor, Depends(visitor(Scope.DOCUMENTS))]


@dataclass(frozen=True, slots=True)
class Bar:
    """A group of shipments: its figures, and hours and errors as bars in thousandths. No bar where nothing cleared."""

    row: KpiRow
    median: int | None
    most: int | None
    errors: int


@router.get("/clearance")
async def show_clearance(
    request: Request,
    who: _Reader,
    state: State,
    console: Console,
    by: KpiBy = KpiBy.WEEK,
    first: Annotated[TypedDay, Query(alias="from")] = None,
    last: Annotated[TypedDay, Query(alias="to")] = None,
) -> Response:
    """Clearance of a period; one that ends before it begins is said, and the usual one is shown in its place."""
    end: date = last or state.today()
    begin: date = first or end - _SHOWN
    turned = end < begin
    if turned:
        end = state.today()
        begin = end - _SHOWN
    async with asking(console, who) as dutiful:
        answer = await dutiful.shipments.kpis(begin, end, by=by)
    return render(
        request,
        who,
        "clearance.html",
        status=_INVALID if turned else 200,
        page="clearance",
        turned=turned,
        bars=bars_of(answer.rows),
        by=by,
        groupings=GROUPINGS,
        begin=begin,
        end=end,
    )


def bars_of(rows: Iterable[KpiRow]) -> list[Bar]:
    """The groups on one scale of hours; errors on a scale of all shipments."""
    groups = list(rows)
    longest = max((Decimal(row.clearance_hours_p90 or 0) for row in groups), default=Decimal(0))
    return [
        Bar(
            row,
            _at(row.clearance_hours_median, longest),
            _at(row.clearance_hours_p90, longest),
            round(WIDTH * Decimal(row.error_rate)),
        )
        for row in groups
    ]


def _at(hours: str | None, longest: Decimal) -> int | None:
    if hours is None:
        return None
    return round(WIDTH * Decimal(hours) / longest) if longest else 0
