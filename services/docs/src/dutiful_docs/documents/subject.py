"""`Subject`: what a paper is made for, from a recorded quote or from an order that was never quoted."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dutiful_docs.documents.exchange import NO_EXCHANGE, Exchange, exchange_of
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.european_union import EU_CUSTOMS_TERRITORY
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.finding_answers import RestrictionAnswer
from dutiful_shared.contract.line_answer import LineAnswer
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A line of the cart with its value as quoted. `tariff_code` is the quote's, else the cart's; `code_system` whose
    tariff that is of: EU, a country, or HS for the Harmonized System alone."""

    cart: Line
    value: Decimal
    tariff_code: str | None
    origin: str | None
    code_system: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The cart, and every amount that a paper prints. Amounts are in `currency`.

    `prepaid` names what of duty, tax and fees was charged in advance, `restrictions` the controls on the goods, and
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


def quoted(cart: QuoteRequest, quote: QuoteAnswer) -> Subject:
    """The subject of a recorded quote: every amount is the snapshot's own.

    Args:
        cart: the request of the quote, with what the merchant's catalogue gave.

    Raises:
        ValueError: cart and quote are not of each other.
    """
    by_id = {line.id: line for line in quote.lines}
    if set(by_id) != {line.id for line in cart.lines} or cart.currency != quote.currency:
        raise ValueError("the cart is not that of the quote")
    answers = [by_id[line.id] for line in cart.lines]
    goods = _of(quote.goods_total, quote.currency)
    lines = tuple(
        SubjectLine(line, value, answer.tariff_code, answer.origin or line.origin, _assessed_by(cart))
        for line, answer, value in zip(cart.lines, answers, _line_values(cart, answers, goods), strict=True)
    )
    return Subject(
        quote_id=quote.id,
        cart=cart,
        currency=quote.currency,
        incoterm=quote.incoterm,
        goods=goods,
        shipping=_of(quote.shipping, quote.currency),
        insurance=_of(quote.insurance, quote.currency),
        lines=lines,
        prepaid=_prepaid(quote),
        restrictions=quote.restrictions,
        exchange=exchange_of(quote),
    )


def _assessed_by(cart: QuoteRequest) -> str:
    """Whose tariff a quote's codes are of: the destination's."""
    there = cart.ship_to.country
    return "EU" if there in EU_CUSTOMS_TERRITORY else there


def _line_values(cart: QuoteRequest, answers: list[LineAnswer], goods: Decimal) -> list[Decimal]:
    """The part of the quote's goods total that each line is.

    A quote states lines in the destination's currency and the total in the cart's. Where both are one, the lines stand
    as they are; where the prices contain nothing else, they are the cart's own; else the total is shared by the quote's
    values. Whichever it is, the lines sum to the total.
    """
    stated = [Decimal(answer.goods_value.amount) for answer in answers]
    if all(answer.goods_value.currency == cart.currency for answer in answers) and sum(stated) == goods:
        return stated
    if not cart.prices_include:
        own = _cart_values(cart)
        if sum(own) == goods:
            return own
    return apportion(goods, stated, minor_unit(cart.currency))


def _cart_values(cart: QuoteRequest) -> list[Decimal]:
    """Lines after their discounts and their share of the cart's, by value and largest remainder."""
    step = minor_unit(cart.currency)
    net = [(line.gross - line.discount).quantize(step, ROUND_HALF_UP) for line in cart.lines]
    shares = apportion(cart.discount.quantize(step, ROUND_HALF_UP), net, step)
    return [value - share for value, share in zip(net, shares, strict=True)]


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
    lines = tuple(
        SubjectLine(line, value, line.hs_code, line.origin, line.code_system)
        for line, value in zip(cart.lines, _cart_values(cart), strict=True)
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


def _prepaid(quote: QuoteAnswer) -> tuple[tuple[str, Decimal], ...]:
    """Duty, tax and fees where the seller delivers them paid; none where an amount is not known."""
    if quote.incoterm != "DDP" or quote.options.ddp.due_at_checkout is None:
        return ()
    parts = (
        ("duty", quote.duty),
        ("additional_duty", quote.additional_duty),
        ("excise", quote.excise),
        ("tax", quote.tax),
        ("fees", quote.fees),
    )
    return tuple(
        (kind, _of(money, quote.currency)) for kind, money in parts if money is not None and Decimal(money.amount)
    )
