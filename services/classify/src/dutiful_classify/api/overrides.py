"""`/v1/overrides`: the codes that people vouch for."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from dutiful_classify.api.classifications import PAGE, ClassifyCaller, Most, SkuFilter
from dutiful_classify.api.files import FILE, Accept, accepted, file_answer
from dutiful_classify.api.refusals import READING, WRITING, refused
from dutiful_classify.api.settings import Administrator
from dutiful_classify.api.state import State
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.overrides import Override, OverridePage, OverrideRequest
from dutiful_shared.service.problems import problem_responses
from dutiful_shared.service.row_files import CSV_TYPE

router = APIRouter(prefix="/v1/overrides", tags=["overrides"])

_OverrideId = Annotated[str, Path(pattern=r"^ovr_[0-9a-f]{32}$", description="As given in the override's `id`.")]
_InForce = Annotated[bool, Query(description="Only those that hold now.")]
#: Of a route that reads everything: it counts as so many requests.
_ReportCaller = Annotated[Caller, Depends(authenticated("classify", cost=20))]


@router.get("", operation_id="list_overrides", summary="What people decided", responses=READING)
async def list_overrides(
    caller: ClassifyCaller,
    state: State,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before.")] = None,
    sku: SkuFilter = None,
    in_force: _InForce = False,
    limit: Most = PAGE,
) -> OverridePage:
    """Overrides, decisions of reviews and corrections, the newest first; those that hold no longer too."""
    before = int(cursor) if cursor else None
    with refused():
        return await state.overrides.page(caller.merchant_id, before, sku, in_force, limit)


@router.put("", operation_id="put_override", summary="Fix the codes of a product", responses=WRITING)
async def put_override(asked: OverrideRequest, caller: Administrator, state: State) -> Override:
    """What the SKU, or a product of the same words, is answered with from then on, for as long as it holds.

    Of several that hold at the same time the newest one is taken. Nothing is overwritten.
    """
    with refused():
        return await state.overrides.put(caller.merchant_id, asked, actor_of(caller))


@router.get(
    "/export",
    operation_id="export_overrides",
    summary="All overrides as a file",
    response_class=Response,
    responses={**READING, **problem_responses("not_acceptable"), **FILE},
)
async def export_overrides(
    caller: _ReportCaller,
    state: State,
    in_force: _InForce = False,
    accept: Accept = CSV_TYPE,
) -> Response:
    """CSV with a line for each code, unless JSON Lines are asked for. It counts as 20 requests of the key."""
    form = accepted(accept)
    with refused():
        return await file_answer(state.overrides.exported(caller.merchant_id, form, in_force), form)


@router.get("/{override_id}", operation_id="get_override", summary="One override", responses=READING)
async def get_override(override_id: _OverrideId, caller: ClassifyCaller, state: State) -> Override:
    """What was decided, by whom and why, and how long it holds."""
    with refused():
        return await state.overrides.find(caller.merchant_id, override_id)


@router.delete(
    "/{override_id}", operation_id="end_override", summary="Let an override hold no longer", responses=READING
)
async def end_override(override_id: _OverrideId, caller: Administrator, state: State) -> Override:
    """It ends now and stays readable; what stood before it holds again."""
    with refused():
        return await state.overrides.end(caller.merchant_id, override_id, actor_of(caller))
