"""`/v1/classifications`: ask, fetch, list."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Response

from dutiful_classify.api.language import AcceptLanguage, as_read
from dutiful_classify.api.refusals import READING, refused
from dutiful_classify.api.state import State
from dutiful_classify.classifications.service import classification_id_of
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.catalogue import MAX_SKU
from dutiful_shared.contract.classification import Classification, ClassificationRequest, ClassifiedProduct, Decision
from dutiful_shared.contract.classification_list import ClassificationPage
from dutiful_shared.idempotency.route import IdempotentRoute, current_attempt
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses

router = APIRouter(prefix="/v1/classifications", tags=["classifications"], route_class=IdempotentRoute)

_JSON: Final = "application/json"
#: The most entries of a page.
PAGE: Final = 100
ClassifyCaller = Annotated[Caller, Depends(authenticated("classify"))]
ClassificationId = Annotated[str, Path(pattern=r"^cls_[0-9a-f]{32}$", description="As given in the answer's `id`.")]
Most = Annotated[int, Query(ge=1, le=PAGE, description="The most entries of a page.")]
NO_NUL: Final = r"^[^\x00]*$"
SkuFilter = Annotated[str | None, Query(max_length=MAX_SKU, pattern=NO_NUL, description="Only of this SKU.")]
_ASKED = problem_responses(
    *AUTH_PROBLEMS,
    *BODY_PROBLEMS,
    "request_timeout",
    "invalid_request",
    "internal_error",
    "unavailable",
    "deadline_exceeded",
)


@router.post(
    "",
    operation_id="create_classification",
    summary="Find the tariff code of a product",
    response_model=Classification,
    responses=_ASKED,
)
async def create_classification(
    asked: ClassificationRequest, caller: ClassifyCaller, state: State, accept_language: AcceptLanguage = None
) -> Response:
    """Candidates for the HS subheading and the national lines, with reasons and calibrated probabilities.

    What a person decided for the SKU, or for the same words, is answered as it was decided. An answer that was given
    is kept and can be fetched by its id.
    """
    attempt, product = current_attempt(), as_read(asked, accept_language)
    with refused():
        if attempt is None:
            answer = await state.classifications.classify(caller, product)
        elif attempt.again:
            wanted = classification_id_of(attempt.subject)
            answer = await state.classifications.classify_again(caller, product, wanted)
        else:
            wanted = classification_id_of(attempt.subject)
            answer = await state.classifications.classify(caller, product, wanted)
    return Response(answer, media_type=_JSON)


@router.get("", operation_id="list_classifications", summary="Answers that were given", responses=READING)
async def list_classifications(
    caller: ClassifyCaller,
    state: State,
    cursor: Annotated[
        str | None, Query(pattern=r"^cls_[0-9a-f]{32}$", description="`next` of the page before.")
    ] = None,
    sku: SkuFilter = None,
    decision: Annotated[list[Decision] | None, Query(max_length=6, description="Only with one of these.")] = None,
    limit: Most = PAGE,
) -> ClassificationPage:
    """The newest first, a page at a time."""
    with refused():
        return await state.classifications.page(caller.merchant_id, cursor, sku, decision or (), limit)


@router.get(
    "/{classification_id}",
    operation_id="get_classification",
    summary="An answer that was given",
    response_model=Classification,
    responses=READING,
)
async def get_classification(classification_id: ClassificationId, caller: ClassifyCaller, state: State) -> Response:
    """The classification as it was answered, byte for byte."""
    with refused():
        answer = await state.classifications.find(caller.merchant_id, classification_id)
    return Response(answer, media_type=_JSON)


@router.get(
    "/{classification_id}/product",
    operation_id="get_classified_product",
    summary="What was asked",
    responses=READING,
)
async def get_classified_product(
    classification_id: ClassificationId, caller: ClassifyCaller, state: State
) -> ClassifiedProduct:
    """The product whose classification it is, as it was sent: to look at, or to ask again with more words."""
    with refused():
        return await state.classifications.product(caller.merchant_id, classification_id)
