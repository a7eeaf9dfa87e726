"""Cited examples near a product: rulings and official references, by their vectors; their texts are not kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An example: its public identifier, its subheading, and how near it is (cosine)."""

    source: str
    hs6: str
    similarity: float


class NeighbourIndex:
    """Examples by vector.

    Attributes:
        vectors: (examples, width), 8-bit, 127 standing for 1.
    """

    def __init__(self, vectors: NDArray[np.int8], codes: Sequence[str], sources: Sequence[str]) -> None:
        self._vectors = vectors.astype(np.float32) / 127
        self._codes, self._sources = codes, sources

    def nearest(self, vectors: Floats, count: int) -> list[list[Neighbour]]:
        """The `count` nearest examples of each vector (n, width), the nearest first."""
        similarity = vectors @ self._vectors.T
        best = np.argpartition(-similarity, min(count, similarity.shape[1] - 1), axis=1)[:, :count]
        return [
            sorted(
                (Neighbour(self._sources[at], self._codes[at], float(row[at])) for at in chosen),
                key=lambda neighbour: -neighbour.similarity,
            )
            for row, chosen in zip(similarity, best, strict=True)
        ]
