"""`/v1/quotes`: ask, fetch, replay."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import State
from dutiful_quote.quotes.token import TokenRefusedError, read
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.contract.quote_answer import QuoteAnswer, ReplayAnswer, TokenAnswer
from dutiful_shared.contract.quote_request import QuoteRequest, TokenRequest
from dutiful_shared.service.problems import problem_responses

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])

_JSON = "application/json"
_Caller = Annotated[Caller, Depends(authenticated("quote"))]
QuoteId = Annotated[str, Path(pattern=r"^q_[0-9a-f]{32}$", description="As given in the quote's `id`.")]
_ASKED = problem_responses(
    "malformed_json",
    "json_too_deep",
    "unauthenticated",
    "forbidden",
    "body_too_large",
    "unsupported_media_type",
    "invalid_request",
    "internal_error",
    "tariff_unavailable",
    "authentication_unavailable",
)
_FETCHED = problem_responses(
    "unauthenticated",
    "forbidden",
    "not_found",
    "invalid_request",
    "internal_error",
    "unavailable",
    "authentication_unavailable",
)


@router.post(
    "",
    operation_id="create_quote",
    summary="Quote a cart landed",
    response_model=QuoteAnswer,
    responses=_ASKED,
)
async def create_quote(cart: QuoteRequest, request: Request, caller: _Caller, state: State) -> Response:
    """What the cart costs to land: duty, additional duties, excise, tax and fees, each with the law behind it."""
    with refused():
        answer = await state.quotes.quote(caller, cart, await request.body())
    return Response(answer, media_type=_JSON)


@router.post(
    "/verify",
    operation_id="verify_quote_token",
    summary="Check the token of a quote",
    responses=_FETCHED,
)
async def verify_quote_token(asked: TokenRequest, caller: _Caller) -> TokenAnswer:
    """Whether a quote's token was signed here for this merchant and has not expired, and what it says."""
    try:
        return TokenAnswer(valid=True, reason=None, claims=read(asked.token, caller))
    except TokenRefusedError as exc:
        return TokenAnswer(valid=False, reason=str(exc), claims=None)


@router.get(
    "/{quote_id}", operation_id="get_quote", summary="A recorded quote", response_model=QuoteAnswer, responses=_FETCHED
)
async def get_quote(quote_id: QuoteId, caller: _Caller, state: State) -> Response:
    """The quote as it was answered, byte for byte."""
    with refused():
        answer = await state.quotes.find(caller.merchant_id, quote_id)
    return Response(answer, media_type=_JSON)


@router.post(
    "/{quote_id}/replay",
    operation_id="replay_quote",
    summary="Compute a recorded quote again",
    response_model=ReplayAnswer,
    responses={**_FETCHED, **problem_responses("tariff_unavailable")},
)
async def replay_quote(quote_id: QuoteId, caller: _Caller, state: State) -> Response:
    """The recorded request computed anew with the releases, the day and the exchange rates of then."""
    with refused():
        answer = await state.quotes.replay(caller.merchant_id, quote_id)
    return Response(answer, media_type=_JSON)
