"""The tariff to look through: codes by words or digits, what each one pays, and how that changes."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from dutiful_quote.api.reference import Code
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.console.history import place_of, spans, turns
from dutiful_quote.console.pages import fragment, render, see_other
from dutiful_quote.console.typed import TypedDay
from dutiful_quote.console.visitor import Quoter
from dutiful_quote.tariff.browser import SearchHit
from dutiful_shared.contract.fields import CountryCode

router = APIRouter(prefix="/console", include_in_schema=False)

_SHORTEST_QUERY: Final = 2
_HITS: Final = 12
_SUGGESTIONS: Final = 6
_HEADING_DIGITS: Final = 4
_NOT_FOUND: Final = 404
_INVALID: Final = 422
#: What is shown of the past and of the announced future, where no days are asked for.
_PAST, _FUTURE = timedelta(days=540), timedelta(days=180)
_OptionalCountry = Annotated[str, Query(pattern=r"^([A-Z]{2})?$")]


@router.get("/tariff")
async def search_tariff(
    request: Request,
    who: Quoter,
    state: State,
    country: CountryCode = "US",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Codes of one country's tariff by words or digits."""
    hits = await _hits(state, country, q, _HITS)
    return render(request, who, "tariff.html", page="tariff", country=country, q=q, hits=hits, unknown="")


@router.get("/codes")
async def suggest_codes(
    who: Quoter, state: State, country: CountryCode = "US", q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """The list below the field of a code, while somebody types."""
    return fragment(who, "codes.html", hits=await _hits(state, country, q, _SUGGESTIONS))


@router.get("/tariff/{country}/{code}")
async def show_code(
    request: Request,
    who: Quoter,
    state: State,
    country: Annotated[CountryCode, Path()],
    code: Code,
    origin: _OptionalCountry = "",
    on: Annotated[TypedDay, Query(alias="date")] = None,
    first: Annotated[TypedDay, Query(alias="from")] = None,
    last: Annotated[TypedDay, Query(alias="to")] = None,
) -> Response:
    """What a code pays on a day, and what changes between two days."""
    digits = "".join(sign for sign in code if sign.isdigit())
    if digits != code:
        return see_other(f"/console/tariff/{country}/{digits}")
    today = state.today()
    day: date = on or today
    begin: date = first or today - _PAST
    end: date = last or today + _FUTURE
    turned = end <= begin
    if turned:
        begin, end = today - _PAST, today + _FUTURE
    with refused():
        view = await state.browser.code(country, digits, origin or None, day)
        if view is None:
            hits = await state.browser.search(country, digits[:_HEADING_DIGITS], 0, _HITS)
            return render(
                request,
                who,
                "tariff.html",
                status=_NOT_FOUND,
                page="tariff",
                country=country,
                q=digits[:_HEADING_DIGITS],
                hits=hits,
                unknown=digits,
            )
        history = await state.browser.history(country, digits, origin or None, begin, end)
    return render(
        request,
        who,
        "code.html",
        status=_INVALID if turned else 200,
        page="tariff",
        turned=turned,
        country=country,
        origin=origin,
        day=day,
        begin=begin,
        end=end,
        view=view,
        turns=turns(history, begin, end),
        spans=spans(history, begin, end),
        mark=place_of(day, begin, end),
    )


async def _hits(state: Rooms, country: str, query: str, most: int) -> list[SearchHit]:
    if len(query.strip()) < _SHORTEST_QUERY:
        return []
    with refused():
        return await state.browser.search(country, query, 0, most)
