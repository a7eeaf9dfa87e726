"""`/v1/ledger`: heads, proofs and keys for everybody; entries for our own services; openings for their merchants."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response, status

from dutiful_docs.api.own_services import QUOTE, only_service
from dutiful_docs.api.verify_page import verify_page, wants_page
from dutiful_docs.ledger.leaf import (
    Leaf,
    LeafPendingError,
    LedgerDamagedError,
    LedgerUnavailableError,
    UnknownHeadError,
    UnknownLeafError,
)
from dutiful_docs.ledger.lifecycle import LedgerRooms
from dutiful_docs.ledger.reader import Inclusion
from dutiful_docs.ledger.stored_head import StoredHead
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.documents import LedgerStatus
from dutiful_shared.contract.ledger import (
    ConsistencyAnswer,
    EnteredLeaf,
    EnteredLeaves,
    HeadAnswer,
    LeafName,
    LedgerKey,
    LedgerKeys,
    NewEntries,
    OpeningAnswer,
    Openings,
    ProofAnswer,
    Subject,
    VerifyAnswer,
)
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable
from dutiful_shared.service.state import room_of
from dutiful_shared.service.ticket import Purpose

router = APIRouter(prefix="/v1/ledger", tags=["ledger"])

#: bigint of PostgreSQL; no log gets there.
_MOST: Final = (1 << 62) - 1
_PUBLIC: Final = problem_responses("invalid_request", "internal_error", "unavailable", "not_found")
_PROOF: Final = problem_responses("invalid_request", "internal_error", "unavailable", "not_found", "conflict")
_OWN: Final = problem_responses(*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable", "not_found")
_SENT: Final = problem_responses(*BODY_PROBLEMS, "unauthenticated", "invalid_request", "internal_error", "unavailable")
#: What a signed head says never changes, but which is the newest does, about once a second.
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_SOON_OLD: Final = {"Cache-Control": "public, max-age=1"}
_NO_STORE: Final = {"Cache-Control": "no-store"}
_INCLUDED: Final = (
    "The leaf is in the log. Whether a paper is the one that was entered shows its file: dutiful ledger verify "
    "FILE.pdf --key public.pem."
)
_PENDING: Final = "The leaf was entered and waits for the next head of the log; ask again in a moment."

_Size = Annotated[int, Path(ge=0, le=_MOST, description="How many leaves the log had.")]
_Leaf = Annotated[LeafName, Path()]
_Documents = Annotated[Caller, Depends(authenticated("documents"))]
_Admin = Annotated[Caller, Depends(authenticated("admin"))]


def ledger_of(request: Request) -> LedgerRooms:
    """The ledger's rooms, as a dependency of its routes."""
    return room_of(request, "ledger", LedgerRooms)


_Ledger = Annotated[LedgerRooms, Depends(ledger_of)]


@router.get(
    "/heads/latest",
    operation_id="get_latest_ledger_head",
    summary="The newest signed head of the log",
    response_model=HeadAnswer,
    responses=_PUBLIC,
)
async def get_latest_ledger_head(rooms: _Ledger, response: Response) -> HeadAnswer:
    """Keep it, and ask later for the proof that the log has only grown since: `/v1/ledger/consistency`."""
    response.headers.update(_SOON_OLD)
    with _asked():
        return _head(rooms, await rooms.reader.head())


@router.get(
    "/heads/{size}",
    operation_id="get_ledger_head",
    summary="The signed head of the log at a size",
    response_model=HeadAnswer,
    responses=_PUBLIC,
)
async def get_ledger_head(size: _Size, rooms: _Ledger) -> HeadAnswer:
    """The newest head of that size. A head is signed after each batch, so not every size has one."""
    with _asked():
        return _head(rooms, await rooms.reader.head(size))


@router.get(
    "/leaves/{leaf}/proof",
    operation_id="get_ledger_proof",
    summary="The proof that a leaf is in the log",
    response_model=ProofAnswer,
    responses=_PROOF,
)
async def get_ledger_proof(
    leaf: _Leaf,
    rooms: _Ledger,
    response: Response,
    size: Annotated[int | None, Query(ge=1, le=_MOST, description="Of a head; default the newest one.")] = None,
) -> ProofAnswer:
    """A path of hashes from the leaf to the root of a signed head. Once in the log, a leaf stays provable for ever."""
    with _asked():
        found = await rooms.reader.inclusion(leaf, size)
    response.headers.update(_SOON_OLD if size is None else _FOR_EVER)
    return _proof(found)


@router.get(
    "/consistency",
    operation_id="get_ledger_consistency",
    summary="The proof that the log has only grown",
    response_model=ConsistencyAnswer,
    responses=_PUBLIC,
)
async def get_ledger_consistency(
    rooms: _Ledger,
    first: Annotated[int, Query(ge=0, le=_MOST, description="The size of the log at the head that was kept.")],
    second: Annotated[
        int | None, Query(ge=0, le=_MOST, description="Its size later; default that of the newest head.")
    ] = None,
) -> ConsistencyAnswer:
    """Whoever keeps a head can check with this that nothing that was in the log then has been changed since."""
    if second is not None and first > second:
        fault = ProblemError(code="inconsistent", detail="first must not be above second", parameter="query.first")
        raise problem("invalid_request", "The earlier head cannot be the larger one.", errors=[fault])
    with _asked():
        found = await rooms.reader.consistency(first, second)
    path = tuple(one.hex() for one in found.path)
    return ConsistencyAnswer(first=found.first, second=found.second, path=path)


@router.get(
    "/keys",
    operation_id="get_ledger_keys",
    summary="The public keys of the log",
    response_model=LedgerKeys,
    responses=problem_responses("invalid_request", "internal_error"),
)
async def get_ledger_keys(rooms: _Ledger) -> LedgerKeys:
    """All keys that sign heads or did. Compare them with what the operator publishes elsewhere, then keep them."""
    keys = tuple(
        LedgerKey(id=key_id, current=place == 0, pem=key.pem, verifier_key=key.verifier_key(rooms.origin))
        for place, (key_id, key) in enumerate(rooms.keys.items())
    )
    return LedgerKeys(origin=rooms.origin, keys=keys)


@router.get(
    "/verify/{leaf}",
    operation_id="verify_ledger_leaf",
    summary="Where the code on a paper leads",
    response_model=VerifyAnswer,
    responses={**_PUBLIC, 200: {"content": {"text/html": {}}}},
)
async def verify_ledger_leaf(
    leaf: _Leaf, rooms: _Ledger, response: Response, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> VerifyAnswer | Response:
    """Whether a leaf is in the log, with its proof. What the leaf is about stands only in the paper itself.

    A browser, which asks for HTML, gets a page.
    """
    response.headers.update({**_SOON_OLD, "Vary": "Accept"})
    answer = await _known(leaf, rooms)
    return verify_page(answer) if wants_page(accept) else answer


async def _known(leaf: str, rooms: LedgerRooms) -> VerifyAnswer:
    with _asked():
        try:
            found = await rooms.reader.inclusion(leaf)
        except LeafPendingError:
            return VerifyAnswer(leaf=leaf, status=LedgerStatus.PENDING, proof=None, says=_PENDING)
    return VerifyAnswer(leaf=leaf, status=LedgerStatus.INCLUDED, proof=_proof(found), says=_INCLUDED)


@router.post(
    "/entries",
    operation_id="enter_into_ledger",
    summary="Enter contents, as one of Dutiful's services",
    response_model=EnteredLeaves,
    responses=_SENT,
    dependencies=[Depends(only_service(QUOTE, Purpose.ENTER_INTO_LEDGER))],
)
async def enter_into_ledger(wanted: NewEntries, rooms: _Ledger) -> EnteredLeaves:
    """All entries or none. The same content of a subject has one leaf, so a request may be repeated freely."""
    with _asked():
        leaves = await rooms.desk.enter(wanted.entries)
    return EnteredLeaves(entries=tuple(EnteredLeaf(leaf=leaf.name, status=leaf.status) for leaf in leaves))


@router.get(
    "/entries",
    operation_id="list_ledger_openings",
    summary="What the leaves of a subject commit to",
    response_model=Openings,
    responses=_OWN,
)
async def list_ledger_openings(
    caller: _Documents,
    rooms: _Ledger,
    response: Response,
    subject_id: Annotated[Subject, Query(description="Such as the id of a committed quote.")],
) -> Openings:
    """The salts, to be kept beside the content: with them anybody can check the leaf."""
    response.headers.update(_NO_STORE)
    with _asked():
        leaves = await rooms.desk.openings(caller.merchant_id, subject_id)
    return Openings(openings=tuple(_opening(leaf) for leaf in leaves))


@router.delete(
    "/entries/{leaf}",
    operation_id="erase_ledger_opening",
    summary="Forget what a leaf commits to",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_OWN,
)
async def erase_ledger_opening(leaf: _Leaf, caller: _Admin, rooms: _Ledger) -> None:
    """Erase the salt and the subject. The leaf stays in the log and says nothing to anybody any more, except to those
    who hold the paper itself."""
    with _asked():
        await rooms.desk.erase(caller.merchant_id, leaf, actor_of(caller))


@contextmanager
def _asked() -> Iterator[None]:
    try:
        yield
    except (UnknownLeafError, UnknownHeadError) as exc:
        raise problem("not_found", f"{_sentence(exc)}.") from exc
    except LeafPendingError as exc:
        raise problem("conflict", f"{_sentence(exc)}.", headers={"Retry-After": "2"}) from exc
    except LedgerUnavailableError as exc:
        raise unavailable(f"{_sentence(exc)}.") from exc
    except LedgerDamagedError as exc:
        raise problem("internal_error", "The log cannot prove this now; its operator has been told.") from exc


def _sentence(exc: Exception) -> str:
    text = str(exc)
    return text[:1].upper() + text[1:]


def _head(rooms: LedgerRooms, head: StoredHead) -> HeadAnswer:
    return HeadAnswer(
        origin=rooms.origin, size=head.size, root=head.root.hex(), signed_at=head.signed_at, note=head.note
    )


def _proof(found: Inclusion) -> ProofAnswer:
    return ProofAnswer(
        leaf=found.leaf,
        entry=found.entry.decode("ascii"),
        index=found.proof.index,
        size=found.size,
        path=found.proof.path,
        note=found.proof.note,
    )


def _opening(leaf: Leaf) -> OpeningAnswer:
    one = leaf.opening
    return OpeningAnswer(
        leaf=one.leaf,
        status=leaf.status,
        salt=one.salt,
        kind=one.kind,
        subject=one.subject,
        content_sha256=one.content_sha256,
    )
