"""What a line's wording says: the alternatives it covers, what it leaves out, and its conditions in numbers."""

import re
from dataclasses import dataclass
from typing import Final

from dutiful_classify.codes.quantities import Quantity, quantities
from dutiful_classify.codes.words import words

#: Beginnings of what a wording leaves out; it ends with the clause.
_OUT: Final = re.compile(
    r"\((?:excl\.?|excluding|except|other than|not including)[^()]*\)"
    r"|\b(?:excl\.|excluding|except(?: for)?|other than|not including|not containing|without|not having)\b[^,;:()]*"
    r"|\bnot (?=[a-z]+(?:ed|en|it|un)\b)[a-z]+",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(r"^\s*(?:other|others|los demas|las demas|outros|outras|autres|andere)\b", re.IGNORECASE)
_ALTERNATIVES: Final = re.compile(r"[,;:()]|\b(?:or|and|und|oder|et|ou|y|o)\b", re.IGNORECASE)
_SAYS_NOTHING: Final = re.compile(r"[,:]?\s*(?:nesoi|n\.e\.s\.?|n\.e\.c\.?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LineText:
    """A wording, read.

    Attributes:
        words: all that it covers.
        alternatives: the words of each of its parts, of which goods need meet but one.
        left_out: words for what it does not cover.
        conditions: amounts that goods must have.
        other: it begins with "Other": what its siblings do not cover.
    """

    words: frozenset[str]
    alternatives: tuple[frozenset[str], ...]
    left_out: frozenset[str]
    conditions: tuple[Quantity, ...]
    other: bool

    @property
    def only_other(self) -> bool:
        """It says nothing but "Other"."""
        return self.other and not self.words and not self.conditions


def read_line(wording: str) -> LineText:
    """Read a wording, in whatever language; what is not understood is words."""
    wording = _SAYS_NOTHING.sub("", wording)
    covered, left_out = without_exceptions(wording)
    other = bool(_OTHER.match(covered))
    covered = _OTHER.sub(" ", covered)
    alternatives = tuple(dict.fromkeys(_alternatives(covered)))
    return LineText(
        frozenset(words(covered)) - _FILLERS,
        alternatives,
        left_out,
        tuple(quantities(wording)),
        other,
    )


def without_exceptions(text: str) -> tuple[str, frozenset[str]]:
    """What `text` says is covered, and the words for what it says is not."""
    left_out = frozenset(word for found in _OUT.findall(text) for word in words(found)) - _NEGATIONS
    return _OUT.sub(" ", text), left_out


_NEGATIONS: Final = frozenset(words("not excl excluding except other than without having containing"))
_FILLERS: Final = frozenset(words("other not but only whether more less over exceeding under containing"))


def _alternatives(covered: str) -> list[frozenset[str]]:
    parts = (frozenset(words(part)) - _FILLERS for part in _ALTERNATIVES.split(covered))
    return [part for part in parts if part]
