"""Plurals of names, by the grammar of each language; English is left to `stem`.

Names and texts come here cleaned: without accents and umlauts, and without an English plural's `s`. Rules make more
forms than a language has; one that nobody writes is never met. Polish inflections stand in the lexicon.
"""

from collections.abc import Callable, Iterator
from typing import Final

#: Shorter plurals are too often words of another language (`lime`, `pile`, `mine`).
_LEAST: Final = 5
#: German nouns that take `er`, alone or at the end of a compound. The rule for all would make `better` of `Bett`.
_GERMAN_ER: Final = (
    "bild", "blatt", "brett", "buch", "band", "dach", "fach", "fass", "glas", "haus", "holz", "kleid", "licht", "nest",
    "rad", "schild", "schloss", "tuch",
)  # fmt: skip
_VOWELS: Final = frozenset("aeiou")
_DOUBLED_VOWELS: Final = ("aa", "ee", "oo", "uu")
_ITALIAN: Final = (
    ("co", "chi"), ("go", "ghi"), ("ca", "che"), ("ga", "ghe"), ("io", "i"), ("o", "i"), ("a", "e"), ("e", "i"),
)  # fmt: skip
#: As `stem` leaves them: `relojes` is `reloje`, `lapices` is `lapice`.
_SPANISH: Final = (("z", "ce"), ("", "e"))
_PORTUGUESE: Final = (("ao", "oe"), ("al", "ais"), ("el", "eis"), ("ol", "ois"), ("m", "n"), ("r", "re"), ("z", "ze"))
_FRENCH: Final = (("eau", "eaux"), ("eu", "eux"), ("ou", "oux"), ("al", "aux"))


def plurals(words: tuple[str, ...], language: str) -> Iterator[tuple[str, ...]]:
    """The words with the one that names the thing in the plural; where adjectives follow it, with these too."""
    of_one = _FORMS.get(language)
    if of_one is None:
        return
    head = len(words) - 1 if language in _HEAD_LAST else 0
    for form in of_one(words[head]):
        if len(form) >= _LEAST:
            yield (*words[:head], form, *words[head + 1 :])
    if head == 0 and len(words) > 1:
        every = tuple(next(iter(of_one(word)), word) for word in words)
        if every[0] != words[0] and every[1:] != words[1:]:
            yield every


def _german(word: str) -> Iterator[str]:
    yield from (word + "e", word + "n", word + "en")
    if word.endswith(_GERMAN_ER):
        yield word + "er"


def _dutch(word: str) -> Iterator[str]:
    yield from (word + "n", word + "en")
    if word[-1:] not in _VOWELS:
        yield word + word[-1:] + "en"
        if word[-3:-1] in _DOUBLED_VOWELS:
            yield word[:-2] + word[-1:] + "en"


def _by_endings(endings: tuple[tuple[str, str], ...]) -> Callable[[str], Iterator[str]]:
    """The first ending that a word has is replaced."""

    def forms(word: str) -> Iterator[str]:
        for ending, plural in endings:
            if word.endswith(ending):
                yield word[: len(word) - len(ending)] + plural
                return

    return forms


_HEAD_LAST: Final = frozenset({"de", "nl"})
_FORMS: Final = {
    "de": _german,
    "nl": _dutch,
    "it": _by_endings(_ITALIAN),
    "es": _by_endings(_SPANISH),
    "pt": _by_endings(_PORTUGUESE),
    "fr": _by_endings(_FRENCH),
}
