"""Scorers: what speaks for each of the rows below a row, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from dutiful_classify.codes.code_tree import CodeTree, Node
from dutiful_classify.codes.product_words import ProductWords
from dutiful_classify.engine.product import Product


@dataclass(frozen=True)
class Goods:
    """What is to be placed.

    Attributes:
        vector: the product's direction in the encoder's space; empty without an encoder.
        told: words that the engine made of the product, such as names of its kind in the language of the texts.
    """

    product: Product
    vector: tuple[float, ...] = field(default=())
    told: tuple[str, ...] = field(default=())

    @cached_property
    def words(self) -> ProductWords:
        """The product's words, taken apart once for all scorers."""
        return ProductWords.of(self.product, self.told)


@dataclass(frozen=True, slots=True)
class ChildScore:
    """What speaks for a row against its siblings.

    Attributes:
        utility: on the scale of log odds; only differences between siblings mean anything.
        evidence: whether anything of the goods themselves speaks here, rather than the shape of the tree alone.
    """

    utility: float
    evidence: bool


class LineScorer(Protocol):
    """Anything that tells siblings apart."""

    def scores(self, goods: Goods, tree: CodeTree, children: Sequence[Node]) -> Sequence[ChildScore] | None:
        """One score a row, in their order; None where this scorer has nothing to go by (no texts, no vectors)."""
