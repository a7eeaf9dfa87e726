"""`/v1/tariffs` and `/v1/countries`: the law itself, without a cart."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from dutiful_quote.api.reference_answers import country_answer, search_answer, tariff_answer
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import State
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.fields import CountryCode, Day
from dutiful_shared.contract.reference_answer import CountryAnswer, TariffAnswer, TariffSearchAnswer
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1", tags=["reference"])

_Caller = Annotated[Caller, Depends(authenticated("quote"))]
Code = Annotated[
    str, Path(pattern=r"^[0-9]{4}([. ]?[0-9]{2}){0,3}$|^[0-9]{9}$", description="4 to 10 digits; dots are fine.")
]
On = Annotated[Day | None, Query(alias="date", description="The day the law is asked for; default today (UTC).")]
_PROBLEMS = problem_responses(
    *AUTH_PROBLEMS,
    "not_found",
    "invalid_request",
    "internal_error",
    "tariff_unavailable",
)


@router.get(
    "/tariffs/{country}/search",
    operation_id="search_tariff",
    summary="Find a goods code by words or by its first digits",
    responses=_PROBLEMS,
)
async def search_tariff(
    country: CountryCode,
    _caller: _Caller,
    state: State,
    q: Annotated[str, Query(min_length=2, max_length=200, description="Words in English, or first digits of a code.")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    cursor: Annotated[int, Query(ge=0, le=10_000, description="`next` of the page before.")] = 0,
) -> TariffSearchAnswer:
    """Headings and subheadings of the Harmonized System that the words may mean, the likeliest first, with the codes of
    the country's tariff below each. Beginnings of words and single typing faults are understood."""
    with refused():
        hits = await state.browser.search(country, q, cursor, limit + 1)
    return search_answer(country, q, hits[:limit], cursor + limit if len(hits) > limit else None)


@router.get(
    "/tariffs/{country}/{code}",
    operation_id="get_tariff",
    summary="What a country's tariff says about a code",
    responses=_PROBLEMS,
)
async def get_tariff(
    country: CountryCode,
    code: Code,
    _caller: _Caller,
    state: State,
    origin: Annotated[CountryCode | None, Query(description="Only measures that cover this origin.")] = None,
    on: On = None,
) -> TariffAnswer:
    """Every loaded measure of the code on one day: duties, preferences, additional duties, exemptions. A code that the
    nomenclature does not have is not found; where `listed` is false, digits after the sixth could not be checked."""
    day: date = on or state.today()
    digits = code.replace(".", "").replace(" ", "")
    with refused():
        view = await state.browser.code(country, digits, origin, day)
    if view is None:
        raise problem("not_found", f"The nomenclature of {country} has no code {code} in its loaded edition.")
    return tariff_answer(country, origin, day, view)


@router.get(
    "/countries/{country}",
    operation_id="get_country",
    summary="What is known of a destination",
    responses=_PROBLEMS,
)
async def get_country(country: CountryCode, _caller: _Caller, state: State, on: On = None) -> CountryAnswer:
    """Currency, valuation basis, taxes, thresholds and fees of a destination, dated and cited."""
    day: date = on or state.today()
    with refused():
        view = await state.browser.country(country, day)
    if view is None:
        raise problem("not_found", f"Nothing is loaded for {country}.")
    return country_answer(country, day, view)
