"""`/v1/documents`: make customs papers, correct them, and fetch each of their forms."""

import hashlib
import os
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from dutiful_docs.api.cursor import PagePosition, cursor_of
from dutiful_docs.api.refusals import refused
from dutiful_docs.api.state import Rooms, State, api_key_of
from dutiful_docs.documents.composition import as_json
from dutiful_docs.documents.stored import StoredPaper
from dutiful_docs.documents.subject import Subject, ordered
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.documents import Document, DocumentKind, DocumentPage, DocumentRequest
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id, current_attempt
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses

router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=IdempotentRoute)

ID_DIGITS: Final = 20
_Caller = Annotated[Caller, Depends(authenticated("documents"))]
_Id = Annotated[str, Path(pattern=r"^doc_[0-9a-f]{20}$", description="As given in the document's `id`.")]
_Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="Without it the newest issued one.")]
_Draft = Annotated[bool, Query(description="As `draft` of the body: printed with its blanks, never in the ledger.")]
_Page = Annotated[int, Query(ge=1, le=1_000, description="The first is 1.")]
_Proof = Annotated[
    bool,
    Query(description="The PDF with the proof of its leaf inside: it is checked with the ledger's key alone, offline."),
]
_ASKED = ("invalid_request", "internal_error", "unavailable", "deadline_exceeded")
_MAKING = problem_responses(
    *AUTH_PROBLEMS, *BODY_PROBLEMS, *_ASKED, "conflict", "document_incomplete", "not_found", "request_timeout"
)
_FETCHING = problem_responses(*AUTH_PROBLEMS, *_ASKED, "not_found")
_JSON: Final = "application/json"
_PDF: Final = "application/pdf"
_XML: Final = "application/xml"
_PNG: Final = "image/png"
Form = Literal["document", "pdf", "xml", "json"]
_FORMS: Final[dict[str, Form]] = {_PDF: "pdf", _XML: "xml", "text/xml": "xml", _JSON: "document"}


@router.post(
    "",
    operation_id="create_document",
    summary="Make a customs paper",
    status_code=status.HTTP_201_CREATED,
    response_model=Document,
    responses=_MAKING,
)
async def create_document(
    wanted: DocumentRequest, request: Request, caller: _Caller, state: State, draft: _Draft = False
) -> Response:
    """A paper for a recorded quote or an order, with the numbers of the quote.

    What law or form demand of the kind and nothing says is refused field by field, with the rule; a draft is printed
    with its blanks and marked. Repeating with the same key gives the same document.
    """
    attempt = current_attempt()
    document_id = chosen_id("doc_") or new_document_id(datetime.now(UTC))
    wanted = as_draft(wanted, draft)
    with refused():
        subject = await subject_of(state, request, wanted)
        made = await state.papers.make(
            caller.merchant_id,
            wanted,
            subject,
            document_id,
            actor=actor_of(caller),
            again=attempt is not None and attempt.again,
        )
        return await _shown(state, made, status.HTTP_201_CREATED)


@router.get("", operation_id="list_documents", summary="Documents, the newest first", responses=_FETCHING)
async def list_documents(
    caller: _Caller,
    state: State,
    before: PagePosition,
    kind: Annotated[DocumentKind | None, Query(description="Only of this kind.")] = None,
    quote_id: Annotated[str | None, Query(max_length=64, description="Only for this quote.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="The most of a page.")] = 50,
) -> DocumentPage:
    """Each document in its newest issued version; in its newest draft where none was issued."""
    with refused():
        found = await state.papers.repository.page(caller.merchant_id, kind, quote_id, before, limit + 1)
        shown = await state.papers.answers(found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return DocumentPage(documents=tuple(shown), next=None if last is None else cursor_of(last.created_at, last.id))


@router.post(
    "/{document_id}/versions",
    operation_id="correct_document",
    summary="Correct a document by a new version",
    status_code=status.HTTP_201_CREATED,
    response_model=Document,
    responses=_MAKING,
)
async def correct_document(
    document_id: _Id, wanted: DocumentRequest, request: Request, caller: _Caller, state: State, draft: _Draft = False
) -> Response:
    """The whole paper as it should be. Versions before stay as they were and can be fetched.

    A draft has a number too, and is fetched by it: the document stays the newest version that was issued.
    """
    wanted = as_draft(wanted, draft)
    with refused():
        subject = await subject_of(state, request, wanted)
        made = await state.papers.correct(caller.merchant_id, wanted, subject, document_id, actor=actor_of(caller))
        return await _shown(state, made, status.HTTP_201_CREATED)


@router.get(
    "/{document_id}.pdf",
    operation_id="get_document_pdf",
    summary="The paper as PDF/A-3",
    response_class=Response,
    responses={
        **_FETCHING,
        **problem_responses("conflict"),
        200: {"content": {_PDF: {}}, "description": "The paper."},
    },
)
async def get_document_pdf(
    document_id: _Id, caller: _Caller, state: State, version: _Version = None, proof: _Proof = False
) -> Response:
    """The printed form, with its data and, for some kinds, its XML inside.

    With `proof` it proves itself; until its leaf is in the log, which takes a second, that is a conflict. Such bytes
    are not those of `sha256`: the ledger's attachment differs, which is no part of what the ledger hashes.
    """
    return await _form(state, caller, document_id, version, "pdf", proven=proof)


@router.get(
    "/{document_id}.json",
    operation_id="get_document_json",
    summary="What the paper says, as data",
    response_class=Response,
    responses={**_FETCHING, 200: {"content": {_JSON: {}}, "description": "The paper's data, or the data form."}},
)
async def get_document_json(document_id: _Id, caller: _Caller, state: State, version: _Version = None) -> Response:
    """Every value that is printed, exact; of a data form, the form."""
    return await _form(state, caller, document_id, version, "json")


@router.get(
    "/{document_id}.png",
    operation_id="get_document_picture",
    summary="A page of the paper as a picture",
    response_class=Response,
    responses={**_FETCHING, 200: {"content": {_PNG: {}}, "description": "The page."}},
)
async def get_document_picture(
    document_id: _Id, caller: _Caller, state: State, version: _Version = None, page: _Page = 1
) -> Response:
    """For people who look at it on a screen; what is sent and printed is the PDF."""
    with refused():
        paper = await state.papers.find(caller.merchant_id, document_id, version)
        content = await state.papers.picture(paper, page)
    return Response(content, headers={"Cache-Control": "private, no-cache"}, media_type=_PNG)


@router.get(
    "/{document_id}",
    operation_id="get_document",
    summary="A document, in the form that is accepted",
    response_model=Document,
    responses={
        **_FETCHING,
        **problem_responses("not_acceptable"),
        200: {"content": {_PDF: {}, _XML: {}}, "description": "The document, or its form."},
    },
)
async def get_document(
    document_id: _Id,
    request: Request,
    caller: _Caller,
    state: State,
    version: _Version = None,
    form: Annotated[Form | None, Query(alias="format", description="Instead of `Accept`.")] = None,
) -> Response:
    """What is known of the document; with `Accept` or `format`, its PDF, XML or data."""
    return await _form(state, caller, document_id, version, form or _accepted(request))


def new_document_id(now: datetime) -> str:
    """An id for a document that no key has chosen."""
    return f"doc_{new_identifier(now, os.urandom)[-ID_DIGITS:]}"


def as_draft(wanted: DocumentRequest, draft: bool) -> DocumentRequest:
    """The request as a draft, if the query or the body asks for one."""
    return wanted.model_copy(update={"draft": True}) if draft else wanted


async def subject_of(state: Rooms, request: Request, wanted: DocumentRequest) -> Subject:
    """What the paper is made for."""
    if wanted.order is not None:
        return ordered(wanted.order)
    assert wanted.quote_id is not None, "the contract asks for one of both"
    return await state.quotes.subject(api_key_of(request), wanted.quote_id, wanted.kind)


async def _shown(state: Rooms, paper: StoredPaper, code: int) -> Response:
    answer = (await state.papers.answers([paper]))[0]
    return Response(answer.model_dump_json(by_alias=True), code, media_type=_JSON)


def _accepted(request: Request) -> Form:
    """The form that `Accept` asks for first; the document itself where it takes anything."""
    wanted = [entry.partition(";")[0].strip() for entry in request.headers.get("accept", "").split(",")]
    for media_type in wanted:
        if media_type in _FORMS:
            return _FORMS[media_type]
        if media_type in {"", "*/*", "application/*"}:
            return "document"
    raise problem("not_acceptable", f"The forms of a document are {', '.join(_FORMS)}.")


async def _form(
    state: Rooms, caller: Caller, document_id: str, version: int | None, form: Form, *, proven: bool = False
) -> Response:
    with refused():
        paper = await state.papers.find(caller.merchant_id, document_id, version)
        headers = {"ETag": f'"{paper.sha256}"', "Vary": "Accept", "Cache-Control": "private, no-cache"}
        if form == "document":
            return await _shown(state, paper, status.HTTP_200_OK)
        if form == "json":
            return Response(as_json(paper.content), headers=headers, media_type=_JSON)
        digest = paper.pdf if form == "pdf" else paper.xml
        if digest is None:
            raise problem("not_found", f"A document of the kind {paper.kind.value} has no {form} form.")
        if form == "xml":
            content = await state.papers.objects.get(caller.merchant_id, digest)
            return Response(content, headers=headers, media_type=_XML)
        content = await state.papers.pdf(paper, proven=proven)
    if proven:
        headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    headers["Content-Disposition"] = f'inline; filename="{paper.id}-v{paper.version}.pdf"'
    return Response(content, headers=headers, media_type=_PDF)
