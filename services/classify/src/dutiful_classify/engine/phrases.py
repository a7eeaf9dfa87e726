"""Finding known phrases in a text: word by word where words are parted by spaces, by characters where they are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import Final, TypeAlias, TypeVar

from dutiful_classify.engine.plurals import plurals
from dutiful_classify.engine.text import CleanText, is_unspaced, name_words, turns_aside

#: Shortest ending of a compound (`Damenhandtasche`) that is taken for the thing itself.
_LEAST_HEAD: Final = 5
#: Shortest English name whose words may change places before the last.
_LEAST_REORDERED: Final = 3
#: Most words that say of which kind a thing is behind it (`counters, shop`; `cover for sofas`).
_MOST_BEHIND: Final = 3
#: Languages that write a noun and what qualifies it as one word, the thing itself last.
COMPOUNDING: Final = frozenset({"de", "nl"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found.

    Attributes:
        phrase: as it was added.
        owner: the number it was added for.
        languages: those in which it is a name of the owner.
        start, end: its words' positions; for scripts without spaces, characters' positions, negative.
    """

    phrase: str
    owner: int
    start: int
    end: int
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase with its owner, and the languages in which it is a name of it."""

    phrase: str
    owner: int
    languages: frozenset[str]


_Entries: TypeAlias = tuple[_Entry, ...]
_Key = TypeVar("_Key")


class PhraseBook:
    """Phrases with the numbers of their owners; a phrase may have several."""

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], _Entries] = {}
        self._unspaced: dict[str, _Entries] = {}
        self._plurals: dict[tuple[str, ...], _Entries] = {}
        self._heads: dict[str, _Entries] = {}
        self._reordered: dict[tuple[str, ...], _Entries] = {}
        self._longest = self._longest_unspaced = 1

    @property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for words in self._by_words for word in words) | frozenset(self._unspaced)

    def words_in(self, language: str) -> frozenset[str]:
        """Every word of the phrases that were added for `language`."""
        return frozenset(
            word
            for words, entries in self._by_words.items()
            if any(language in entry.languages for entry in entries)
            for word in words
        )

    def add(self, phrase: str, owner: int, language: str, words: tuple[str, ...] | None = None) -> None:
        """Let `phrase` stand for `owner`; one that does not survive cleaning is passed over.

        Args:
            words: what `name_words(phrase)` gave before, where that is known.
        """
        words = name_words(phrase) if words is None else words
        if not words:
            return
        own = (_Entry(phrase, owner, _spoken(language)),)
        if is_unspaced(phrase):
            text = "".join(words)
            _enter(self._unspaced, text, own)
            self._longest_unspaced = max(self._longest_unspaced, len(text))
            return
        words = tuple(map(intern, words))
        _enter(self._by_words, words, own)
        self._longest = max(self._longest, len(words))
        # The thing stands last, and what says of which kind in any order: `pink himalayan salt`.
        if len(words) >= _LEAST_REORDERED and language == "en" and not turns_aside(phrase):
            _enter(self._reordered, _in_any_order(words), own)
        # An `E-Book` is the end of no `Notebook`.
        a_head = language in COMPOUNDING and len(words) == 1 and len(words[0]) >= _LEAST_HEAD and "-" not in phrase
        if a_head:
            _enter(self._heads, words[0], own)
        for form in plurals(words, language):
            _enter(self._plurals, form, own)
            if a_head:
                _enter(self._heads, form[0], own)

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
                    owners = tuple(one for one in owners if turns_aside(one.phrase))
                owners = owners or self._thing_first(text, start, end)
                if owners:
                    covered = end
                    yield from (Hit(one.phrase, one.owner, start, end, one.languages) for one in owners)
                    break

    def _named(self, words: tuple[str, ...]) -> _Entries | None:
        """Owners of the phrase: as it was added, in the plural, for one word as the end of a compound, or reordered."""
        owners = self._by_words.get(words) or self._plurals.get(words)
        if owners is None and len(words) == 1:
            return self._compound(words[0])
        if owners is None and len(words) >= _LEAST_REORDERED:
            return self._reordered.get(_in_any_order(words))
        return owners

    def _thing_first(self, text: CleanText, start: int, end: int) -> _Entries | None:
        """Owners of a name whose thing stands before a mark or a `for`, and its kind behind: `toolboxes, wooden`."""
        joints = {joint for joint in (*text.breaks, *text.turns) if start < joint < end}
        if len(joints) != 1:
            return None
        (joint,) = joints
        # What a mark parts off is a kind where it is all that stands there: in `toolbox, wooden handle` it is not.
        whole = joint in text.breaks and end in (len(text.words), *text.breaks, *text.turns)
        if end - joint > _MOST_BEHIND or not (whole or joint in text.purposes):
            return None
        return self._by_words.get(text.words[joint:end] + text.words[start:joint])

    def _compound(self, word: str) -> _Entries | None:
        for at in range(2, len(word) - _LEAST_HEAD + 1):
            if (owners := self._heads.get(word[at:])) is not None:
                return owners
        return None

    def _unspaced_hits(self, text: str) -> Iterator[Hit]:
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self._longest_unspaced), start, -1):
                if (owners := self._unspaced.get(text[start:end])) is not None:
                    at, to = start - len(text), end - len(text)
                    yield from (Hit(one.phrase, one.owner, at, to, one.languages) for one in owners)
                    start = end - 1
                    break
            start += 1


def _enter(book: dict[_Key, _Entries], key: _Key, own: _Entries) -> None:
    """Add a name; one that several languages share stands once. Most stand alone, and share their tuple."""
    known = book.get(key)
    if known is None:
        book[key] = own
        return
    (new,) = own
    for at, one in enumerate(known):
        if (one.phrase, one.owner) == (new.phrase, new.owner):
            book[key] = (*known[:at], _Entry(one.phrase, one.owner, one.languages | new.languages), *known[at + 1 :])
            return
    book[key] = known + own


def _in_any_order(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*sorted(words[:-1]), words[-1])


@cache
def _spoken(language: str) -> frozenset[str]:
    """One object for each language: names are many."""
    return frozenset((language,))
