"""`/v1/quotes`: ask, fetch, replay."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import ValidationError

from dutiful_quote.api.asking import asker_of, asker_of_request
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.scenarios import scenario_of
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.quotes.identity import quote_id_of
from dutiful_quote.quotes.service import Quoted, QuoteService
from dutiful_quote.quotes.token import TokenRefusedError, read
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated, caller_of_direct
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.quote_answer import QuoteAnswer, ReplayAnswer, TokenAnswer
from dutiful_shared.contract.quote_request import QuoteRequest, TokenRequest
from dutiful_shared.contract.scenario import SCENARIO_PARAMETER, Scenario
from dutiful_shared.idempotency.route import IdempotentRoute, answers_without_store, current_attempt
from dutiful_shared.service.front_door import DirectRequest
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses

#: Of `create_quote`, and the beginning of all others here.
ROUTE = "/v1/quotes"
router = APIRouter(prefix=ROUTE, tags=["quotes"], route_class=IdempotentRoute)

_JSON = "application/json"
_Caller = Annotated[Caller, Depends(authenticated("quote"))]
QuoteId = Annotated[str, Path(pattern=r"^q_[0-9a-f]{32}$", description="As given in the quote's `id`.")]
_ASKED = problem_responses(
    *BODY_PROBLEMS,
    *AUTH_PROBLEMS,
    "request_timeout",
    "invalid_request",
    "internal_error",
    "tariff_unavailable",
    "deadline_exceeded",
)
_FETCHED = problem_responses(
    *AUTH_PROBLEMS,
    "not_found",
    "invalid_request",
    "internal_error",
    "unavailable",
)


#: By reference: as a model of an answer the cart would stand in the document a second time.
_CART = {
    "description": "The cart, in the shape of a request.",
    "content": {_JSON: {"schema": {"$ref": "#/components/schemas/QuoteRequest"}}},
}


async def quote_directly(asked: DirectRequest) -> bytes | None:
    """The way of nearly every quote: one validation, straight from the bytes; None where it would not be valid.

    FastAPI would parse the body, validate what it parsed and solve the dependencies, which costs more than the tariff
    lookup (ADR 0040).
    """
    try:
        cart = QuoteRequest.model_validate_json(asked.body)
    except ValidationError:
        return None
    caller = await caller_of_direct(asked, Scope.QUOTE)
    rooms: Rooms = asked.resources
    with refused():
        rooms.quotes.check_addresses(cart)
        quoted = await rooms.quotes.quote(caller, cart, asked.body, asker=asker_of(asked.headers, caller))
    return quoted.answer


@router.post(
    "",
    operation_id="create_quote",
    summary="Quote a cart landed",
    response_model=QuoteAnswer,
    responses=_ASKED,
    openapi_extra={"parameters": [SCENARIO_PARAMETER]},
)
@answers_without_store
async def create_quote(cart: QuoteRequest, request: Request, caller: _Caller, state: State) -> Response:
    """What the cart costs to land: duty, additional duties, excise, tax and fees, each with the law behind it."""
    body, attempt, asker = await request.body(), current_attempt(), asker_of_request(request, caller)
    scenario = scenario_of(request, caller)
    with refused():
        state.quotes.check_addresses(cart)
        if scenario is not None:
            quoted = await _played(scenario, cart, request, caller, state)
        elif attempt is None:
            quoted = await state.quotes.quote(caller, cart, body, asker=asker)
        elif not attempt.guarded:
            quoted = await state.quotes.quote(caller, cart, body, recorded=False, asker=asker)
        elif attempt.again:
            quoted = await state.quotes.quote_again(caller, cart, body, quote_id_of(attempt.subject), asker)
        else:
            quoted = await state.quotes.quote(caller, cart, body, quote_id=quote_id_of(attempt.subject), asker=asker)
    if attempt is not None and (quoted.id is None or scenario is not None):
        attempt.leave_open()
    return Response(quoted.answer, media_type=_JSON)


async def _played(scenario: Scenario, cart: QuoteRequest, request: Request, caller: Caller, state: Rooms) -> Quoted:
    """The quote that a sandbox key wants to see. It has an id of its own: a repetition without it finds none of it."""
    body, asker = await request.body(), asker_of_request(request, caller)

    async def by(quotes: QuoteService, recorded: bool) -> Quoted:
        return await quotes.quote(caller, cart, body, recorded=recorded, asker=asker)

    return await state.scenarios.quote(scenario, request, by)


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


@router.get(
    "/{quote_id}/cart",
    operation_id="get_quoted_cart",
    summary="The cart of a recorded quote",
    response_class=Response,
    responses={**_FETCHED, **problem_responses("conflict"), 200: _CART},
)
async def get_quoted_cart(quote_id: QuoteId, caller: _Caller, state: State) -> Response:
    """The request as it was landed: with the codes, origins and weights that the merchant's catalogue gave."""
    with refused():
        cart = await state.quotes.cart(caller.merchant_id, quote_id)
    return Response(cart, media_type=_JSON)


@router.post(
    "/{quote_id}/replay",
    operation_id="replay_quote",
    summary="Compute a recorded quote again",
    response_model=ReplayAnswer,
    responses={**_FETCHED, **problem_responses("conflict", "tariff_unavailable")},
)
async def replay_quote(quote_id: QuoteId, caller: _Caller, state: State) -> Response:
    """The recorded request computed anew with the releases, the day and the exchange rates of then."""
    with refused():
        answer = await state.quotes.replay(caller.merchant_id, quote_id)
    return Response(answer, media_type=_JSON)
