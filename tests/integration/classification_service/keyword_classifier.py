"""A small classifier that looks words up in a table: a real one, whose answers can be foretold."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from dutiful_classify.classifications.national import code_system_of
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature, Question, Reason
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode
from dutiful_shared.contract.classification import Reason as Told

#: Word -> subheading with its probability, the best first.
CANDIDATES: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "t-shirt": (("610910", 0.9), ("610990", 0.06), ("611020", 0.01)),
    "shirt": (("620520", 0.45), ("610510", 0.35), ("620530", 0.1)),
    "handbag": (("420221", 0.6), ("420222", 0.2), ("420229", 0.05)),
    "thing": (("392690", 0.2), ("732690", 0.1), ("442199", 0.05)),
    "crash": (),
}
#: What is asked of a shirt.
KNITTED: Final = Question("Is it knitted or woven?", "fabric", (("woven", "620520"), ("knitted", "610510")))
NATURES: Final = {
    "voucher": Nature.NOT_GOODS,
    "gift": Nature.NOT_GOODS,
    "stuff": Nature.TOO_VAGUE,
    "ivory": Nature.RESTRICTED,
}
#: Subheading -> code by code system.
LINES: Final = {
    "610910": {"US": ("6109100012", 0.7), "EU": ("6109100010", 0.85)},
    "420221": {"US": ("4202219000", 0.5), "JP": ("42022", 0.55)},
}


@dataclass(slots=True)
class KeywordClassifier:
    """`seconds` is how long a call takes; `calls` tells which titles came together."""

    seconds: float = 0.0
    version: str = "keywords-1"
    calls: list[list[str]] = field(default_factory=list)

    def assess(self, products: Sequence[Product]) -> list[Assessment]:
        self.calls.append([product.title for product in products])
        time.sleep(self.seconds)
        return [_assessed(product) for product in products]


def _assessed(product: Product) -> Assessment:
    words = product.title.lower().split()
    if "crash" in words:
        raise RuntimeError("a word that the model fails at")
    for word in words:
        if word in NATURES:
            return Assessment(NATURES[word], (), reasons=(Reason(word, "title"),))
    for word in words:
        if word in CANDIDATES:
            return Assessment(
                Nature.GOODS,
                tuple(_candidate(code, share, word) for code, share in CANDIDATES[word]),
                KNITTED if word == "shirt" else None,
                words=tuple(words),
            )
    return Assessment(Nature.TOO_VAGUE, ())


def _candidate(code: str, share: float, word: str) -> Candidate:
    return Candidate(code, share, min(1.0, share + 0.05), min(1.0, share + 0.08), (Reason(word, "title"),))


@dataclass(frozen=True, slots=True)
class TableLines:
    """National lines from the table above."""

    def lines(self, assessment: Assessment, product: Product, destinations: Sequence[str]) -> Sequence[NationalCode]:
        known = LINES.get(assessment.candidates[0].hs6, {})
        return [
            _line(destination, system, *known[system])
            for destination in destinations
            if (system := code_system_of(destination)) in known
        ]


def _line(destination: str, system: str, code: str, share: float) -> NationalCode:
    return NationalCode(
        destination=destination,
        code_system=system,
        code=code,
        digits=len(code),
        probability=share,
        reasons=[Told(text="by the table", source="tests")],
        complete=len(code) == 10,
    )
