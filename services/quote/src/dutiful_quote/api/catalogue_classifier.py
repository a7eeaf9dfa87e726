"""`/v1/catalog/classifier`: what a classifier says of articles."""

from fastapi import APIRouter

from dutiful_quote.api.catalogue import CatalogCaller
from dutiful_quote.api.catalogue_refusals import WRITING, refused
from dutiful_quote.api.state import State
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.catalogue_classifier import ClassifierCodesAnswer, ClassifierCodesRequest
from dutiful_shared.idempotency.route import IdempotentRoute

router = APIRouter(prefix="/v1/catalog/classifier", tags=["catalogue"], route_class=IdempotentRoute)


@router.post("", operation_id="put_classifier_codes", summary="Codes of a classifier for articles", responses=WRITING)
async def put_classifier_codes(
    asked: ClassifierCodesRequest, caller: CatalogCaller, state: State
) -> ClassifierCodesAnswer:
    """Keep a code with its probability beside each article. `health` compares it with what shops say, and no quote
    takes it."""
    with refused():
        return await state.catalogue.articles.suggest_all(caller.merchant_id, asked.codes, actor_of(caller))
