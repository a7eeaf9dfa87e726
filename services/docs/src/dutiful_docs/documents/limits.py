"""What a form may not be used for, where the goods themselves say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from dutiful_docs.documents.exchange import NO_EXCHANGE, Exchange
from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.drawing_right import DrawingRight
from dutiful_shared.contract.documents import DocumentKind, UncheckedLimit
from dutiful_shared.contract.money import Money

#: Intrinsic value up to which the reduced data set may be used (Delegated Regulation (EU) 2015/2446, Article 143a).
H7_LIMIT_EUR: Final = Decimal(150)
#: Kilograms. The form CN 22 is for letter post, whose items weigh no more (UPU Convention Regulations).
CN22_LIMIT_KG: Final = Decimal(2)
#: Special drawing rights. Above, CN 23 is to be used (UPU Convention Regulations).
CN22_LIMIT_SDR: Final = Decimal(300)
#: How far the day of the values of a special drawing right may lie from that of a paper: the IMF publishes them daily.
CURRENT: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class DrawingRightOn:
    """What a special drawing right is `worth` for a paper of `day`; None where nobody said so."""

    day: date
    worth: DrawingRight | None = None


def check_limits(
    paper: Paper, drawing_right: DrawingRightOn, exchange: Exchange = NO_EXCHANGE
) -> tuple[UncheckedLimit, ...]:
    """The limits that nobody could hold against the goods; none, where all were kept.

    Args:
        exchange: what the goods are worth in other currencies than the paper's.

    Raises:
        NotStatedError: another kind is to be used, which the detail names.
    """
    if paper.kind == DocumentKind.EU_H7:
        return tuple(_h7(paper, exchange))
    if paper.kind == DocumentKind.CN22:
        return tuple(_cn22(paper, drawing_right, exchange))
    return ()


def _h7(paper: Paper, exchange: Exchange) -> Iterator[UncheckedLimit]:
    limit, goods = f"{H7_LIMIT_EUR} EUR", Money(paper.totals.goods, paper.currency)
    worth = exchange.worth(goods, "EUR")
    if worth is None:
        detail = f"H7 is for an intrinsic value of {limit} at most; the goods are worth {_shown(goods)}."
        yield UncheckedLimit(limit=limit, detail=detail)
    elif worth > H7_LIMIT_EUR:
        converted = "" if goods.currency == "EUR" else f", by the quote {worth} EUR"
        raise NotStatedError(
            "/kind",
            f"H7 is for an intrinsic value of {H7_LIMIT_EUR} euro at most; the goods are worth "
            f"{_shown(goods)}{converted}",
        )


def _cn22(paper: Paper, drawing_right: DrawingRightOn, exchange: Exchange) -> Iterator[UncheckedLimit]:
    weighs = paper.totals.gross_weight_kg
    if weighs is not None and weighs > CN22_LIMIT_KG:
        raise NotStatedError(
            "/kind", f"CN 22 is for items of {CN22_LIMIT_KG} kg at most, and these weigh {weighs} kg: use CN 23"
        )
    limit, goods = f"{CN22_LIMIT_SDR} SDR", Money(paper.totals.goods, paper.currency)
    right = drawing_right.worth
    told = None if right is None else _told(goods, right, exchange)
    if right is None or told is None:
        why = f"What a special drawing right is worth in {paper.currency} is not known."
    elif abs(right.on - drawing_right.day) > CURRENT:
        why = f"What a special drawing right is worth in {told.currency} is known of {right.on} only."
    elif told.amount > CN22_LIMIT_SDR * right.values[told.currency]:
        most = f"{CN22_LIMIT_SDR * right.values[told.currency]} {told.currency} on {right.on}"
        converted = "" if told.currency == goods.currency else f", by the quote {_shown(told)}"
        raise NotStatedError(
            "/kind",
            f"CN 22 is for {limit} at most ({most}), and these are worth {_shown(goods)}{converted}: use CN 23",
        )
    else:
        return
    detail = f"CN 22 is for {limit} at most; the goods are worth {_shown(goods)}. {why}"
    yield UncheckedLimit(limit=limit, detail=detail)


def _told(goods: Money, right: DrawingRight, exchange: Exchange) -> Money | None:
    """The goods in a currency that a drawing right has a value in, their own first; None where there is none."""
    for currency in exchange.known(goods.currency):
        worth = exchange.worth(goods, currency) if currency in right.values else None
        if worth is not None:
            return Money(worth, currency)
    return None


def _shown(money: Money) -> str:
    return f"{money.amount} {money.currency}"
