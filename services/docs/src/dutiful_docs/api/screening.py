"""`/v1/screenings`: screen the parties of an order, and decide on what is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, status

from dutiful_docs.screening.engine.listed import SubjectKind
from dutiful_docs.screening.engine.party import Party
from dutiful_docs.screening.engine.restrictions import restrictions_of
from dutiful_docs.screening.errors import HoldConflictError, ScreeningUnavailableError, UnknownScreeningError
from dutiful_docs.screening.lifecycle import ScreeningRooms
from dutiful_docs.screening.lists.recognise import LISTS
from dutiful_docs.screening.record import Hold, HoldState, ScreeningRecord
from dutiful_docs.screening.service import HOLD_PREFIX, SCREENING_PREFIX
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.screening import (
    HoldDecision,
    HoldsAnswer,
    ScreenedParty,
    ScreeningAnswer,
    ScreeningHold,
    ScreeningListAnswer,
    ScreeningListsAnswer,
    ScreeningRequest,
)
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable

router = APIRouter(prefix="/v1/screenings", tags=["screening"], route_class=IdempotentRoute)


def _rooms(request: Request) -> ScreeningRooms:
    rooms = getattr(getattr(request.app.state, "resources", None), "screening", None)
    if not isinstance(rooms, ScreeningRooms):
        raise TypeError("the application was started without the room of screening")
    return rooms


_Rooms = Annotated[ScreeningRooms, Depends(_rooms)]
_Caller = Annotated[Caller, Depends(authenticated("documents"))]
_ScreeningId = Annotated[
    str, Path(pattern=f"^{SCREENING_PREFIX}[0-9a-f]{{20}}$", description="As the screening's `id`.")
]
_HoldId = Annotated[str, Path(pattern=f"^{HOLD_PREFIX}[0-9a-f]{{20}}$", description="As the hold's `id`.")]
_CALLED: Final = (*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable")
_ONE: Final = problem_responses(*_CALLED, "not_found")
_DECIDED: Final = problem_responses(*_CALLED, *BODY_PROBLEMS, "not_found", "conflict")


@router.post(
    "",
    operation_id="create_screening",
    summary="Screen parties",
    status_code=status.HTTP_201_CREATED,
    responses=problem_responses(*_CALLED, *BODY_PROBLEMS),
)
async def create_screening(wanted: ScreeningRequest, caller: _Caller, rooms: _Rooms) -> ScreeningAnswer:
    """Every party against every active list. What is found is held until somebody decides on it."""
    with _refused():
        found = await rooms.service.record(
            caller.merchant_id,
            wanted.reference,
            [party_of(party) for party in wanted.parties],
            restrictions_of(wanted.restrictions),
            actor=actor_of(caller),
            screening_id=chosen_id(SCREENING_PREFIX),
        )
    return screening_answer(found)


@router.get(
    "/lists",
    operation_id="list_screening_lists",
    summary="The lists, and how fresh they are",
    responses=problem_responses(*_CALLED),
)
async def list_screening_lists(_caller: _Caller, rooms: _Rooms) -> ScreeningListsAnswer:
    """Every list that can be loaded, and which edition of it is active."""
    with _refused():
        screening = rooms.book.screening
    active = {one.list_id: one for one in screening.screen((), rooms.today()).lists}
    answers = []
    for list_id, (title, _) in LISTS.items():
        one = active.get(list_id)
        answers.append(
            ScreeningListAnswer(
                list_id=list_id,
                title=title,
                active=one is not None,
                required=list_id in rooms.required,
                edition_id=one.edition_id if one else None,
                list_date=one.list_date if one else None,
                verified_on=one.verified_on if one else None,
                stale=one is not None and one.stale,
            )
        )
    return ScreeningListsAnswer(lists=tuple(answers), names=screening.names, threshold=screening.threshold)


@router.get(
    "/holds",
    operation_id="list_screening_holds",
    summary="The queue of what is held",
    responses=problem_responses(*_CALLED),
)
async def list_screening_holds(
    caller: _Caller,
    rooms: _Rooms,
    state: Annotated[tuple[HoldState, ...], Query(max_length=len(HoldState))] = (HoldState.OPEN, HoldState.CLAIMED),
    cursor: Annotated[
        str | None, Query(pattern=f"^{HOLD_PREFIX}[0-9a-f]{{20}}$", description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> HoldsAnswer:
    """What waits for a decision, the oldest first."""
    with _refused():
        found = await rooms.service.holds(caller.merchant_id, state, cursor, limit + 1)
    page = found[:limit]
    following = page[-1].id if len(found) > limit else None
    return HoldsAnswer(holds=tuple(hold_answer(one) for one in page), next=following)


@router.post(
    "/holds/{hold_id}/claim", operation_id="claim_screening_hold", summary="Take a hold on", responses=_DECIDED
)
async def claim_screening_hold(hold_id: _HoldId, caller: _Caller, rooms: _Rooms) -> ScreeningHold:
    """Nobody else can decide on it then."""
    with _refused():
        return hold_answer(await rooms.service.claim(caller.merchant_id, hold_id, actor=actor_of(caller)))


@router.post(
    "/holds/{hold_id}/release", operation_id="release_screening_hold", summary="Release a hold", responses=_DECIDED
)
async def release_screening_hold(
    hold_id: _HoldId, decision: HoldDecision, caller: _Caller, rooms: _Rooms
) -> ScreeningHold:
    """The order may go on. Where the operator asks for four eyes, a second key must release it too."""
    with _refused():
        found = await rooms.service.release(caller.merchant_id, hold_id, decision.reason, actor=actor_of(caller))
    return hold_answer(found)


@router.post(
    "/holds/{hold_id}/confirm", operation_id="confirm_screening_hold", summary="Confirm a hold", responses=_DECIDED
)
async def confirm_screening_hold(
    hold_id: _HoldId, decision: HoldDecision, caller: _Caller, rooms: _Rooms
) -> ScreeningHold:
    """It is the listed party: the order stays held for good."""
    with _refused():
        found = await rooms.service.confirm(caller.merchant_id, hold_id, decision.reason, actor=actor_of(caller))
    return hold_answer(found)


@router.get("/{screening_id}", operation_id="get_screening", summary="A screening", responses=_ONE)
async def get_screening(screening_id: _ScreeningId, caller: _Caller, rooms: _Rooms) -> ScreeningAnswer:
    """A screening as it stands now: a list may have changed since, or somebody decided."""
    with _refused():
        return screening_answer(await rooms.service.screening(caller.merchant_id, screening_id))


def party_of(asked: ScreenedParty) -> Party:
    """The party as the engine takes it."""
    kind = SubjectKind(asked.kind)
    return Party(asked.id, asked.role, (asked.name, *asked.other_names), kind, asked.country, asked.born_on)


def screening_answer(found: ScreeningRecord) -> ScreeningAnswer:
    """The screening as it goes out."""
    verdict = asdict(found.verdict)
    return ScreeningAnswer(
        id=found.id,
        reference=found.reference,
        state=found.verdict.state,
        may_proceed=found.may_proceed,
        hits=verdict["hits"],
        lists=verdict["lists"],
        missing_lists=found.verdict.missing,
        restrictions=verdict["restrictions"],
        threshold=found.verdict.threshold,
        holds=tuple(hold_answer(one) for one in found.holds),
        created_at=found.created_at,
        screened_at=found.screened_at,
        runs=found.runs,
    )


def hold_answer(found: Hold) -> ScreeningHold:
    """The hold as it goes out."""
    return ScreeningHold(**asdict(found))


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except UnknownScreeningError as exc:
        raise problem("not_found", f"There is {exc}.") from exc
    except HoldConflictError as exc:
        raise problem("conflict", f"It cannot be done: {exc}.") from exc
    except ScreeningUnavailableError as exc:
        raise unavailable(f"Screening cannot answer: {exc}.") from exc
