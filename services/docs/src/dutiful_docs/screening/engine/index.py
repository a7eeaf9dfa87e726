"""Finds the few listed names that may be meant, without looking at all of them.

Every word of every listed name is reached by keys: the folded word, the word with any one letter left out, and its
consonants. A party's words make the same keys. So words that differ by a letter left out, added, replaced or swapped,
or in their vowels, meet (the symmetric-delete idea of SymSpell). Names are then ranked by the weight of the words they
share, and only the best are scored.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import combinations, pairwise
from operator import itemgetter
from typing import Final, Generic, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from dutiful_docs.screening.engine.names import NameForm, Token, folds, skeleton

Subject = TypeVar("Subject")

#: So many of the best candidates are scored.
MOST_SCORED: Final = 50
#: Words less alike than this (share of letters) are not near.
_NEAR: Final = 0.6
#: How much more a rare word tells: its gain falls with this power of the number of names that have it.
_RARITY: Final = 0.25
#: A word that more listed names have than this finds nobody by itself; it only adds to what other words found.
_COMMON: Final = 300
#: Of the common words near one of the party's, so many are looked at.
_MOST_COMMON: Final = 3
_SHORTEST_FOR_DELETES: Final = 4
#: Words that weigh more than this find names.
_TELLING: Final = 0.5


class NameIndex(Generic[Subject]):
    """Names and whom they mean. It is filled once and then only asked.

    Args:
        names: each listed name with its subject.
    """

    def __init__(self, names: Iterable[tuple[NameForm, Subject]]) -> None:
        self._names: list[tuple[NameForm, Subject]] = list(names)
        self._exact: dict[str, list[int]] = defaultdict(list)
        postings: dict[str, list[int]] = defaultdict(list)
        single: set[str] = set()
        for place, (form, _) in enumerate(self._names):
            self._exact[form.plain].append(place)
            own = _own_words(form.tokens)
            single |= own
            for word in own | _joined_words(form.tokens):
                postings[word].append(place)
        self._words = list(postings)
        self._postings = [
            frozenset(places) if len(places) > _COMMON else tuple(places) for places in map(postings.pop, self._words)
        ]
        keys: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self._words):
            # Neighbours written together are found as they are or not: with letters left out they would be too many.
            for key in _keys(word) if word in single else {word}:
                keys[key].append(number)
        self._keys = {key: tuple(numbers) for key, numbers in keys.items()}

    def __len__(self) -> int:
        return len(self._names)

    def candidates(self, asked: NameForm) -> Sequence[tuple[NameForm, Subject]]:
        """The listed names that may be the one asked for, the most promising first."""
        ranks: dict[int, float] = defaultdict(float)
        common: list[list[tuple[float, frozenset[int]]]] = []
        for words in _groups(asked.tokens):
            best: dict[int, float] = {}
            widely: list[tuple[float, frozenset[int]]] = []
            for likeness, number in self._reached(words):
                posting = self._postings[number]
                gain = likeness / (1 + len(posting)) ** _RARITY
                if isinstance(posting, frozenset):
                    widely.append((gain, posting))
                    continue
                for place in posting:
                    if best.get(place, 0.0) < gain:
                        best[place] = gain
            for place, gain in best.items():
                ranks[place] += gain
            if widely:
                common.append(nlargest(_MOST_COMMON, widely, key=itemgetter(0)))
        self._add_common(ranks, common)
        ordered = nlargest(MOST_SCORED, ranks, key=ranks.__getitem__)
        return [self._names[place] for place in dict.fromkeys((*self._exact.get(asked.plain, ()), *ordered))]

    def _add_common(self, ranks: dict[int, float], common: Sequence[Sequence[tuple[float, frozenset[int]]]]) -> None:
        """What words that many names have add: to names found already, and to names that have two of them."""
        together: dict[int, float] = {}
        for one, other in combinations(common, 2):
            for gain_one, places_one in one:
                for gain_other, places_other in other:
                    for place in places_one & places_other:
                        together[place] = max(together.get(place, 0.0), gain_one + gain_other)
        for group in common:
            for gain, places in group:
                for place in ranks.keys() & places:
                    ranks[place] += gain
        for place, gain in together.items():
            ranks[place] = max(ranks.get(place, 0.0), gain)
        if not ranks and common:
            gain, places = min(common[0], key=lambda found: len(found[1]))
            ranks.update(dict.fromkeys(places, gain))

    def _reached(self, words: Iterable[str]) -> Iterable[tuple[float, int]]:
        """Listed words near one of the words, and how near."""
        best: dict[int, float] = {}
        for word in words:
            for number in {number for key in _keys(word) for number in self._keys.get(key, ())}:
                likeness = DamerauLevenshtein.normalized_similarity(word, self._words[number])
                if likeness >= _NEAR and likeness > best.get(number, 0.0):
                    best[number] = likeness
        return [(likeness**2, number) for number, likeness in best.items()]


def _groups(tokens: Sequence[Token]) -> Iterable[set[str]]:
    """What may stand for each telling word, and for each two neighbours."""
    telling = [token for token in tokens if token.weight > _TELLING] or tokens
    for token in telling:
        yield set(token.folds)
    for word in _joined_words(tokens):
        yield {word}


def _own_words(tokens: Sequence[Token]) -> set[str]:
    """The folded words that may find a name: those that tell something, or all where none does."""
    telling = [token for token in tokens if token.weight > _TELLING]
    return {fold for token in telling or tokens for fold in token.folds}


def _joined_words(tokens: Sequence[Token]) -> set[str]:
    """Neighbours written together."""
    return {
        folds(one.text + other.text)[0] for one, other in pairwise(tokens) if max(one.weight, other.weight) > _TELLING
    }


def _keys(word: str) -> set[str]:
    keys = {word, "#" + skeleton(word)} if len(word) > 2 else {word}
    if len(word) >= _SHORTEST_FOR_DELETES:
        keys.update(word[:place] + word[place + 1 :] for place in range(len(word)))
    return keys
