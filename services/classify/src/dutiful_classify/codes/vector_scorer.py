"""What an encoder says: the product's direction against those of lines. It needs vectors made of texts, no texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dutiful_classify.codes.code_tree import CodeTree, Node
from dutiful_classify.codes.line_scorer import ChildScore, Goods

#: Digits of the lines that texts are known for in tariffs with more of them.
_LINE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class LineVectors:
    """The directions of a system's lines in the encoder's space.

    Attributes:
        places: code -> its row in `directions`; a longer code goes by the line it lies below.
        directions: one row a line, 8-bit integers; only their direction means anything.
        weight: log odds for a difference of 1 in cosine, as fitted when the vectors were made.
        projection: (width of the product's vector, width of a direction); none where both are the same.
    """

    places: Mapping[str, int]
    directions: npt.NDArray[np.int8]
    weight: float
    projection: npt.NDArray[np.float32] | None = None


class VectorScorer:
    """Compares directions. A row above lines is as near as the nearest of them.

    Args:
        vectors: by code system; systems without vectors are left to other scorers.
    """

    def __init__(self, vectors: Mapping[str, LineVectors]) -> None:
        self._vectors = vectors

    def scores(self, goods: Goods, tree: CodeTree, children: Sequence[Node]) -> Sequence[ChildScore] | None:
        """None without the product's vector, or where a row has no line with a vector."""
        known = self._vectors.get(tree.info.system)
        if known is None or not goods.vector:
            return None
        asked = np.asarray(goods.vector, dtype=np.float32)
        if known.projection is not None and len(asked) == len(known.projection):
            asked = asked @ known.projection
        if len(asked) != known.directions.shape[1]:
            return None
        found = [_nearest(known, asked, tree, child) for child in children]
        if any(near is None for near in found):
            return None
        return [ChildScore(known.weight * near, evidence=True) for near in found if near is not None]


def _nearest(known: LineVectors, asked: npt.NDArray[np.float32], tree: CodeTree, child: Node) -> float | None:
    lines = tree.lines[child.first_line : child.end_line]
    rows = [place for line in lines if (place := _place(known.places, line.code)) is not None]
    if not rows:
        return None
    directions = known.directions[rows].astype(np.float32)
    lengths = np.linalg.norm(directions, axis=1) * (np.linalg.norm(asked) or 1.0)
    return float(np.max(directions @ asked / np.where(lengths == 0, 1.0, lengths)))


def _place(places: Mapping[str, int], code: str) -> int | None:
    place = places.get(code)
    return places.get(code[:_LINE_DIGITS]) if place is None else place
