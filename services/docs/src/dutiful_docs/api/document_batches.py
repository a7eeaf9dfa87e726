"""`/v1/document-batches`: many papers at once, as one ZIP or one PDF."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response, status

from dutiful_docs.api.refusals import refused
from dutiful_docs.api.state import State, api_key_of
from dutiful_docs.documents.batches.record import BatchRecord
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.documents import BatchState, DocumentBatch, DocumentBatchRequest
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id, current_attempt
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses

PATH: Final = "/v1/document-batches"
#: 500 requests of the longest kind that shops send.
BODY_LIMIT_BYTES: Final = 16 * 1024 * 1024
router = APIRouter(prefix=PATH, tags=["documents"], route_class=IdempotentRoute)

_Caller = Annotated[Caller, Depends(authenticated("documents"))]
_Id = Annotated[str, Path(pattern=r"^batch_[0-9a-f]{20}$", description="As given in the batch's `id`.")]
_ASKED = ("invalid_request", "internal_error", "unavailable")
_FETCHING = problem_responses(*AUTH_PROBLEMS, *_ASKED, "not_found", "deadline_exceeded")
_MEDIA_TYPES: Final = {"zip": "application/zip", "pdf": "application/pdf"}


@router.post(
    "",
    operation_id="create_document_batch",
    summary="Make many papers in the background",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=DocumentBatch,
    responses=problem_responses(*AUTH_PROBLEMS, *BODY_PROBLEMS, *_ASKED, "request_timeout"),
)
async def create_document_batch(
    wanted: DocumentBatchRequest, request: Request, caller: _Caller, state: State
) -> DocumentBatch:
    """Up to 500 papers. Those that cannot be made are listed with their faults; the others are made."""
    attempt = current_attempt()
    with refused():
        found = await state.batches.begin(
            caller.merchant_id,
            api_key_of(request),
            wanted,
            chosen_id("batch_"),
            actor=actor_of(caller),
            again=attempt is not None and attempt.again,
        )
    return shown(found)


@router.get(
    "/{document_batch_id}", operation_id="get_document_batch", summary="How far a batch is", responses=_FETCHING
)
async def get_document_batch(document_batch_id: _Id, caller: _Caller, state: State) -> DocumentBatch:
    """Papers wanted, made and refused so far."""
    with refused():
        return shown(await state.batches.find(caller.merchant_id, document_batch_id))


@router.get(
    "/{document_batch_id}/result",
    operation_id="get_document_batch_result",
    summary="All papers of a batch in one file",
    response_class=Response,
    responses={**_FETCHING, 200: {"content": {one: {} for one in _MEDIA_TYPES.values()}, "description": "The file."}},
)
async def get_document_batch_result(document_batch_id: _Id, caller: _Caller, state: State) -> Response:
    """The ZIP, or the PDF, of a batch that is done."""
    with refused():
        form, content = await state.batches.result(caller.merchant_id, document_batch_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{document_batch_id}.{form}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(content, headers=headers, media_type=_MEDIA_TYPES[form])


def shown(found: BatchRecord) -> DocumentBatch:
    """A batch as the API shows it."""
    refused_papers = len({fault.index for fault in found.faults})
    ready = found.state is BatchState.DONE and found.result_sha256 is not None
    return DocumentBatch(
        id=found.id,
        state=found.state,
        wanted=found.wanted,
        made=found.made,
        refused=refused_papers,
        faults=found.faults,
        result=f"{PATH}/{found.id}/result" if ready else None,
    )
