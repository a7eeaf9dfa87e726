"""Which codes of the Harmonized System a few words, or the first digits of a code, may mean. All in memory.

A word counts by how rare it is among the texts; a whole word counts most, then one form of it for another, then the
beginning of a word, then a word with one typing fault (a letter too many, too few, another, or two swapped). Words of
the query that nothing resembles are passed over.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from math import log
from typing import Final

from dutiful_quote.tariff.nomenclature import HarmonizedSystem

_WORD: Final = re.compile(r"[a-z]+|\d+")
_DIGITS: Final = re.compile(r"[\d. ]+")
#: Shorter words are too alike for typing faults to be told from other words.
_SHORTEST_MISTYPED: Final = 4
#: Shorter words begin too many others ("the").
_SHORTEST_BEGINNING: Final = 4
_OTHER_FORM, _BEGINNING, _MISTYPED = 0.95, 0.8, 0.6
#: Words that the beginning of one may stand for; beyond these it says too little.
_MOST_BEGINNINGS: Final = 60
#: A word that more texts than this have ("other", "of") tells none from another.
_MOST_TEXTS: Final = 480
#: A text that says more than was asked is a little less what was meant, for each of its words.
_PER_WORD: Final = 0.02


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A heading (4 digits) or subheading (6) with its text; the score compares results of one query only."""

    code: str
    text: str
    score: float


class CodeSearch:
    """A search over texts by code. Building takes a moment; searching is a matter of a few milliseconds."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._codes = sorted(self._texts)
        self._lengths: dict[str, int] = {}
        self._codes_with: dict[str, set[str]] = defaultdict(set)
        for code, text in self._texts.items():
            words = [_singular(word) for word in _words(text)]
            self._lengths[code] = len(words)
            for word in words:
                self._codes_with[word].add(code)
        self._vocabulary = sorted(self._codes_with)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            if len(word) >= _SHORTEST_MISTYPED:
                for short in _one_letter_less(word):
                    self._shortened[short].append(word)
        self.search = lru_cache(maxsize=512)(self._search)

    def _search(self, query: str) -> tuple[FoundCode, ...]:
        """Everything that the query may mean, the likeliest first; codes that begin with its digits in their order."""
        if _DIGITS.fullmatch(query):
            digits = "".join(sign for sign in query if sign.isdigit())[:6]
            first, last = (bisect_left(self._codes, end) for end in (digits, digits + ":"))
            return tuple(FoundCode(code, self._texts[code], 1.0) for code in self._codes[first:last] if digits)
        scores: Counter[str] = Counter()
        for word in dict.fromkeys(_words(query)):
            best: dict[str, float] = {}
            for known, likeness in self._alike(word):
                if len(self._codes_with[known]) > _MOST_TEXTS:
                    continue
                weight = likeness * log(1 + len(self._texts) / len(self._codes_with[known]))
                for code in self._codes_with[known]:
                    best[code] = max(best.get(code, 0.0), weight)
            scores.update(best)
        found = [
            FoundCode(code, self._texts[code], score / (1 + _PER_WORD * self._lengths[code]))
            for code, score in scores.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.score, one.code)))

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        """Known words that this one may stand for, and how likely each is."""
        stem = _singular(word)
        if stem in self._codes_with:
            yield stem, 1.0 if stem == word else _OTHER_FORM
        if len(stem) >= _SHORTEST_BEGINNING:
            yield from ((known, _BEGINNING) for known in self._beginning_with(stem) if known != stem)
        if len(stem) >= _SHORTEST_MISTYPED and stem not in self._codes_with:
            yield from ((known, _MISTYPED) for known in self._mistyped(stem))

    def _beginning_with(self, stem: str) -> Iterable[str]:
        first, last = (bisect_left(self._vocabulary, end) for end in (stem, stem + "{"))
        return islice(self._vocabulary, first, min(last, first + _MOST_BEGINNINGS))

    def _mistyped(self, word: str) -> Iterable[str]:
        """Known words that are this one but for one letter, or two swapped ones."""
        shorter = _one_letter_less(word)
        found = {known for short in (word, *shorter) for known in self._shortened.get(short, ())}
        return sorted(found | {short for short in shorter if short in self._codes_with})


@cache
def packaged_search() -> CodeSearch:
    """The search over the packaged nomenclature, built once in a process."""
    return CodeSearch(HarmonizedSystem().texts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _singular(word: str) -> str:
    """The word without the ending of a plural; both sides of a comparison lose it alike."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _one_letter_less(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
