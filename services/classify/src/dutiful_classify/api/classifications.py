"""`/v1/classifications`."""

from typing import Annotated, NoReturn

from fastapi import APIRouter, Depends

from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.classification import Classification, ClassificationRequest
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/classifications", tags=["classifications"])

_Caller = Annotated[Caller, Depends(authenticated("classify"))]
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
    operation_id="create_classification",
    summary="Find the tariff code of a product",
    response_model=Classification,
    responses=_PROBLEMS,
)
async def create_classification(product: ClassificationRequest, caller: _Caller) -> NoReturn:
    """Candidates for the HS subheading and the national lines, with reasons and calibrated probabilities.

    This release checks the request but holds no model to answer it with: a valid request is answered with 501.
    """
    raise problem("not_available_yet", "This release does not classify yet; send the tariff code with the quote.")
