"""What each line of a cart is worth on a paper, after discounts and before them, without what its prices include.

Duties and taxes of the country of importation are no part of the price of goods where they are distinguished from it
(WTO Customs Valuation Agreement, note to Article 1, 3(c); Regulation (EU) No 952/2013, Article 72(f)); carriage and
insurance stand in rows of their own. A shop's price that includes any of them is therefore never printed, and what is
taken out of it is no discount. A discount that was granted on such a price is brought down with it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.quote_request import QuoteRequest


def cart_values(cart: QuoteRequest) -> list[Decimal]:
    """Lines after their discounts and their share of the cart's, by value and largest remainder."""
    step = minor_unit(cart.currency)
    net = [(line.gross - line.discount).quantize(step, ROUND_HALF_UP) for line in cart.lines]
    shares = apportion(cart.discount.quantize(step, ROUND_HALF_UP), net, step)
    return [value - share for value, share in zip(net, shares, strict=True)]


def quoted_values(cart: QuoteRequest, stated: Sequence[MoneyAnswer], goods: Decimal) -> list[Decimal]:
    """The part of the quote's goods total that each line is.

    A quote states lines in the destination's currency and the total in the cart's. Where both are one, the lines stand
    as they are; where the prices contain nothing else, they are the cart's own; else the total is shared by the quote's
    values. Whichever it is, the lines sum to the total.

    Args:
        stated: the quote's value of each line of the cart, in its order.
    """
    values = [Decimal(one.amount) for one in stated]
    if all(one.currency == cart.currency for one in stated) and sum(values) == goods:
        return values
    if not cart.prices_include:
        own = cart_values(cart)
        if sum(own) == goods:
            return own
    return apportion(goods, values, minor_unit(cart.currency))


def full_values(cart: QuoteRequest, values: Sequence[Decimal]) -> list[Decimal]:
    """What each line would be worth without its discounts; at least its value, and that where it has none.

    Args:
        values: of the lines after discounts, without what the prices include.
    """
    step = minor_unit(cart.currency)
    fulls = []
    for line, paid, value in zip(cart.lines, cart_values(cart), values, strict=True):
        gross = line.gross.quantize(step, ROUND_HALF_UP)
        if cart.prices_include:
            gross = (gross * value / paid).quantize(step, ROUND_HALF_UP) if gross != paid and paid else value
        fulls.append(max(gross, value))
    return fulls
