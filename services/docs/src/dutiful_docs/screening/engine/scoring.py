"""How alike two names are, from 0 to 100: words are paired, whatever their order, and weighed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from dutiful_docs.screening.engine.names import NameForm, Token, folds, is_pinyin

#: Words less alike than this are different words.
_SAME_WORD: Final = 0.7
#: One letter wrong is a mistake, two make another word: likeness falls so much faster than letters go wrong.
_STEEPNESS: Final = 1.4
#: An initial stands for a word, but for many words.
_INITIAL: Final = 0.8
#: Words alike only after folding are a little less sure than words alike as written.
_FOLDED: Final = 0.97
#: And words alike after folding but for a letter still less.
_ALMOST_FOLDED: Final = 0.94
#: What the words that only one of the names has take off, at most.
_LEFT_OVER: Final = 0.27
#: Words that weigh more than this tell somebody from others. Of such, one in two says nothing: two must be found.
_TELLING: Final = 0.5
_RARE_WORD_LETTERS: Final = 6
_SHORT_WORD: Final = 3
#: Words that share fewer letters than this, even in another order of writing, are not looked at further.
_FAR: Final = 0.35
_SHORTEST_FOLD: Final = 2
#: Nobody misspells a first letter so often as to take two words for one.
_OTHER_BEGINNING: Final = 0.08


def name_score(asked: NameForm, listed: NameForm) -> float:
    """How alike two names are. 100: the same words in any order; 0: not alike.

    Words are paired with their most alike counterparts; the score is the share of the shorter name's weight that found
    one, less a little for what the longer name has besides. Two neighbouring words may stand for one that is written
    together, and an initial for a word.
    """
    if asked.plain == listed.plain:
        return 100.0
    return max(_paired(asked.tokens, listed.tokens), _joined_score(asked.tokens, listed.tokens))


def _joined_score(asked: Sequence[Token], listed: Sequence[Token]) -> float:
    """The score with two neighbours of the longer name taken as the one word that the shorter name makes of them."""
    if len(asked) == len(listed):
        return 0.0
    longer, shorter = (asked, listed) if len(asked) > len(listed) else (listed, asked)
    best = 0.0
    for place in range(len(longer) - 1):
        first, second = longer[place], longer[place + 1]
        text = first.text + second.text
        fold = folds(text)[0]
        for token in shorter:
            if token.text == text or token.folds[0] == fold:
                word = Token(token.text, token.folds, token.weight)
                best = max(best, _paired((*longer[:place], word, *longer[place + 2 :]), shorter))
    return best


def _paired(asked: Sequence[Token], listed: Sequence[Token]) -> float:
    pairs = sorted(_alike_pairs(asked, listed), reverse=True)
    if not pairs:
        return 0.0
    used_asked: set[int] = set()
    used_listed: set[int] = set()
    found = 0.0
    telling = 0
    for likeness, weight, left, right in pairs:
        if left in used_asked or right in used_listed:
            continue
        used_asked.add(left)
        used_listed.add(right)
        found += weight * likeness
        telling += weight > _TELLING
    weight_asked = sum(token.weight for token in asked)
    weight_listed = sum(token.weight for token in listed)
    smaller, larger = sorted((weight_asked, weight_listed))
    if smaller == 0:
        return 0.0
    if telling < 2 and not _one_word_will_do(asked, listed, used_asked, used_listed):
        return 0.0
    inside, overall = min(1.0, found / smaller), min(1.0, found / larger)
    return 100 * inside * (1 - _LEFT_OVER * (1 - overall))


def _alike_pairs(asked: Sequence[Token], listed: Sequence[Token]) -> list[tuple[float, float, int, int]]:
    """Words that may be the same, with how alike they are and what they weigh; none where that is too few to score."""
    found: list[tuple[float, float, int, int]] = []
    matched, telling_alone = 0, False
    for left, one in enumerate(asked):
        before = len(found)
        for right, other in enumerate(listed):
            likeness = 1.0 if one.text == other.text else word_likeness(one.text, other.text)
            if likeness >= _SAME_WORD:
                found.append((likeness, min(one.weight, other.weight), left, right))
        if len(found) > before:
            matched += 1
        elif one.weight > _TELLING:
            telling_alone = True
        # A word that tells is without a counterpart, so that one pair will not do (`_one_word_will_do`).
        if telling_alone and matched + len(asked) - left - 1 < 2:
            return []
    return found


@lru_cache(maxsize=262_144)
def word_likeness(one: str, other: str) -> float:
    """How alike two words (lower case ASCII) are, 0 to 1."""
    if one == other:
        return 1.0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        return _INITIAL if long.startswith(short) else 0.0
    if DamerauLevenshtein.normalized_similarity(one, other, score_cutoff=_FAR) < _FAR:
        return 0.0
    if is_pinyin(one) and is_pinyin(other):
        return 0.0 if len(short) <= _SHORT_WORD else _spelled(one, other)
    pairs = set(zip(folds(one), folds(other), strict=True))
    if any(left == right and len(left) >= _SHORTEST_FOLD for left, right in pairs):
        return _FOLDED
    if len(short) <= _SHORT_WORD:
        return 0.0
    almost = max(_spelled(left, right) for left, right in pairs)
    return max(_spelled(one, other), _ALMOST_FOLDED * almost)


def _spelled(one: str, other: str) -> float:
    edits = DamerauLevenshtein.normalized_similarity(one, other, score_cutoff=0.6)
    if not edits:
        return 0.0
    # Beginnings are misspelled less than ends: Jaro-Winkler knows it, but alone is too generous with short words.
    likeness = (edits + JaroWinkler.similarity(one, other)) / 2
    if one[0] != other[0]:
        likeness -= _OTHER_BEGINNING
    return float(1 - _STEEPNESS * (1 - likeness))


def _one_word_will_do(
    asked: Sequence[Token], listed: Sequence[Token], used_asked: set[int], used_listed: set[int]
) -> bool:
    """One word is the whole name of both, or the whole listed name is one long word of the party's."""
    full_asked = [place for place, token in enumerate(asked) if token.weight > _TELLING]
    full_listed = [place for place, token in enumerate(listed) if token.weight > _TELLING]
    if set(full_asked) <= used_asked and set(full_listed) <= used_listed:
        return True
    distinctive = [listed[place] for place in used_listed if listed[place].weight == 1.0]
    if not set(full_listed) <= used_listed or len(full_asked) > 2 or not distinctive:
        return False
    others = [token for place, token in enumerate(asked) if place not in used_asked and token.weight > _TELLING]
    return not others and len(distinctive[0].text) >= _RARE_WORD_LETTERS
