"""Customs papers: pick what a paper is for, say what it needs, look at a draft, issue it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

import httpx2
import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.console.form_faults import places_of
from dutiful_quote.console.neighbours import asking
from dutiful_quote.console.pages import FILE_HEADERS, render, see_other
from dutiful_quote.console.paper_form import Goods, PaperForm, begun_paper, field_for, sent_paper
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.session import FORM_FIELD
from dutiful_quote.console.typed import UNCLEAR
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_quote.quotes.errors import OutdatedRequestError
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.documents import Document, DocumentKind, DocumentRequest
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.problems import ProblemException, problem

PATH: Final = "/console/documents"
router = APIRouter(prefix=PATH, include_in_schema=False)

_INVALID: Final = 422
#: How the document service calls a field that a rule demands.
_MISSING: Final = "missing_on_paper"
_NEWEST: Final = 12
#: Seconds: the first paper of a process waits for its fonts. The route has no deadline of its own (`PATH`).
_LONG: Final = httpx2.Timeout(10.0, connect=0.5)
_MOST_FIELDS: Final = 2_000
_NOT_FOUND: Final = 404
_MEDIA_TYPES: Final = {"pdf": "application/pdf", "xml": "application/xml", "json": "application/json"}
_QUOTE: Final = r"^q_[0-9a-f]{32}$"
_Scribe = Annotated[Visitor, Depends(visitor(Scope.DOCUMENTS))]
_DocumentId = Annotated[str, Path(pattern=r"^doc_[0-9a-f]{20}$")]
_Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("")
async def choose(request: Request, who: _Scribe, state: State, console: Console, quote: str = "") -> Response:
    """The form of a quote's paper; without a quote, orders and papers to go on from."""
    unknown = ""
    if quote:
        try:
            return await _begin(request, who, state, console, quote.strip())
        except ProblemException as exc:
            if exc.code != "not_found":
                raise
            unknown = quote.strip()
    with refused():
        orders = await state.orders.newest(who.caller.merchant_id, _NEWEST)
    async with asking(console, who) as dutiful:
        papers = (await dutiful.documents(limit=_NEWEST)).documents
    status = _NOT_FOUND if unknown else 200
    return render(
        request, who, "documents.html", status=status, page="documents", orders=orders, papers=papers, unknown=unknown
    )


@router.post("")
async def send(request: Request, who: _Scribe, state: State, console: Console) -> Response:
    """Draw a draft and list what it lacks; or issue the paper, and lead to its page."""
    sent = await request.form(max_fields=_MOST_FIELDS)
    console.sessions.check_form(request, _text(sent, FORM_FIELD))
    quote = await _quote(state, who, _text(sent, "quote"))
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    asked = [value for name, value in pairs if name == "asked"]
    form = sent_paper(_text(sent, "quote"), _goods(*quote), pairs, asked, who.words.decimal_sign)
    issue = _text(sent, "do") == "issue"
    wanted, faults = form.read(draft=not issue)
    if wanted is None:
        return _form_page(request, who, form, faults=[*faults, *await _beside(faults, console, who, form)])
    try:
        made = await _made(console, who, wanted, _text(sent, "attempt") if issue else "")
    except ProblemException as exc:
        if not exc.errors:
            raise
        return _form_page(request, who, form, faults=list(exc.errors), detail=str(exc.detail))
    if issue:
        return see_other(f"/console/documents/{made.id}")
    shown = "" if made.links.pdf else await _as_text(console, who, made)
    return _form_page(request, who, form, draft=made, data=shown)


@router.get("/{document_id}")
async def show(request: Request, who: _Scribe, console: Console, document_id: _DocumentId) -> Response:
    """A paper as it is kept: its pages, its forms, its place in the ledger."""
    async with asking(console, who) as dutiful:
        paper = await dutiful.document(document_id)
    data = "" if paper.links.pdf else await _as_text(console, who, paper)
    return render(request, who, "document.html", page="documents", paper=paper, data=data)


@router.get("/{document_id}/pages/{number}.png")
async def show_picture(
    who: _Scribe,
    console: Console,
    document_id: _DocumentId,
    number: Annotated[int, Path(ge=1, le=1_000)],
    version: _Version = None,
) -> Response:
    """A page of a paper as PNG. Pages are numbered from 1; without `version`, of the newest one."""
    async with asking(console, who, within=_LONG) as dutiful:
        picture = await dutiful.document_picture(document_id, number, version=version)
    return Response(picture, headers=FILE_HEADERS, media_type="image/png")


@router.get("/{document_id}/file")
async def fetch(
    who: _Scribe,
    console: Console,
    document_id: _DocumentId,
    form: Literal["pdf", "xml", "json"] = "pdf",
    version: _Version = None,
) -> Response:
    """One of the paper's forms, as a file."""
    async with asking(console, who) as dutiful:
        content = await dutiful.document_form(document_id, form, version=version)
    # A browser shows a PDF; of the rest it must not make a page of ours.
    shown = "inline" if form == "pdf" else "attachment"
    headers = {**FILE_HEADERS, "Content-Disposition": f'{shown}; filename="{document_id}.{form}"'}
    return Response(content, headers=headers, media_type=_MEDIA_TYPES[form])


async def _begin(request: Request, who: Visitor, state: Rooms, console: ConsoleRooms, quote_id: str) -> Response:
    answer, cart = await _quote(state, who, quote_id)
    async with asking(console, who) as dutiful:
        given = (await dutiful.order_paper_settings()).given
    known = given.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    supposed = _supposed(known, cart, state.today(), who)
    return _form_page(request, who, begun_paper(quote_id, _goods(answer, cart), supposed, who.words.decimal_sign))


async def _quote(state: Rooms, who: Visitor, quote_id: str) -> tuple[QuoteAnswer, QuoteRequest | None]:
    """The quote and, where it can still be read, its cart."""
    if Scope.QUOTE not in who.caller.scopes:
        raise problem("forbidden", "The key lacks the scope quote, which reading the quote needs.")
    merchant_id, cart = who.caller.merchant_id, None
    with refused():
        answer = QuoteAnswer.model_validate_json(await state.quotes.find(merchant_id, quote_id))
    with suppress(OutdatedRequestError):
        cart = QuoteRequest.model_validate_json(await state.quotes.cart(merchant_id, quote_id))
    return answer, cart


def _goods(answer: QuoteAnswer, cart: QuoteRequest | None) -> list[Goods]:
    if cart is None:
        return [Goods(line.id, line.id, "") for line in answer.lines]
    return [Goods(line.id, line.description or line.sku or line.id, f"{line.quantity:f}") for line in cart.lines]


def _supposed(given: Mapping[str, Any], cart: QuoteRequest | None, today: date, who: Visitor) -> dict[str, Any]:
    """What is said of all orders, with what the quote and the day say of this one."""
    parties = dict(given.get("parties", {}))
    if cart is not None:
        for role, place in (("exporter", cart.ship_from), ("consignee", cart.ship_to)):
            parties[role] = {"country": place.country, **parties.get(role, {})}
        parties["consignee"].setdefault("type", cart.buyer.type if cart.buyer else "consumer")
    return {
        "kind": DocumentKind.COMMERCIAL_INVOICE.value,
        "language": who.words.language,
        "reason_for_export": "sale",
        **given,
        "invoice": {"date": today.isoformat(), **given.get("invoice", {})},
        "signatory": {"date": today.isoformat(), **given.get("signatory", {})},
        "parties": parties,
    }


async def _made(console: ConsoleRooms, who: Visitor, wanted: DocumentRequest, attempt: str) -> Document:
    async with asking(console, who, within=_LONG) as dutiful:
        return await dutiful.create_document(wanted, idempotency_key=attempt or None)


async def _beside(
    faults: list[ProblemError], console: ConsoleRooms, who: Visitor, form: PaperForm
) -> list[ProblemError]:
    """What a paper lacks beside the wrong values of its form, to be told with them; nothing where nobody knows."""
    wanted, _ = form.sound(faults).read(draft=True)
    if wanted is None:
        return []
    try:
        found = _blanks(await _made(console, who, wanted, ""))
    except ProblemException as exc:
        found = list(exc.errors)
    told = {one.pointer for one in faults}
    return [one for one in found if field_for(one.pointer or "") not in told]


async def _as_text(console: ConsoleRooms, who: Visitor, paper: Document) -> str:
    """What a form that is data alone says."""
    async with asking(console, who, within=_LONG) as dutiful:
        content = orjson.loads(await dutiful.document_form(paper.id, "json", version=paper.version))
    return orjson.dumps(content["form"], option=orjson.OPT_INDENT_2).decode()


def _form_page(
    request: Request,
    who: Visitor,
    form: PaperForm,
    *,
    faults: list[ProblemError] | None = None,
    detail: str = "",
    draft: Document | None = None,
    data: str = "",
) -> Response:
    wanted = [*(faults or []), *_blanks(draft)]
    form = form.with_asked(one.pointer for one in wanted if one.pointer)
    return render(
        request,
        who,
        "paper.html",
        status=_INVALID if faults else 200,
        page="documents",
        form=form,
        kinds=[kind.value for kind in DocumentKind],
        wanted=[(one, form.place_of(one.pointer or "")) for one in wanted],
        unclear=UNCLEAR,
        places=places_of(who.words),
        lacking={field_for(one.pointer or "") for one in wanted},
        refused=bool(faults),
        detail=detail,
        draft=draft,
        data=data,
        attempt=uuid4().hex,
    )


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _blanks(draft: Document | None) -> list[ProblemError]:
    blanks = draft.blanks if draft else ()
    return [ProblemError(code=_MISSING, detail=f"{one.rule} ({one.source})", pointer=one.pointer) for one in blanks]
