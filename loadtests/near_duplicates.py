"""Groups of rows that say nearly the same, so that none is judged by another of its group."""

import re
from collections.abc import Sequence
from typing import Final

from dutiful_classify.codes.words import words

#: Rows of one subheading that share at least this part of their words are one group.
_LEAST_SHARED: Final = 0.5
#: Words of a text that are compared; what is longer is told apart by its ruling.
_MOST_WORDS: Final = 60


def near_duplicate_groups(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    """The name of the group of each row.

    Args:
        rows: (subheading, text, ruling or empty). Rows of one ruling are one group, as are rows of a subheading whose
            texts begin with the same word or share half of their words.
    """
    groups = list(range(len(rows)))

    def root(row: int) -> int:
        while groups[row] != row:
            groups[row] = groups[groups[row]]
            row = groups[row]
        return row

    first: dict[tuple[str, str], int] = {}
    said = [frozenset(words(text)[:_MOST_WORDS]) for _, text, _ in rows]
    by_subheading: dict[str, list[int]] = {}
    for row, (subheading, text, ruling) in enumerate(rows):
        keys = [(subheading, beginning.group()) for beginning in [re.search(r"[a-z]{3,}", text.lower())] if beginning]
        if ruling:
            keys.append(("ruling", ruling))
        for key in keys:
            groups[root(row)] = root(first.setdefault(key, row))
        beside = by_subheading.setdefault(subheading, [])
        for other in beside:
            shared = len(said[row] & said[other])
            if shared and shared >= _LEAST_SHARED * len(said[row] | said[other]):
                groups[root(row)] = root(other)
        beside.append(row)
    return [f"{rows[root(row)][0]}:{root(row)}" for row in range(len(rows))]
