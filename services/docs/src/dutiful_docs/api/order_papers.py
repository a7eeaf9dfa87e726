"""`/v1/order-papers`: papers that are made by themselves when a quote is committed for an order, or adjusted."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request

from dutiful_docs.api.cursor import PagePosition, cursor_of
from dutiful_docs.api.document_batches import shown
from dutiful_docs.api.own_services import QUOTE, only_service
from dutiful_docs.api.refusals import refused
from dutiful_docs.api.state import State, api_key_of
from dutiful_docs.order_papers.room import MadeOrder
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.documents import PaperDetails
from dutiful_shared.contract.fields import Identifier
from dutiful_shared.contract.order_papers import (
    OrderPapers,
    OrderPaperSettings,
    OrderPapersPage,
    OrdersTaken,
    OrdersTold,
)
from dutiful_shared.service.problems import BODY_PROBLEMS, problem_responses
from dutiful_shared.service.ticket import Purpose

router = APIRouter(prefix="/v1/order-papers", tags=["documents"])

EVENTS_PATH: Final = "/v1/order-papers/events"
#: 50 orders of the longest kind that shops send.
EVENTS_BODY_LIMIT_BYTES: Final = 16 * 1024 * 1024
_Caller = Annotated[Caller, Depends(authenticated("documents"))]
_QuoteId = Annotated[Identifier, Path(description="The quote that was committed, or will be.")]
_ASKED: Final = ("invalid_request", "internal_error", "unavailable", "deadline_exceeded")
_READ: Final = problem_responses(*AUTH_PROBLEMS, *_ASKED)
_FOUND: Final = problem_responses(*AUTH_PROBLEMS, *_ASKED, "not_found")
_SENT: Final = problem_responses(*AUTH_PROBLEMS, *BODY_PROBLEMS, *_ASKED)


@router.get("/settings", operation_id="get_order_paper_settings", summary="Which papers orders get", responses=_READ)
async def get_order_paper_settings(caller: _Caller, state: State) -> OrderPaperSettings:
    """No rules until some were said: then no papers are made by themselves."""
    with refused():
        return await state.order_papers.settings(caller.merchant_id)


@router.put(
    "/settings", operation_id="replace_order_paper_settings", summary="Say which papers orders get", responses=_SENT
)
async def replace_order_paper_settings(
    settings: OrderPaperSettings, caller: _Caller, state: State
) -> OrderPaperSettings:
    """For orders that are committed or adjusted from now on."""
    with refused():
        await state.order_papers.replace_settings(caller.merchant_id, settings)
    return settings


@router.get("", operation_id="list_order_papers", summary="Orders with their papers", responses=_READ)
async def list_order_papers(
    caller: _Caller,
    state: State,
    before: PagePosition,
    only_refused: Annotated[bool, Query(description="Only orders with a paper that could not be made.")] = False,
    limit: Annotated[int, Query(ge=1, le=50, description="The most of a page.")] = 20,
) -> OrderPapersPage:
    """Those of the newest events first. What a refused paper lacks stands in its batch, field by field."""
    with refused():
        found = await state.order_papers.page(caller.merchant_id, before, limit + 1, refused=only_refused)
    last = found[limit - 1].order if len(found) > limit else None
    return OrderPapersPage(
        orders=tuple(_shown(one) for one in found[:limit]),
        next=None if last is None else cursor_of(last.updated_at, last.quote_id),
    )


@router.get("/{quote_id}", operation_id="get_order_papers", summary="The papers of an order", responses=_FOUND)
async def get_order_papers(quote_id: _QuoteId, caller: _Caller, state: State) -> OrderPapers:
    """How far they are, and what those that were refused lack."""
    with refused():
        return _shown(await state.order_papers.find(caller.merchant_id, quote_id))


@router.put(
    "/{quote_id}",
    operation_id="state_order_details",
    summary="Say what the papers of an order say",
    responses={**_SENT, **problem_responses("not_found")},
)
async def state_order_details(
    quote_id: _QuoteId, details: PaperDetails, request: Request, caller: _Caller, state: State
) -> OrderPapers:
    """Before the order is committed, such as to whom it goes; or later, then its papers are made anew, as versions.

    With the details that it has already, papers that were refused are tried again: after a hold was released.
    """
    room = state.order_papers
    with refused():
        if not await room.knows(caller.merchant_id, quote_id):
            await state.quotes.fetch(api_key_of(request), quote_id)
        await room.state(caller.merchant_id, quote_id, details)
        return _shown(await room.find(caller.merchant_id, quote_id))


@router.post(
    "/events",
    operation_id="tell_orders",
    summary="Tell of orders",
    responses=problem_responses(*BODY_PROBLEMS, "unauthenticated", *_ASKED),
    dependencies=[Depends(only_service(QUOTE, Purpose.TELL_OF_ORDERS))],
)
async def tell_orders(told: OrdersTold, state: State) -> OrdersTaken:
    """For Dutiful's own services. An order's event is taken once, however often it is told."""
    with refused():
        return OrdersTaken(taken=await state.order_papers.tell(told.orders))


def _shown(made: MadeOrder) -> OrderPapers:
    order = made.order
    return OrderPapers(
        quote_id=order.quote_id,
        current_quote_id=order.current_quote_id,
        sequence=order.sequence,
        reference=order.reference,
        details=order.details,
        documents=made.documents,
        batch=None if made.batch is None else shown(made.batch),
        updated_at=order.updated_at,
    )
