"""`/v1/classifications/batch`: up to 10,000 products as a file."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from dutiful_classify.api.classifications import PAGE, ClassifyCaller, Most
from dutiful_classify.api.files import FILE, Accept, accepted, file_answer
from dutiful_classify.api.refusals import READING, WRITING, refused
from dutiful_classify.api.state import State
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.classification_batch import BatchJob
from dutiful_shared.idempotency.route import IdempotentRoute
from dutiful_shared.idempotency.streamed_route import StreamedRoute
from dutiful_shared.service.problems import problem
from dutiful_shared.service.row_files import CSV_TYPE, JSONL_TYPE, ROW_FORMATS

BATCH_PATH: Final = "/v1/classifications/batch"
#: 10,000 products of some 3 kB; a larger file comes in several batches.
BATCH_BYTES: Final = 32 * 1024 * 1024
router = APIRouter(prefix=BATCH_PATH, tags=["batches"], route_class=StreamedRoute)
#: Apart from the batch itself, whose body is never held as a whole.
cancel_router = APIRouter(prefix=BATCH_PATH, tags=["batches"], route_class=IdempotentRoute)

_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in (CSV_TYPE, JSONL_TYPE)},
    }
}
_BatchId = Annotated[str, Path(pattern=r"^cb_[0-9a-f]{32}$", description="As given when the batch was taken in.")]
#: Of a route that reads or makes much: it counts as so many requests.
ReportCaller = Annotated[Caller, Depends(authenticated("classify", cost=20))]


@router.post(
    "",
    operation_id="create_classification_batch",
    summary="Classify a file of products",
    status_code=202,
    responses=WRITING,
    openapi_extra=_BODY,
)
async def create_batch(request: Request, caller: ReportCaller, state: State) -> BatchJob:
    """Take in CSV or JSON Lines, 10,000 rows and 32 MB at most; each row is classified like a single product.

    The rows are worked off after the answer, in their order, whenever no request waits for the model; one that is
    refused stops no other. It counts as 20 requests of the key. An `Idempotency-Key` is refused: classifying a product
    twice harms nobody.
    """
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = ROW_FORMATS.get(sent)
    if form is None:
        got = sent or "no Content-Type"
        raise problem("unsupported_media_type", f"A batch is {CSV_TYPE} or {JSONL_TYPE}; got {got}.")
    with refused():
        return await state.batches.take(caller.merchant_id, form, request.stream(), actor_of(caller))


@router.get("/{batch_id}", operation_id="get_classification_batch", summary="How far a batch is", responses=READING)
async def get_batch(
    batch_id: _BatchId,
    caller: ClassifyCaller,
    state: State,
    cursor: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before.")] = 0,
    limit: Most = PAGE,
) -> BatchJob:
    """Rows read, classified by decision, and refused with the reason."""
    with refused():
        return await state.batches.find(caller.merchant_id, batch_id, cursor, limit)


@router.get(
    "/{batch_id}/results",
    operation_id="get_classification_batch_results",
    summary="The results of a batch as a file",
    response_class=Response,
    responses={**READING, **FILE},
)
async def get_results(batch_id: _BatchId, caller: ReportCaller, state: State, accept: Accept = CSV_TYPE) -> Response:
    """What is done so far, in the order of the rows; CSV unless JSON Lines are asked for.

    JSON Lines hold the whole answers: `{"row": 1, "classification": {...}}`, or `{"row": 2, "faults": [...]}`. It
    counts as 20 requests of the key.
    """
    form = accepted(accept)
    with refused():
        return await file_answer(state.batches.results(caller.merchant_id, batch_id, form), form)


@cancel_router.post(
    "/{batch_id}/cancel", operation_id="cancel_classification_batch", summary="Stop a batch", responses=READING
)
async def cancel_batch(batch_id: _BatchId, caller: ClassifyCaller, state: State) -> BatchJob:
    """No further row is worked on; those that are done stay. One that has ended stays as it is."""
    with refused():
        return await state.batches.cancel(caller.merchant_id, batch_id)
