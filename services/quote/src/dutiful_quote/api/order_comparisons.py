"""`/v1/orders/comparisons`: what orders were charged, held against what was computed for them."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dutiful_quote.api.shops import CALLED, refused
from dutiful_quote.api.state import State
from dutiful_quote.quotes.plain_values import money_answer
from dutiful_quote.shops.comparison_list import Comparison, MalformedCursorError
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.contract.order_comparisons import OrderComparisonAnswer, OrderComparisonPage, Outcome
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/orders", tags=["orders"])

_AMOUNTS = ("duties_charged", "duties_computed", "taxes_charged", "taxes_computed", "duties_refunded", "taxes_refunded")


@router.get(
    "/comparisons",
    operation_id="list_order_comparisons",
    summary="Orders compared with their quotes",
    responses=problem_responses(*CALLED, "not_found"),
)
async def list_order_comparisons(
    caller: Annotated[Caller, Depends(authenticated("quote"))],
    state: State,
    variance: Annotated[
        list[Outcome] | None, Query(max_length=len(Outcome), description="Only these; default: all.")
    ] = None,
    shop_id: Annotated[str | None, Query(pattern=r"^shop_[0-9a-f]{20}$", description="Only of this shop.")] = None,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="The most of a page.")] = 50,
) -> OrderComparisonPage:
    """Orders that the merchant's shops told of, the newest comparison first."""
    with refused():
        if shop_id is not None:
            await state.shops.register.shop(shop_id, caller.merchant_id)
        try:
            found = await state.shops.comparisons.page(caller.merchant_id, variance or (), shop_id, cursor, limit + 1)
        except MalformedCursorError as exc:
            fault = ProblemError(code="cursor", detail=str(exc), parameter="query.cursor")
            raise problem("invalid_request", "The cursor is not valid.", errors=[fault]) from exc
    rest = found[limit - 1].cursor if len(found) > limit else None
    return OrderComparisonPage(comparisons=tuple(_answer(one) for one in found[:limit]), next=rest)


def _answer(one: Comparison) -> OrderComparisonAnswer:
    def money(amount: Decimal | None) -> dict[str, str] | None:
        return None if amount is None else money_answer(amount, one.currency)

    return OrderComparisonAnswer.model_validate(
        {
            "shop_id": one.shop_id,
            "order_id": one.order_id,
            "quote_id": one.quote_id,
            "variance": one.outcome,
            **{name: money(getattr(one, name)) for name in _AMOUNTS},
            "cancelled": one.cancelled,
            "order_updated_at": one.order_updated_at,
            "compared_at": one.compared_at,
        }
    )
