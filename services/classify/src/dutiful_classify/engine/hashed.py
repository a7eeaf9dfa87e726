"""A linear model over hashed words and letter groups: knows spellings, abbreviations and every language it has seen.

Each feature owns a row of a table (`buckets`, width); a text is the mean of its features' rows, and its score for a
subheading the product with that subheading's row of `output`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dutiful_classify.engine.text import CleanText, is_unspaced

Floats = NDArray[np.float32]

_LETTERS: Final = (3, 4, 5)
#: Features of one text that are looked at: bounds the work for long descriptions.
_MOST_FEATURES: Final = 600


def features(text: CleanText) -> Iterator[bytes]:
    """The noun of the first part, words, pairs of neighbours in one part, and letter groups with ends marked."""
    words = text.words
    parted = frozenset(text.breaks + text.turns)
    if words:
        yield b"h" + words[min((place for place in parted if place), default=len(words)) - 1].encode()
    for word in words:
        yield b"w" + word.encode()
    for place, (first, second) in enumerate(pairwise(words), start=1):
        if place not in parted:
            yield f"p{first} {second}".encode()
    for word in words:
        marked = f"<{word}>"
        for length in (1, 2) if is_unspaced(word) else _LETTERS:
            for at in range(len(marked) - length + 1):
                yield b"l" + marked[at : at + length].encode()


def buckets(text: CleanText, count: int) -> list[int]:
    """The rows of the table that the text's features own, with repetitions."""
    owned = []
    for feature in features(text):
        owned.append(crc32(feature) % count)
        if len(owned) == _MOST_FEATURES:
            break
    return owned


class HashedModel:
    """Scores of all subheadings for texts.

    Attributes:
        table: (buckets, width) 8-bit rows, each with its own `scale` (buckets).
        output: (subheadings, width); `bias` (subheadings).
    """

    def __init__(self, table: NDArray[np.int8], scale: Floats, output: Floats, bias: Floats) -> None:
        self._table, self._scale, self._output, self._bias = table, scale, output, bias

    def logits(self, texts: Sequence[CleanText]) -> Floats:
        """(texts, subheadings); a text without features scores the bias alone."""
        means: NDArray[Any] = np.zeros((len(texts), self._table.shape[1]), np.float32)
        for number, text in enumerate(texts):
            rows = buckets(text, len(self._table))
            if rows:
                means[number] = (self._table[rows] * self._scale[rows, None]).mean(axis=0)
        scores: Floats = means @ self._output.T + self._bias
        return scores
