"""For any cart and its quote, a paper's amounts are the quote's."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.presentation import printed
from dutiful_docs.documents.subject import quoted
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.contract.freshness_answer import FreshnessAnswer
from dutiful_shared.contract.line_answer import LineAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest

CENT = Decimal("0.01")
amounts = st.integers(min_value=0, max_value=5_000_000).map(lambda cents: Decimal(cents) * CENT)


@st.composite
def carts(draw: st.DrawFn) -> dict[str, Any]:
    lines = []
    for i in range(draw(st.integers(1, 8))):
        quantity = draw(st.integers(1, 50))
        price = draw(amounts)
        discount = draw(st.integers(0, int(price * quantity / CENT))) * CENT
        by_unit = draw(st.booleans())
        value = {"unit_price": str(price)} if by_unit else {"line_total": str(price * quantity)}
        lines.append({"id": str(i), "quantity": quantity, "discount": str(discount), **value})
    gross = [
        Decimal(line.get("line_total", 0)) or Decimal(line.get("unit_price", 0)) * line["quantity"] for line in lines
    ]
    goods = sum((value - Decimal(line["discount"]) for value, line in zip(gross, lines, strict=True)), Decimal(0))
    return {
        "ship_from": {"country": "US"},
        "ship_to": {"country": "FR"},
        "currency": "USD",
        "shipping": str(draw(amounts)),
        "insurance": str(draw(amounts)),
        "discount": str(draw(st.integers(0, int(goods / CENT))) * CENT),
        "lines": lines,
    }


def answer_to(cart: QuoteRequest, rate: Decimal) -> QuoteAnswer:
    """A quote's answer in the parts that papers read; lines in euro at `rate`, totals in the cart's currency."""
    goods = sum((line.gross - line.discount for line in cart.lines), Decimal(0)) - cart.discount

    def money(value: Decimal, currency: str = "USD") -> dict[str, str]:
        return {"amount": f"{value.quantize(CENT)}", "currency": currency}

    lines = [
        {
            "id": line.id,
            "tariff_code": "6109100010",
            "origin": "US",
            "goods_value": money((line.gross - line.discount) * rate, "EUR"),
        }
        for line in cart.lines
    ]
    plain = {
        "id": "q_1",
        "currency": "USD",
        "incoterm": "DAP",
        "goods_total": money(goods),
        "shipping": money(cart.shipping),
        "insurance": money(cart.insurance),
        "restrictions": [],
        "freshness": FreshnessAnswer.model_construct(fx=()),
    }
    shaped = QuoteAnswer.model_construct(**plain)
    return _with_models(shaped, lines)


def _with_models(answer: QuoteAnswer, lines: list[dict[str, Any]]) -> QuoteAnswer:
    made = [
        LineAnswer.model_construct(**{**line, "goods_value": MoneyAnswer.model_validate(line["goods_value"])})
        for line in lines
    ]
    values = {
        name: MoneyAnswer.model_validate(getattr(answer, name)) for name in ("goods_total", "shipping", "insurance")
    }
    return answer.model_copy(update={**values, "lines": tuple(made)})


rates = st.integers(min_value=1, max_value=200_000).map(lambda n: Decimal(n) / 10_000)


@given(carts(), rates)
def test_the_totals_of_a_paper_are_those_of_its_quote(plain: dict[str, Any], rate: Decimal) -> None:
    cart = QuoteRequest.model_validate(plain)
    quote = answer_to(cart, rate)
    paper = build(DocumentRequest(kind="commercial_invoice", quote_id="q_1"), quoted(cart, quote), ())  # type: ignore[arg-type]

    assert str(paper.totals.goods) == quote.goods_total.amount
    assert (str(paper.totals.shipping), str(paper.totals.insurance)) == (quote.shipping.amount, quote.insurance.amount)
    assert sum(line.value for line in paper.lines) == paper.totals.goods
    assert paper.totals.total == sum(
        Decimal(one.amount) for one in (quote.goods_total, quote.shipping, quote.insurance)
    )


@given(carts(), rates)
def test_price_times_quantity_less_discount_is_the_value_of_each_line(plain: dict[str, Any], rate: Decimal) -> None:
    cart = QuoteRequest.model_validate(plain)
    paper = build(DocumentRequest(kind="commercial_invoice", quote_id="q_1"), quoted(cart, answer_to(cart, rate)), ())  # type: ignore[arg-type]

    # A price of a share is printed to six decimals, so that it is off by half of the last one for each piece at most.
    off = [
        line.id
        for line in paper.lines
        if abs(line.unit_price * line.quantity - line.discount - line.value) > line.quantity * Decimal("0.0000005")
    ]
    assert off == []


@given(carts(), rates)
def test_what_is_printed_adds_up(plain: dict[str, Any], rate: Decimal) -> None:
    cart = QuoteRequest.model_validate(plain)
    paper = build(DocumentRequest(kind="commercial_invoice", quote_id="q_1"), quoted(cart, answer_to(cart, rate)), ())  # type: ignore[arg-type]
    shown = printed(paper, "en")

    currency, _, goods = shown["totals"]["goods"].partition(" ")
    assert (currency, Decimal(goods)) == (paper.currency, sum(Decimal(line["value"]) for line in shown["lines"]))
