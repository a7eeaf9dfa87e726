"""`/v1/documents`."""

from typing import Annotated, NoReturn

from fastapi import APIRouter, Depends, status

from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.documents import Document, DocumentRequest
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_Caller = Annotated[Caller, Depends(authenticated("documents"))]
_PROBLEMS = problem_responses(
    *AUTH_PROBLEMS,
    "malformed_json",
    "json_too_deep",
    "body_too_large",
    "unsupported_media_type",
    "invalid_request",
    "internal_error",
    "not_available_yet",
)


@router.post(
    "",
    operation_id="create_document",
    summary="Make a customs paper",
    status_code=status.HTTP_201_CREATED,
    response_model=Document,
    responses=_PROBLEMS,
)
async def create_document(wanted: DocumentRequest, caller: _Caller) -> NoReturn:
    """A paper for a recorded quote or an order.

    This release checks the request but holds no templates to fill: a valid request is answered with 501.
    """
    raise problem("not_available_yet", f"This release does not make documents yet, so no {wanted.kind.value}.")
