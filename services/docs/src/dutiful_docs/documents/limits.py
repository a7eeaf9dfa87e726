"""What a form may not be used for, where the goods themselves say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.refusal import NotStatedError
from dutiful_docs.drawing_right import DrawingRight
from dutiful_shared.contract.documents import DocumentKind, UncheckedLimit

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


def check_limits(paper: Paper, drawing_right: DrawingRightOn) -> tuple[UncheckedLimit, ...]:
    """The limits that nobody could hold against the goods; none, where all were kept.

    Raises:
        NotStatedError: another kind is to be used, which the detail names.
    """
    if paper.kind == DocumentKind.EU_H7:
        return tuple(_h7(paper))
    if paper.kind == DocumentKind.CN22:
        return tuple(_cn22(paper, drawing_right))
    return ()


def _h7(paper: Paper) -> Iterator[UncheckedLimit]:
    limit, goods = f"{H7_LIMIT_EUR} EUR", paper.totals.goods
    if paper.currency != "EUR":
        detail = f"H7 is for an intrinsic value of {limit} at most; the goods are worth {goods} {paper.currency}."
        yield UncheckedLimit(limit=limit, detail=detail)
    elif goods > H7_LIMIT_EUR:
        raise NotStatedError(
            "/kind", f"H7 is for an intrinsic value of {H7_LIMIT_EUR} euro at most; the goods are worth {goods}"
        )


def _cn22(paper: Paper, drawing_right: DrawingRightOn) -> Iterator[UncheckedLimit]:
    weighs = paper.totals.gross_weight_kg
    if weighs is not None and weighs > CN22_LIMIT_KG:
        raise NotStatedError(
            "/kind", f"CN 22 is for items of {CN22_LIMIT_KG} kg at most, and these weigh {weighs} kg: use CN 23"
        )
    limit, goods = f"{CN22_LIMIT_SDR} SDR", f"{paper.totals.goods} {paper.currency}"
    right = drawing_right.worth
    value = None if right is None else right.values.get(paper.currency)
    if right is None or value is None:
        why = f"What a special drawing right is worth in {paper.currency} is not known."
    elif abs(right.on - drawing_right.day) > CURRENT:
        why = f"What a special drawing right is worth in {paper.currency} is known of {right.on} only."
    elif paper.totals.goods > CN22_LIMIT_SDR * value:
        most = f"{CN22_LIMIT_SDR * value} {paper.currency} on {right.on}"
        raise NotStatedError("/kind", f"CN 22 is for {limit} at most ({most}), and these are worth {goods}: use CN 23")
    else:
        return
    yield UncheckedLimit(limit=limit, detail=f"CN 22 is for {limit} at most; the goods are worth {goods}. {why}")
