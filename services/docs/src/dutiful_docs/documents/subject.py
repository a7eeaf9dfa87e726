"""`Subject`: what a paper is made for, from a recorded quote or from an order that was never quoted."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dutiful_docs.documents.exchange import NO_EXCHANGE, Exchange, exchange_of
from dutiful_docs.documents.line_values import cart_values, full_values, quoted_values
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.european_union import EU_CUSTOMS_TERRITORY
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.charge import ChargeKind, Collected
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.finding_answers import RestrictionAnswer
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.orders import OrderedAnswer, OrderedChargeAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest

#: What a paper calls the sum of the charges of a kind.
_CALLED: Final = {
    ChargeKind.DUTY: "duty",
    ChargeKind.ADDITIONAL_DUTY: "additional_duty",
    ChargeKind.EXCISE: "excise",
    ChargeKind.TAX: "tax",
    ChargeKind.FEE: "fees",
}


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A line of the cart with its value as quoted. `tariff_code` is the quote's, else the cart's; `code_system` whose
    tariff that is of: EU, a country, or HS for the Harmonized System alone.

    `full` is the value before discounts; neither contains what the cart's prices include beside the goods.
    """

    cart: Line
    value: Decimal
    full: Decimal
    tariff_code: str | None
    origin: str | None
    code_system: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The cart, and every amount that a paper prints. Amounts are in `currency`.

    `prepaid` names what of duty, tax and fees is paid with the order, `restrictions` the controls on the goods, and
    `exchange` what they are worth in other currencies.
    """

    quote_id: str | None
    cart: QuoteRequest
    currency: str
    incoterm: str | None
    goods: Decimal
    shipping: Decimal
    insurance: Decimal
    lines: tuple[SubjectLine, ...]
    prepaid: tuple[tuple[str, Decimal], ...] = ()
    restrictions: tuple[RestrictionAnswer, ...] = ()
    exchange: Exchange = NO_EXCHANGE


def quoted(cart: QuoteRequest, quote: QuoteAnswer, order: OrderedAnswer | None = None) -> Subject:
    """The subject of a recorded quote: every amount is the snapshot's own, or that of its order.

    Args:
        cart: the request of the quote, with what the merchant's catalogue gave.
        order: by which service and way of delivery the quote was ordered; None: by none yet.

    Raises:
        ValueError: cart and quote are not of each other.
    """
    by_id = {line.id: line for line in quote.lines}
    if set(by_id) != {line.id for line in cart.lines} or cart.currency != quote.currency:
        raise ValueError("the cart is not that of the quote")
    answers = [by_id[line.id] for line in cart.lines]
    sold = order or quote
    goods = _of(sold.goods_total, quote.currency)
    stated = {line.id: line.goods_value for line in sold.lines}
    values = quoted_values(cart, [stated[line.id] for line in cart.lines], goods)
    lines = tuple(
        SubjectLine(line, value, full, answer.tariff_code, answer.origin or line.origin, _assessed_by(cart))
        for line, answer, value, full in zip(cart.lines, answers, values, full_values(cart, values), strict=True)
    )
    return Subject(
        quote_id=quote.id,
        cart=cart,
        currency=quote.currency,
        incoterm=sold.incoterm,
        goods=goods,
        shipping=_of(sold.shipping, quote.currency),
        insurance=_of(sold.insurance, quote.currency),
        lines=lines,
        prepaid=_prepaid(quote, order),
        restrictions=quote.restrictions,
        exchange=exchange_of(sold.lines, quote.freshness.fx),
    )


def _assessed_by(cart: QuoteRequest) -> str:
    """Whose tariff a quote's codes are of: the destination's."""
    there = cart.ship_to.country
    return "EU" if there in EU_CUSTOMS_TERRITORY else there


def ordered(cart: QuoteRequest) -> Subject:
    """The subject of an order as it was sent; its discount is shared out over the lines by value.

    Raises:
        NotStatedError: the prices contain something that only a quote can take out of them.
    """
    if cart.prices_include:
        raise NotStatedError(
            "/order/prices_include", "What prices contain is worked out by a quote: quote the order and give quote_id."
        )
    step = minor_unit(cart.currency)
    values = cart_values(cart)
    lines = tuple(
        SubjectLine(line, value, full, line.hs_code, line.origin, line.code_system)
        for line, value, full in zip(cart.lines, values, full_values(cart, values), strict=True)
    )
    return Subject(
        quote_id=None,
        cart=cart,
        currency=cart.currency,
        incoterm=None if cart.incoterm is None else cart.incoterm.value,
        goods=sum((line.value for line in lines), Decimal(0)),
        shipping=cart.shipping.quantize(step, ROUND_HALF_UP),
        insurance=cart.insurance.quantize(step, ROUND_HALF_UP),
        lines=lines,
    )


def _of(money: MoneyAnswer, currency: str) -> Decimal:
    if money.currency != currency:
        raise ValueError(f"an amount in {money.currency} stands in a quote in {currency}")
    return Decimal(money.amount)


def _prepaid(quote: QuoteAnswer, order: OrderedAnswer | None) -> tuple[tuple[str, Decimal], ...]:
    """Duty, tax and fees that are paid with the order, by kind; none where an amount is not known."""
    if (order or quote).landed_cost is None:
        return ()
    sums = dict.fromkeys(_CALLED, Decimal(0))
    for charge in order.charges if order is not None else _charges(quote):
        if charge.collected is Collected.CHECKOUT:
            sums[charge.kind] += _of(charge.amount, quote.currency)
    return tuple((_CALLED[kind], amount) for kind, amount in sums.items() if amount)


def _charges(quote: QuoteAnswer) -> Iterable[ChargeAnswer | OrderedChargeAnswer]:
    yield from (charge for line in quote.lines for charge in line.charges)
    yield from quote.charges
