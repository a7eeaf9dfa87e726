"""Finding known phrases in a text: word by word where words are parted by spaces, by characters where they are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dutiful_classify.engine.plurals import plurals
from dutiful_classify.engine.text import CleanText, is_unspaced, name_words, turns_aside

#: Shortest ending of a compound (`Damenhandtasche`) that is taken for the thing itself.
_LEAST_HEAD: Final = 5
#: Languages that write a noun and what qualifies it as one word, the thing itself last.
COMPOUNDING: Final = frozenset({"de", "nl"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found.

    Attributes:
        phrase: as it was added.
        owner: the number it was added for.
        start, end: its words' positions; for scripts without spaces, characters' positions, negative.
    """

    phrase: str
    owner: int
    start: int
    end: int


class PhraseBook:
    """Phrases with the numbers of their owners; a phrase may have several."""

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        self._unspaced: dict[str, list[tuple[str, int]]] = {}
        self._plurals: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        self._heads: dict[str, list[tuple[str, int]]] = {}
        self._longest = self._longest_unspaced = 1

    @property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for words in self._by_words for word in words) | frozenset(self._unspaced)

    def add(self, phrase: str, owner: int, language: str, words: tuple[str, ...] | None = None) -> None:
        """Let `phrase` stand for `owner`; one that does not survive cleaning is passed over.

        Args:
            words: what `name_words(phrase)` gave before, where that is known.
        """
        words = name_words(phrase) if words is None else words
        if not words:
            return
        if is_unspaced(phrase):
            text = "".join(words)
            self._unspaced.setdefault(text, []).append((phrase, owner))
            self._longest_unspaced = max(self._longest_unspaced, len(text))
            return
        self._by_words.setdefault(words, []).append((phrase, owner))
        self._longest = max(self._longest, len(words))
        forms = [words, *plurals(words, language)]
        for form in forms[1:]:
            self._plurals.setdefault(form, []).append((phrase, owner))
        if language in COMPOUNDING and len(words) == 1 and len(words[0]) >= _LEAST_HEAD:
            for (word,) in forms:
                self._heads.setdefault(word, []).append((phrase, owner))

    def find(self, text: CleanText) -> list[Hit]:
        """Every phrase in `text` that is not part of a longer one found at the same place, in order."""
        hits = list(self._spaced_hits(text))
        if is_unspaced(text.plain):
            hits += self._unspaced_hits("".join(text.words))
        return hits

    def _spaced_hits(self, text: CleanText) -> Iterator[Hit]:
        covered, words = 0, text.words
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                if end <= covered:
                    break
                owners = self._named(words[start:end])
                if owners and any(start < turn < end for turn in text.turns):
                    # `saree with blouse` is no `saree blouse`, and `mug with lid` is one.
                    owners = [(phrase, owner) for phrase, owner in owners if turns_aside(phrase)]
                if owners:
                    covered = end
                    yield from (Hit(phrase, owner, start, end) for phrase, owner in owners)
                    break

    def _named(self, words: tuple[str, ...]) -> list[tuple[str, int]] | None:
        """Owners of the phrase: as it was added, in the plural, or for one word as the end of a compound."""
        owners = self._by_words.get(words) or self._plurals.get(words)
        return self._compound(words[0]) if owners is None and len(words) == 1 else owners

    def _compound(self, word: str) -> list[tuple[str, int]] | None:
        for at in range(2, len(word) - _LEAST_HEAD + 1):
            if (owners := self._heads.get(word[at:])) is not None:
                return owners
        return None

    def _unspaced_hits(self, text: str) -> Iterator[Hit]:
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self._longest_unspaced), start, -1):
                if (owners := self._unspaced.get(text[start:end])) is not None:
                    yield from (Hit(phrase, owner, start - len(text), end - len(text)) for phrase, owner in owners)
                    start = end - 1
                    break
            start += 1
