"""`/v1/quotes/{id}/...`: commit, adjust, refund, void, and the state of an order."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from dutiful_quote.api.asking import asker_of_request
from dutiful_quote.api.quotes import QuoteId
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import State
from dutiful_quote.orders.answers import adjust_answer, order_answer, refund_answer
from dutiful_quote.quotes.identity import quote_id_of
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.orders import (
    AdjustAnswer,
    CommitRequest,
    OrderAnswer,
    RefundAnswer,
    RefundRequest,
    VoidRequest,
)
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.idempotency.route import IdempotentRoute, current_attempt
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses

router = APIRouter(prefix="/v1/quotes/{quote_id}", tags=["orders"], route_class=IdempotentRoute)

_Caller = Annotated[Caller, Depends(authenticated("quote"))]
_READ = problem_responses(*AUTH_PROBLEMS, "not_found", "invalid_request", "internal_error", "unavailable")
_CHANGED = {
    **_READ,
    **problem_responses(*BODY_PROBLEMS, "conflict", "tariff_unavailable"),
}


@router.post(
    "/commit",
    operation_id="commit_quote",
    summary="The shopper has ordered at a quote's amounts",
    responses={**_CHANGED, **problem_responses("quote_expired", "quote_not_committable")},
)
async def commit_quote(quote_id: QuoteId, asked: CommitRequest, caller: _Caller, state: State) -> OrderAnswer:
    """Fixes the amounts of a quote for an order. Only until `expires_at`; repeating it changes nothing."""
    with refused():
        return order_answer(*await state.orders.commit(caller, quote_id, asked))


@router.post(
    "/adjust",
    operation_id="adjust_quote",
    summary="A committed order has changed",
    responses={**_CHANGED, **problem_responses("quote_not_committable")},
)
async def adjust_quote(
    quote_id: QuoteId, cart: QuoteRequest, request: Request, caller: _Caller, state: State
) -> AdjustAnswer:
    """Quotes the whole order as it is now; the new quote takes the place of the one before, with the difference."""
    attempt = current_attempt()
    new_id = quote_id_of(attempt.subject) if attempt is not None else None
    body, asker = await request.body(), asker_of_request(request, caller)
    with refused():
        return adjust_answer(*await state.orders.adjust(caller, quote_id, cart, body, new_id=new_id, asker=asker))


@router.post(
    "/refund", operation_id="refund_quote", summary="What of the charges belongs to returned goods", responses=_CHANGED
)
async def refund_quote(quote_id: QuoteId, asked: RefundRequest, caller: _Caller, state: State) -> RefundAnswer:
    """Splits duty, tax and fees over what came back, and says which of them the law gives back, and to whom."""
    with refused():
        return refund_answer(*await state.orders.refund(caller, quote_id, asked))


@router.post("/void", operation_id="void_quote", summary="A committed order is cancelled", responses=_CHANGED)
async def void_quote(quote_id: QuoteId, caller: _Caller, state: State, asked: VoidRequest | None = None) -> OrderAnswer:
    """Cancels an order for good, before anything was exported. Repeating it changes nothing; a body is not needed."""
    with refused():
        return order_answer(*await state.orders.void(caller, quote_id, asked or VoidRequest()))


@router.get("/order", operation_id="get_order", summary="What became of a quote", responses=_READ)
async def get_order(quote_id: QuoteId, caller: _Caller, state: State) -> OrderAnswer:
    """State and history of the order that a quote belongs to; `open` where it was never committed."""
    with refused():
        return order_answer(*await state.orders.find(caller.merchant_id, quote_id))
