"""The first page, a cart; and what it costs landed, explained."""

import re
from functools import partial
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Form, Path, Request
from fastapi.datastructures import FormData
from starlette.responses import Response

from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.classification.desk import Asker
from dutiful_quote.console.answers import REGISTRATIONS, registered, share_of
from dutiful_quote.console.cart_fields import cart_field
from dutiful_quote.console.cart_form import MOST_FORM_LINES, CartForm, form_of, sent_form
from dutiful_quote.console.form_faults import places_of, told
from dutiful_quote.console.pages import render, see_other
from dutiful_quote.console.pointers import AtPointerError, is_number_at, put_at
from dutiful_quote.console.quote_view import QuoteView
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.session import FORM_FIELD
from dutiful_quote.console.typed import CONTROL, UNCLEAR, has_control, read_number
from dutiful_quote.console.visitor import Quoter
from dutiful_quote.examples import example
from dutiful_quote.quotes.errors import OutdatedRequestError
from dutiful_quote.quotes.service import Quoted
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shipping import TransportMode
from dutiful_shared.service.problems import ProblemException, problem

router = APIRouter(include_in_schema=False)

#: Carts to begin with; their names are texts of the pages.
EXAMPLES: Final = ("t-shirts-to-us", "shoes-to-germany", "handbag-to-britain-above-135", "mixed-cart-to-switzerland")
_INVALID: Final = 422
_QUOTE_ID: Final = r"^q_[0-9a-f]{32}$"
QuoteId = Annotated[str, Path(pattern=_QUOTE_ID)]


@router.get("/console")
async def begin_at_the_cart() -> Response:
    """The console begins at `/`; who types its name is led there."""
    return see_other("/")


@router.get("/")
async def show_cart(
    request: Request, who: Quoter, state: State, quote: str | None = None, begin: str = EXAMPLES[0]
) -> Response:
    """An example's cart, or that of a recorded quote."""
    if quote is not None:
        with refused():
            cart = orjson.loads(await state.quotes.cart(who.caller.merchant_id, quote))
        return _cart_page(request, who, form_of(cart, keep=True, sign=who.words.decimal_sign), base=quote)
    if begin not in EXAMPLES:
        raise problem("not_found", f"There is no example {begin}.")
    cart = {key: value for key, value in example(begin).items() if key != "import_date"}
    return _cart_page(request, who, form_of(cart, keep=False, sign=who.words.decimal_sign))


@router.post("/")
async def send_cart(request: Request, who: Quoter, state: State, console: Console) -> Response:
    """Add or take away a line, or quote the cart and lead to its page."""
    sent = await request.form(max_fields=500)
    console.sessions.check_form(request, str(sent.get(FORM_FIELD, "")))
    base = str(sent.get("base", ""))
    form = sent_form(_texts(sent), await _base_cart(state, who, base), who.words.decimal_sign)
    action, _, index = str(sent.get("do", "quote")).partition("-")
    if action == "add" and len(form.lines) < MOST_FORM_LINES:
        return _cart_page(request, who, form.with_line(), base=base)
    if action == "remove" and index.isdecimal() and len(form.lines) > 1:
        return _cart_page(request, who, form.without_line(int(index)), base=base)
    return await _page_of(request, who, state, form, base)


@router.get("/console/quotes/{quote_id}")
async def show_quote(request: Request, who: Quoter, state: State, quote_id: QuoteId) -> Response:
    """A recorded quote. Where its cart is of an older contract, the way and the goods are not named."""
    with refused():
        answer = await state.quotes.find(who.caller.merchant_id, quote_id)
    try:
        cart = QuoteRequest.model_validate_json(await state.quotes.cart(who.caller.merchant_id, quote_id))
    except OutdatedRequestError:
        cart = None
    return _quote_page(request, who, answer, cart)


@router.post("/console/quotes/{quote_id}/answers")
async def answer_question(
    request: Request,
    who: Quoter,
    state: State,
    console: Console,
    quote_id: QuoteId,
    pointer: Annotated[str, Form(max_length=200)],
    value: Annotated[str, Form(max_length=100)],
    unit: Annotated[Literal["", "percent"], Form()] = "",
    scheme: Annotated[str, Form(max_length=40)] = "",
    token: Annotated[str, Form(alias=FORM_FIELD, max_length=64)] = "",
) -> Response:
    """Quote the cart anew, with what a question asked for."""
    console.sessions.check_form(request, token)
    cart = await _base_cart(state, who, quote_id)
    sign, typed = who.words.decimal_sign, value.strip()
    number = read_number(typed, sign) if is_number_at(pointer) else typed
    before = form_of(cart, keep=True, sign=sign)
    if number is None or has_control(typed):
        code = UNCLEAR if number is None else CONTROL
        fault = ProblemError(code=code, detail="cannot be read", pointer=pointer)
        return _cart_page(request, who, before, base=quote_id, faults=[fault])
    answer = share_of(number) if unit == "percent" else number
    try:
        put_at(cart, pointer, registered(cart, scheme, answer) if pointer == REGISTRATIONS else answer)
    except AtPointerError as exc:
        raise problem("bad_request", str(exc)) from exc
    return await _page_of(request, who, state, form_of(cart, keep=True, sign=sign), quote_id)


async def _page_of(request: Request, who: Quoter, state: Rooms, form: CartForm, base: str) -> Response:
    """The quote of what the form holds, or the form again with its faults."""
    cart, faults = form.read()
    if cart is None:
        return _cart_page(request, who, form, base=base, faults=faults)
    try:
        quoted = await _quote(state, who, cart, orjson.dumps(form.cart()))
    except ProblemException as exc:
        if not exc.errors:
            raise
        return _cart_page(request, who, form, base=base, faults=list(exc.errors))
    return _quoted_page(request, who, quoted, cart)


async def _base_cart(state: Rooms, who: Quoter, quote_id: str) -> dict[str, Any]:
    """The cart of a recorded quote of the visitor's; nothing where none is named."""
    if not quote_id:
        return {}
    if not re.fullmatch(_QUOTE_ID, quote_id):
        raise problem("not_found", "There is no such quote.")
    with refused():
        cart: dict[str, Any] = orjson.loads(await state.quotes.cart(who.caller.merchant_id, quote_id))
    return cart


async def _quote(state: Rooms, who: Quoter, cart: QuoteRequest, body: bytes) -> Quoted:
    asker = Asker(who.caller.merchant_id, who.key) if Scope.CLASSIFY in who.caller.scopes else None
    with refused():
        state.quotes.check_addresses(cart)
        return await state.quotes.quote(who.caller, cart, body, asker=asker)


def _quoted_page(request: Request, who: Quoter, quoted: Quoted, cart: QuoteRequest) -> Response:
    """A quote has a page of its own; one that could not be recorded is shown at once."""
    if quoted.id is None:
        return _quote_page(request, who, quoted.answer, cart)
    return see_other(f"/console/quotes/{quoted.id}")


def _quote_page(request: Request, who: Quoter, answer: bytes, cart: QuoteRequest | None) -> Response:
    """`cart` is None where it was recorded under an older contract: then the way and the goods are not named."""
    view = QuoteView(QuoteAnswer.model_validate_json(answer), cart)
    return render(request, who, "quote.html", page="landed_cost", view=view, quote=view.quote)


def _cart_page(
    request: Request, who: Quoter, form: CartForm, *, base: str = "", faults: list[ProblemError] | None = None
) -> Response:
    told_faults = told(faults or [], partial(cart_field, who.words))
    return render(
        request,
        who,
        "cart.html",
        status=_INVALID if faults else 200,
        page="landed_cost",
        form=form,
        base=base,
        faults=told_faults,
        places=places_of(who.words),
        wrong={one.field.name for one in told_faults if one.field},
        examples=EXAMPLES,
        incoterms=[one.value for one in Incoterm],
        modes=[one.value for one in TransportMode],
        most_lines=MOST_FORM_LINES,
    )


def _texts(sent: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
