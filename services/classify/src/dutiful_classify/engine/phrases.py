"""Finding known phrases in a text: word by word where words are parted by spaces, by characters where they are not."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

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


_Index: TypeAlias = dict[str, int | list[int]]
#: What stands between the words of a key; no word holds one.
_PARTED: Final = " "
#: Likewise between the languages of an entry.
_LANGUAGES: Final = " "
_FIELDS: Final = (
    "phrases", "owners", "languages", "by_words", "unspaced", "plurals", "heads", "reordered", "longest",
    "longest_unspaced",
)  # fmt: skip


class PhraseBook:
    """Phrases with the numbers of their owners; a phrase may have several.

    It holds nothing but plain texts and numbers, so that a whole book is stored as JSON (`plain`) and read again
    without a step for each of its phrases.
    """

    def __init__(self) -> None:
        #: Of each entry its phrase, its owner, and the languages in which the phrase is a name of the owner.
        self._phrases: list[str] = []
        self._owners: list[int] = []
        self._languages: list[str] = []
        #: (phrase, owner) -> entry, while a book is written.
        self._numbers: dict[tuple[str, int], int] = {}
        #: Words with a space between them -> their entries.
        self._by_words: _Index = {}
        self._unspaced: _Index = {}
        self._plurals: _Index = {}
        self._heads: _Index = {}
        self._reordered: _Index = {}
        self._longest = self._longest_unspaced = 1

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "PhraseBook":
        """The book of which `plain` was written."""
        book = cls()
        for name in _FIELDS:
            setattr(book, f"_{name}", plain[name])
        return book

    @property
    def plain(self) -> dict[str, Any]:
        """All that the book holds, for JSON."""
        return {name: getattr(self, f"_{name}") for name in _FIELDS}

    @property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(_PARTED.join(self._by_words).split(_PARTED)) | frozenset(self._unspaced)

    def words_in(self, language: str) -> frozenset[str]:
        """Every word of the phrases that were added for `language`."""
        spoken = [language in said.split(_LANGUAGES) for said in self._languages]
        own = (words for words, found in self._by_words.items() if any(spoken[entry] for entry in _entries(found)))
        return frozenset(_PARTED.join(own).split(_PARTED))

    def add(self, phrase: str, owner: int, language: str) -> None:
        """Let `phrase` stand for `owner`; one that does not survive cleaning is passed over."""
        words = name_words(phrase)
        if not words:
            return
        joined, entry = _PARTED.join(words), self._entry(phrase, owner, language)
        if is_unspaced(phrase):
            text = "".join(words)
            _enter(self._unspaced, text, entry)
            self._longest_unspaced = max(self._longest_unspaced, len(text))
            return
        _enter(self._by_words, joined, entry)
        self._longest = max(self._longest, len(words))
        # The thing stands last, and what says of which kind in any order: `pink himalayan salt`.
        if len(words) >= _LEAST_REORDERED and language == "en" and not turns_aside(phrase):
            _enter(self._reordered, _in_any_order(words), entry)
        # An `E-Book` is the end of no `Notebook`.
        a_head = language in COMPOUNDING and len(words) == 1 and len(words[0]) >= _LEAST_HEAD and "-" not in phrase
        if a_head:
            _enter(self._heads, joined, entry)
        for form in plurals(words, language):
            _enter(self._plurals, _PARTED.join(form), entry)
            if a_head:
                _enter(self._heads, form[0], entry)

    def find(self, text: CleanText) -> list[Hit]:
        """Every phrase in `text` that is not part of a longer one found at the same place, in order."""
        hits = list(self._spaced_hits(text))
        if is_unspaced(text.plain):
            hits += self._unspaced_hits("".join(text.words))
        return hits

    def _spaced_hits(self, text: CleanText) -> Iterator[Hit]:
        covered, words = 0, text.words
        joints = sorted({*text.breaks, *text.turns, len(words)})
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                if end <= covered:
                    break
                owners = self._named(words[start:end])
                if owners and any(start < turn < end for turn in text.turns):
                    # `saree with blouse` is no `saree blouse`, and `mug with lid` is one.
                    owners = [one for one in owners if turns_aside(self._phrases[one])]
                owners = owners or self._thing_first(text, start, end, joints)
                if owners:
                    covered = end
                    yield from (self._hit(one, start, end) for one in owners)
                    break

    def _hit(self, entry: int, start: int, end: int) -> Hit:
        return Hit(self._phrases[entry], self._owners[entry], start, end, _spoken(self._languages[entry]))

    def _named(self, words: tuple[str, ...]) -> list[int]:
        """Owners of the phrase: as it was added, in the plural, for one word as the end of a compound, or reordered."""
        joined = _PARTED.join(words)
        found = self._by_words.get(joined)
        if found is None:
            found = self._plurals.get(joined)
        if found is None and len(words) == 1:
            found = self._compound(words[0])
        if found is None and len(words) >= _LEAST_REORDERED:
            found = self._reordered.get(_in_any_order(words))
        return _entries(found)

    def _thing_first(self, text: CleanText, start: int, end: int, joints: Sequence[int]) -> list[int]:
        """Owners of a name whose thing stands before a mark or a `for`, and its kind behind: `toolboxes, wooden`.

        `joints` are the places of marks and turns in order, with the end of the text.
        """
        at = bisect_right(joints, start)
        joint, after = joints[at], joints[at + 1] if at + 1 < len(joints) else end
        if joint >= end or after < end or end - joint > _MOST_BEHIND:
            return []
        # What a mark parts off is a kind where it is all that stands there: in `toolbox, wooden handle` it is not.
        whole = after == end and joint in text.breaks
        if not (whole or joint in text.purposes):
            return []
        return _entries(self._by_words.get(_PARTED.join(text.words[joint:end] + text.words[start:joint])))

    def _compound(self, word: str) -> int | list[int] | None:
        for at in range(2, len(word) - _LEAST_HEAD + 1):
            if (found := self._heads.get(word[at:])) is not None:
                return found
        return None

    def _unspaced_hits(self, text: str) -> Iterator[Hit]:
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self._longest_unspaced), start, -1):
                if (found := self._unspaced.get(text[start:end])) is not None:
                    at, to = start - len(text), end - len(text)
                    yield from (self._hit(one, at, to) for one in _entries(found))
                    start = end - 1
                    break
            start += 1

    def _entry(self, phrase: str, owner: int, language: str) -> int:
        """The number of the entry; one that several languages share stands once."""
        known = self._numbers.get((phrase, owner))
        if known is None:
            known = self._numbers[phrase, owner] = len(self._phrases)
            self._phrases.append(phrase)
            self._owners.append(owner)
            self._languages.append(language)
        elif language not in (said := self._languages[known].split(_LANGUAGES)):
            self._languages[known] = _LANGUAGES.join((*said, language))
        return known


def _enter(index: _Index, key: str, entry: int) -> None:
    known = _entries(index.get(key))
    if entry not in known:
        index[key] = [*known, entry] if known else entry


def _entries(found: int | list[int] | None) -> list[int]:
    """The numbers of entries as they stand in an index: most stand alone."""
    if found is None:
        return []
    return [found] if isinstance(found, int) else found


def _in_any_order(words: tuple[str, ...]) -> str:
    return _PARTED.join((*sorted(words[:-1]), words[-1]))


@cache
def _spoken(languages: str) -> frozenset[str]:
    """One object for each set of languages: names are many."""
    return frozenset(languages.split(_LANGUAGES))
