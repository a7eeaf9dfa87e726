"""`/v1/rechecks`: what people decided, held against the present nomenclature and model."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from dutiful_classify.api.batch import ReportCaller
from dutiful_classify.api.classifications import PAGE, ClassifyCaller, Most
from dutiful_classify.api.refusals import READING, refused
from dutiful_classify.api.state import State
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.classification_batch import Recheck, RecheckList
from dutiful_shared.idempotency.route import IdempotentRoute, current_attempt

router = APIRouter(prefix="/v1/rechecks", tags=["overrides"], route_class=IdempotentRoute)

_RecheckId = Annotated[str, Path(pattern=r"^rck_[0-9a-f]{32}$", description="As given when the recheck was begun.")]


@router.post(
    "",
    operation_id="create_recheck",
    summary="Check what is remembered",
    status_code=202,
    responses=READING,
)
async def create_recheck(caller: ReportCaller, state: State) -> Recheck:
    """Codes that the nomenclature does not have any more, with their successors where those are known, and products
    of which the model now says something else than it did when a person decided.

    It begins by itself when a new edition of a nomenclature came; to be asked for when a new model came. Nothing is
    changed by it. It counts as 20 requests of the key.
    """
    attempt = current_attempt()
    with refused():
        chosen = None if attempt is None else f"rck_{attempt.subject}"
        return await state.rechecks.begin(caller.merchant_id, actor_of(caller), chosen)


@router.get("", operation_id="list_rechecks", summary="The rechecks begun last", responses=READING)
async def list_rechecks(caller: ClassifyCaller, state: State, limit: Most = PAGE) -> RecheckList:
    """The newest first, those that began by themselves (`cause`: `editions`) among them; without their findings."""
    with refused():
        return await state.rechecks.newest(caller.merchant_id, limit)


@router.get("/{recheck_id}", operation_id="get_recheck", summary="What a recheck has found", responses=READING)
async def get_recheck(
    recheck_id: _RecheckId,
    caller: ClassifyCaller,
    state: State,
    cursor: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before.")] = 0,
    limit: Most = PAGE,
) -> Recheck:
    """How far it is, and what a person should look at again."""
    with refused():
        return await state.rechecks.find(caller.merchant_id, recheck_id, cursor, limit)
