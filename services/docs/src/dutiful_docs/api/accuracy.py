"""`/v1/accuracy` and `/v1/reserves`: what invoices say of quotes, and what is to be set aside because of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request

from dutiful_docs.api.charges import in_order
from dutiful_docs.api.dossier_edge import CALLED, READ, DocumentsCaller, Dossier, refused
from dutiful_docs.api.state import api_key_of
from dutiful_docs.dossier.accuracy_service import Terms
from dutiful_docs.dossier.acquire import DossierRooms
from dutiful_shared.contract.accuracy import AccuracyAnswer, ReserveAnswer
from dutiful_shared.contract.fields import PLAIN, Day, written_plainly
from dutiful_shared.contract.orders import DutyTerms
from dutiful_shared.service.problems import problem_responses

accuracy_router = APIRouter(prefix="/v1/accuracy", tags=["accuracy"])
reserve_router = APIRouter(prefix="/v1/reserves", tags=["reserves"])

#: Each is read over HTTP, with its order and its cart.
MOST_QUOTES: Final = 20
#: Invoices of about a year, whatever the season.
_HISTORY: Final = timedelta(days=365)
_Probability = Annotated[
    Decimal,
    Query(ge=Decimal("0.5"), le=Decimal("0.99"), max_digits=4, decimal_places=3, json_schema_extra=written_plainly),
    PLAIN,
]
_QuoteId = Annotated[str, Query(pattern=r"^q_[0-9a-f]{32}$")]
_From = Annotated[Day, Query(alias="from", description="First day of shipment, UTC.")]
_To = Annotated[Day, Query(alias="to", description="Last day, included.")]
_Since = Annotated[
    Day | None, Query(alias="from", description="First day of shipment of what is measured; default a year ago.")
]
_Until = Annotated[Day | None, Query(alias="to", description="Last day, included; default today.")]


@accuracy_router.get(
    "", operation_id="get_accuracy", summary="Quotes against invoices, by lane", responses=problem_responses(*CALLED)
)
async def get_accuracy(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: _From,
    until: _To,
    of: Annotated[
        Literal["duties_and_taxes", "all"], Query(description="`all` has the fees of carriers too.")
    ] = "duties_and_taxes",
) -> AccuracyAnswer:
    """Count, share exact and within 1 and 5 per cent, and median error; only shipments that were invoiced in full."""
    with refused():
        return await rooms.accuracy.by_lane(caller.merchant_id, *in_order(since, until), of)


@reserve_router.get("", operation_id="get_reserves", summary="What to set aside for orders", responses=READ)
async def get_reserves(
    request: Request,
    caller: DocumentsCaller,
    rooms: Dossier,
    quote_id: Annotated[list[_QuoteId], Query(min_length=1, max_length=MOST_QUOTES, description="May be repeated.")],
    level: _Probability = Decimal("0.9"),
    confidence: _Probability = Decimal("0.9"),
    since: _Since = None,
    until: _Until = None,
    delivery: Annotated[DutyTerms | None, Query(description="Of quotes that were not committed.")] = None,
) -> ReserveAnswer:
    """The greater of what the quote's interval leaves open and what the lane's invoices exceeded their quotes by.

    `level` and `confidence`: the shortfall is one that `level` of shipments stay below, with that confidence.
    """
    terms = _terms(rooms, level, confidence, since, until)
    with refused():
        return await rooms.accuracy.reserves(caller.merchant_id, quote_id, delivery, terms, api_key_of(request))


@reserve_router.get(
    "/open",
    operation_id="get_open_reserves",
    summary="What to set aside for all that is open",
    responses=problem_responses(*CALLED),
)
async def get_open_reserves(
    caller: DocumentsCaller,
    rooms: Dossier,
    level: _Probability = Decimal("0.9"),
    confidence: _Probability = Decimal("0.9"),
    since: _Since = None,
    until: _Until = None,
) -> ReserveAnswer:
    """The same for every shipment that is told and not invoiced yet, with the sum of each currency."""
    with refused():
        return await rooms.accuracy.open_reserves(caller.merchant_id, _terms(rooms, level, confidence, since, until))


def _terms(rooms: DossierRooms, level: Decimal, confidence: Decimal, since: date | None, until: date | None) -> Terms:
    last = until or rooms.now().date()
    return Terms(level, confidence, *in_order(since or last - _HISTORY, last))
