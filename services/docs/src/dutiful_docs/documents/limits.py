"""What a form may not be used for, where the goods themselves say so."""

from decimal import Decimal
from typing import Final

from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.subject import NotStatedError
from dutiful_shared.contract.documents import DocumentKind

#: Intrinsic value up to which the reduced data set may be used (Delegated Regulation (EU) 2015/2446, Article 143a).
H7_LIMIT_EUR: Final = Decimal(150)
#: Kilograms. The form CN 22 is for letter post, whose items weigh no more (UPU Convention Regulations).
CN22_LIMIT_KG: Final = Decimal(2)


def check_limits(paper: Paper) -> None:
    """Nothing, where the kind may be used. A value in another currency than its limit's is not checked.

    Raises:
        NotStatedError: another kind is to be used, which the detail names.
    """
    totals = paper.totals
    if paper.kind == DocumentKind.EU_H7 and paper.currency == "EUR" and totals.goods > H7_LIMIT_EUR:
        raise NotStatedError(
            "/kind", f"H7 is for an intrinsic value of {H7_LIMIT_EUR} euro at most; the goods are worth {totals.goods}"
        )
    weighs = totals.gross_weight_kg
    if paper.kind == DocumentKind.CN22 and weighs is not None and weighs > CN22_LIMIT_KG:
        raise NotStatedError(
            "/kind", f"CN 22 is for items of {CN22_LIMIT_KG} kg at most, and these weigh {weighs} kg: use CN 23"
        )
