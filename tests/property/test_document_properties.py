"""Whatever the engine quotes and the shopper orders, the paper has the same totals and explains the same lines."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.presentation import printed
from dutiful_docs.documents.subject import quoted
from dutiful_quote.orders.content import OrderContent
from dutiful_quote.orders.errors import NotCommittableError
from dutiful_quote.quotes.errors import NoConsistentPriceError
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.orders import DutyTerms, OrderedAnswer
from dutiful_shared.contract.quote_request import IncludedInPrice, QuoteRequest
from tests.builders.engine_quotes import RATES, EngineQuote, engine_quote
from tests.builders.memory_schedule import COUNTRY

CENT: Final = Decimal("0.01")
WANTED: Final = DocumentRequest(kind=DocumentKind.COMMERCIAL_INVOICE, quote_id="q_1")

amounts = st.integers(min_value=0, max_value=2_000_000).map(lambda cents: Decimal(cents) * CENT)
fares = st.integers(min_value=0, max_value=10_000)
parts = st.integers(min_value=0, max_value=100).map(lambda percent: Decimal(percent) * CENT)
ways = st.sampled_from(["ddp", "dap"])


@st.composite
def goods(draw: st.DrawFn, *, discounts: bool) -> list[dict[str, Any]]:
    lines = []
    for i in range(draw(st.integers(1, 5))):
        quantity = draw(st.one_of(st.integers(1, 50), st.integers(1, 20_000)))
        total = max(draw(amounts), CENT)
        price = (total / quantity).quantize(CENT)
        by_unit = price > 0 and draw(st.booleans())
        value = {"unit_price": str(price)} if by_unit else {"line_total": str(total)}
        gross = price * quantity if by_unit else total
        discount = (gross * draw(parts)).quantize(CENT, ROUND_DOWN) if discounts else Decimal(0)
        code = draw(st.sampled_from(list(RATES)))
        line = {"id": str(i), "hs_code": code, "origin": "CN", "quantity": quantity, "discount": str(discount)}
        lines.append({**line, **value})
    return lines


@st.composite
def carts(draw: st.DrawFn, *, discounts: bool = True, included: bool = True) -> QuoteRequest:
    """Carts in the destination's currency and in others, with services, and with prices that include anything."""
    lines = draw(goods(discounts=discounts))
    net = sum((Decimal(one["unit_price"]) * one["quantity"] for one in lines if "unit_price" in one), Decimal(0))
    net += sum(Decimal(one.get("line_total", 0)) - Decimal(one["discount"]) for one in lines)
    currency = draw(st.sampled_from(["PEN", "USD", "JPY"]))
    fare = fares.map(lambda units: str(units * minor_unit(currency)))
    codes = [f"s{i}" for i in range(draw(st.integers(0, 2)))]
    include = st.lists(st.sampled_from(list(IncludedInPrice)), unique=True)
    plain = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": COUNTRY},
        "currency": currency,
        "incoterm": draw(st.sampled_from(["DDP", "DAP", "CIP", "EXW"])),
        "shipping": draw(fare),
        "insurance": draw(fare),
        "discount": str((net * draw(parts)).quantize(CENT, ROUND_DOWN) if discounts else 0),
        "prices_include": draw(include) if included else [],
        "services": [{"code": code, "mode": "express", "shipping": draw(fare)} for code in codes],
        "lines": lines,
    }
    return QuoteRequest.model_validate(plain)


def quote_of(cart: QuoteRequest) -> EngineQuote:
    """The engine's quote; a cart that has none is no example."""
    try:
        return engine_quote(cart)
    except NoConsistentPriceError:
        assume(False)
        raise


def order_of(quote: EngineQuote, service: str | None, delivery: DutyTerms) -> tuple[OrderContent, OrderedAnswer]:
    """What is kept and told of an order; what the quote does not offer is no example."""
    try:
        return quote.ordered(service, delivery)
    except NotCommittableError:
        assume(False)
        raise


@st.composite
def orders(draw: st.DrawFn) -> tuple[EngineQuote, OrderContent, OrderedAnswer]:
    """A quote and an order of it, by the cart's own shipping or by a service, paid in advance or not."""
    quote = quote_of(draw(carts()))
    service = draw(st.sampled_from([None, *(one.code for one in quote.cart.services)]))
    delivery: DutyTerms = draw(ways)  # type: ignore[assignment]
    return quote, *order_of(quote, service, delivery)


def paper_of(quote: EngineQuote, order: OrderedAnswer | None = None) -> Paper:
    return build(WANTED, quoted(quote.cart, quote.answer, order), ())


def rounded(value: Decimal, currency: str) -> Decimal:
    return value.quantize(minor_unit(currency), ROUND_HALF_UP)


@given(carts())
def test_the_totals_of_a_paper_are_those_of_its_quote(cart: QuoteRequest) -> None:
    quote = quote_of(cart)
    paper, answer = paper_of(quote), quote.answer

    assert str(paper.totals.goods) == answer.goods_total.amount
    assert (str(paper.totals.shipping), str(paper.totals.insurance)) == (
        answer.shipping.amount,
        answer.insurance.amount,
    )
    assert sum(line.value for line in paper.lines) == paper.totals.goods
    assume(answer.due_at_checkout is not None)
    assert paper.totals.total + sum(one.amount for one in paper.totals.memo) == Decimal(
        answer.due_at_checkout.amount  # type: ignore[union-attr]
    )


@given(orders())
def test_the_totals_of_a_paper_are_those_of_its_order(ordered: tuple[EngineQuote, OrderContent, OrderedAnswer]) -> None:
    quote, content, told = ordered
    paper = paper_of(quote, told)
    assume(content.totals["landed_cost"] is not None)

    assert sum(line.value for line in paper.lines) == paper.totals.goods
    assert paper.totals.total + sum(one.amount for one in paper.totals.memo) == content.totals["due_at_checkout"]
    assert str(paper.totals.shipping) == told.shipping.amount
    assert paper.incoterm == told.incoterm


@given(orders())
def test_an_order_pays_what_its_quote_offered(ordered: tuple[EngineQuote, OrderContent, OrderedAnswer]) -> None:
    _, content, told = ordered
    assume(content.totals["landed_cost"] is not None)
    paid = [told.goods_total, told.shipping, told.insurance, *(charge.amount for charge in told.charges)]

    assert sum(Decimal(one.amount) for one in paid) == content.totals["landed_cost"]


def _of_quote(quote: EngineQuote) -> Paper:
    return paper_of(quote)


def _of_dearest_service(quote: EngineQuote) -> Paper:
    codes = [one.code for one in sorted(quote.cart.services, key=lambda one: one.shipping)]
    return paper_of(quote, order_of(quote, codes[-1] if codes else None, "ddp")[1])


papers = st.sampled_from([_of_quote, _of_dearest_service])


@given(carts(), papers)
def test_price_times_quantity_less_discount_is_the_value_of_each_line(
    cart: QuoteRequest, made: Callable[[EngineQuote], Paper]
) -> None:
    paper = made(quote_of(cart))
    off = [
        line.id
        for line in paper.lines
        if rounded(line.unit_price * line.quantity - line.discount, cart.currency) != line.value
    ]

    assert off == []


@given(carts(discounts=False), papers)
def test_what_prices_include_is_no_discount(cart: QuoteRequest, made: Callable[[EngineQuote], Paper]) -> None:
    assert made(quote_of(cart)).totals.discount == 0


@given(carts(included=False))
def test_the_discount_of_a_paper_is_that_of_the_cart(cart: QuoteRequest) -> None:
    granted = sum((rounded(line.gross, cart.currency) for line in cart.lines), Decimal(0)) - sum(
        (rounded(line.gross - line.discount, cart.currency) for line in cart.lines), Decimal(0)
    )

    assert paper_of(quote_of(cart)).totals.discount == granted + rounded(cart.discount, cart.currency)


@given(carts(), papers)
def test_what_is_printed_adds_up(cart: QuoteRequest, made: Callable[[EngineQuote], Paper]) -> None:
    paper = made(quote_of(cart))
    shown = printed(paper, "en")

    currency, _, total = shown["totals"]["goods"].partition(" ")
    assert (currency, Decimal(total)) == (paper.currency, sum(Decimal(line["value"]) for line in shown["lines"]))
