"""What a product says, weighed by where it says it: the same for every line it is held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dutiful_classify.codes.line_text import without_exceptions
from dutiful_classify.codes.quantities import Quantity, quantities
from dutiful_classify.codes.words import implied, words
from dutiful_classify.engine.product import Product

_TITLE: Final = 1.0
_DESCRIPTION: Final = 0.7
_CATEGORY: Final = 0.6
#: A word that another implies says less than one that is said.
_IMPLIED: Final = 0.75
#: Longer words with so many first letters in common are taken for forms of one word, most of the time.
_BEGINNING: Final = 5
_ALIKE: Final = 0.6
_MOST_TEXT: Final = 12_000


@dataclass(frozen=True, slots=True)
class ProductWords:
    """Words with their weights (0 to 1), what the product says it is not, and amounts with units."""

    weights: Mapping[str, float]
    _beginnings: Mapping[str, float]
    left_out: frozenset[str]
    amounts: tuple[Quantity, ...]

    @classmethod
    def of(cls, product: Product, told: Sequence[str] = ()) -> "ProductWords":
        """The words of a product, and those `told` of it by others, which count like its category."""
        facts = ". ".join(f"{name} {value}" for name, value in product.attributes.items())
        parts = (
            (product.title, _TITLE),
            (facts, _TITLE),
            (product.description[:_MOST_TEXT], _DESCRIPTION),
            (product.category, _CATEGORY),
            (" ".join(told), _CATEGORY),
        )
        weights: dict[str, float] = {}
        left_out: set[str] = set()
        for text, weight in parts:
            covered, out = without_exceptions(text)
            left_out |= out
            said = words(covered)
            # "Note books" are notebooks.
            for first, second in pairwise(said):
                weights.setdefault(first + second, weight)
            for word in said:
                weights[word] = max(weights.get(word, 0.0), weight)
            for word in implied(said):
                weights[word] = max(weights.get(word, 0.0), weight * _IMPLIED)
        amounts = [amount for text, _ in parts for amount in quantities(text)]
        beginnings = {word[:_BEGINNING]: weight * _ALIKE for word, weight in weights.items() if len(word) > _BEGINNING}
        return cls(weights, beginnings, frozenset(left_out - weights.keys()), tuple(amounts))

    def weight(self, word: str) -> float:
        """How much the product says `word`: 1 in the title, less elsewhere or by a word alike, 0 not at all."""
        said = self.weights.get(word)
        return said if said is not None else self._beginnings.get(word[:_BEGINNING], 0.0)
