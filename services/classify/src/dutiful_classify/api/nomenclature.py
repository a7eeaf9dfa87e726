"""`/v1/nomenclature`: the codes themselves, for typing ahead and for screens of review."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from dutiful_classify.api.nomenclature_answers import code_answer, search_answer
from dutiful_classify.api.state import Codes
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.fields import Day
from dutiful_shared.contract.nomenclature import NomenclatureAnswer, NomenclatureSearchAnswer
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/nomenclature", tags=["nomenclature"])

_Caller = Annotated[Caller, Depends(authenticated("classify"))]
_SYSTEM = r"^(HS|[A-Z]{2})$"
System = Annotated[str, Path(pattern=_SYSTEM, description="`HS`, or a code system such as `US`, `EU`, `GB`.")]
Code = Annotated[str, Path(pattern=r"^[0-9][0-9. ]{1,18}$", description="2 to 14 digits; dots are fine.")]
On = Annotated[Day | None, Query(alias="date", description="The day the codes are asked for; default today (UTC).")]
Language = Annotated[
    str, Query(pattern=r"^[a-z]{2,3}$", description="Of the texts, where they are imported in several languages.")
]
_PROBLEMS = problem_responses(*AUTH_PROBLEMS, "not_found", "invalid_request", "internal_error")


@router.get(
    "/search",
    operation_id="search_nomenclature",
    summary="Find codes by words or by their first digits",
    responses=_PROBLEMS,
)
async def search_nomenclature(
    _caller: _Caller,
    codes: Codes,
    system: Annotated[str, Query(pattern=_SYSTEM, description="Such as `US`.")],
    q: Annotated[str, Query(min_length=2, max_length=200, description="Words, or the first digits of a code.")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    language: Language = "en",
) -> NomenclatureSearchAnswer:
    """Rows whose own words, or those of the rows above them, are asked for; the last word may be unfinished. Without
    imported texts words are looked for in the English names of the subheadings of HS 2022."""
    hits = codes.search.find(system, q, limit, language)
    if hits is None:
        raise problem("not_found", f"No codes of {system} are loaded.")
    return search_answer(system, q, hits)


@router.get(
    "/{system}/{code}",
    operation_id="get_nomenclature",
    summary="What a code is, and what stands below it",
    responses=_PROBLEMS,
)
async def get_nomenclature(
    system: System, code: Code, _caller: _Caller, codes: Codes, on: On = None, language: Language = "en"
) -> NomenclatureAnswer:
    """Whether the code may be declared on a day, its place, its children and its dates; texts where an operator has
    imported them. A code that does not exist is answered too, with what of it does and a line like it."""
    day: date = on or codes.today()
    if codes.nomenclatures.tree(system) is None and not codes.knows(system):
        raise problem("not_found", f"No code system {system} is known here.")
    return code_answer(codes, system, code, day, language)
