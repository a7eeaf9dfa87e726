"""Comparisons of stated facts, as conditions write them: `metal_weight_share<0.15 and car_part=true`.

A name alone means that the fact is true.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind, wrong_with

_WRITING: Final = re.compile(r"([a-z][a-z0-9_]*)\s*(?:(<=|>=|!=|<|>|=)\s*(\S+))?")
_OPERATORS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one value; `sign` is one of `< <= > >= = !=`."""

    fact: str
    sign: str
    value: str

    def holds(self, stated: str) -> bool:
        """Whether it holds for the stated text, which must be a usable one (`goods_facts.wrong_with`)."""
        kind = GOODS_FACTS[self.fact].kind
        if kind is FactKind.WORDS:
            return (not set(self.value.split("|")).isdisjoint(stated.split())) is (self.sign == "=")
        if kind in {FactKind.YES_NO, FactKind.WORD}:
            return (stated == self.value) is (self.sign == "=")
        return _OPERATORS[self.sign](Decimal(stated), Decimal(self.value))

    def satisfied_by(self, stated: str = "") -> str:
        """A text that would satisfy it, for showing what the claim would save; what is `stated` of words is kept."""
        if GOODS_FACTS[self.fact].kind is FactKind.WORDS and self.sign == "=":
            return stated if self.holds(stated) else f"{stated} {self.value.partition('|')[0]}".strip()
        if GOODS_FACTS[self.fact].kind is FactKind.YES_NO and self.sign == "!=":
            return "false" if self.value == "true" else "true"
        if self.sign in {"<", ">"}:
            step = Decimal("0.0001") if GOODS_FACTS[self.fact].kind is FactKind.SHARE else Decimal(1)
            return f"{Decimal(self.value) + (step if self.sign == '>' else -step):f}"
        return self.value

    def __str__(self) -> str:
        return self.fact if (self.sign, self.value) == ("=", "true") else f"{self.fact}{self.sign}{self.value}"


@lru_cache(maxsize=4096)
def comparisons(text: str) -> tuple[Comparison, ...]:
    """The comparisons of a condition, all of which must hold.

    Raises:
        ValueError: it is not written so, or compares a fact that is not known with something it can never be.
    """
    return tuple(_comparison(part.strip()) for part in text.split(" and "))


def _comparison(text: str) -> Comparison:
    match = _WRITING.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a comparison such as steel_share<0.15")
    name, sign, value = match[1], match[2] or "=", match[3] or "true"
    problem = wrong_with(name, value)
    if problem:
        raise ValueError(problem)
    if GOODS_FACTS[name].kind in {FactKind.YES_NO, FactKind.WORD, FactKind.WORDS} and sign not in {"=", "!="}:
        raise ValueError(f"{name} is not a number, so {sign} says nothing of it")
    return Comparison(name, sign, value)
