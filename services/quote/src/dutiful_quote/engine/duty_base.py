"""What an ad valorem rate is charged on, where that is not the customs value of the whole line."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind

#: Form -> the kind of fact that it takes.
BASE_FORMS: Final = {
    "share": FactKind.SHARE,
    "rest": FactKind.SHARE,
    "amount": FactKind.AMOUNT,
    "less": FactKind.AMOUNT,
}


@dataclass(frozen=True, slots=True)
class DutyBase:
    """`share:F` is the value times F, `rest:F` times 1 - F, `amount:F` is F itself, `less:F` the value less F."""

    form: str
    fact: str

    @staticmethod
    def of(text: str) -> "DutyBase | None":
        """The base that a measure writes; None for the customs value.

        Raises:
            ValueError: it is not written so.
        """
        return _parsed(text) if text else None

    def amount(self, value: Decimal, stated: str) -> Decimal:
        """The base of a line worth `value`; never more than it, never below zero."""
        number = Decimal(stated)
        match self.form:
            case "share":
                return value * number
            case "rest":
                return value * (1 - number)
            case "amount":
                return min(number, value)
            case _:
                return max(value - number, Decimal(0))


@lru_cache(maxsize=256)
def _parsed(text: str) -> DutyBase:
    form, colon, fact = text.partition(":")
    if not colon or form not in BASE_FORMS:
        raise ValueError(f"{text!r} is no base of a duty")
    if fact not in GOODS_FACTS or GOODS_FACTS[fact].kind is not BASE_FORMS[form]:
        raise ValueError(f"{fact!r} is not a fact that the base {form!r} can use")
    return DutyBase(form, fact)
