"""A linear model over hashed words and letter groups: knows spellings, abbreviations and every language it has seen.

Each feature owns a row of a table (`buckets`, width); a text is the mean of its features' rows, and its score for a
subheading the product with that subheading's row of `output`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dutiful_classify.engine.text import CleanText, is_unspaced

Floats = NDArray[np.float32]

_LETTERS: Final = (3, 4, 5)
#: Features of one text that are looked at: bounds the work for long descriptions.
_MOST_FEATURES: Final = 600
#: Listings share most of their words.
_WORDS_REMEMBERED: Final = 1 << 14


def features(text: CleanText) -> Iterator[bytes]:
    """The noun of the first part, words, and pairs of neighbours in one part."""
    words = text.words
    parted = frozenset(text.breaks + text.turns)
    if words:
        yield b"h" + words[min((place for place in parted if place), default=len(words)) - 1].encode()
    for word in words:
        yield b"w" + word.encode()
    for place, (first, second) in enumerate(pairwise(words), start=1):
        if place not in parted:
            yield f"p{first} {second}".encode()


@lru_cache(_WORDS_REMEMBERED)
def letter_groups(word: str) -> tuple[int, ...]:
    """Hashes of the groups of letters in a word, its ends marked."""
    marked = f"<{word}>"
    return tuple(
        crc32(b"l" + marked[at : at + length].encode())
        for length in ((1, 2) if is_unspaced(word) else _LETTERS)
        for at in range(len(marked) - length + 1)
    )


def buckets(text: CleanText, count: int) -> list[int]:
    """The rows of the table that the text's features own, with repetitions."""
    hashes = chain(map(crc32, features(text)), chain.from_iterable(map(letter_groups, text.words)))
    return [one % count for one in islice(hashes, _MOST_FEATURES)]


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
