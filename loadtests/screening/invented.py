"""Names that nobody bears: syllables drawn by a seeded generator, in the manner of several scripts and customs.

Words are shared as real ones are: few given names for many people (a Zipf law), many family names for few, and firms
have words of their own. So people who are not listed share words with people who are: that makes screening hard.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from dutiful_docs.screening.engine.listed import SubjectKind

_SLAVIC: Final = tuple(
    first + vowel + last
    for first in (
        "б",
        "в",
        "г",
        "д",
        "ж",
        "з",
        "к",
        "л",
        "м",
        "н",
        "п",
        "р",
        "с",
        "т",
        "ф",
        "х",
        "ч",
        "ш",
        "гр",
        "ст",
        "",
    )
    for vowel in ("а", "е", "и", "о", "у", "ю", "я")
    for last in ("", "", "", "л", "н", "р", "с", "т", "й")
)
_SLAVIC_ENDS: Final = ("ов", "ев", "ский", "ин", "енко", "ук", "ьян", "ых", "ич", "о", "ий", "а")
_ARABIC: Final = tuple(
    first + vowel + last
    for first in (
        "b",
        "d",
        "dh",
        "f",
        "gh",
        "h",
        "j",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "q",
        "r",
        "s",
        "sh",
        "t",
        "th",
        "w",
        "y",
        "z",
        "",
    )
    for vowel in ("a", "i", "u", "ou", "aa", "ee")
    for last in ("", "", "", "b", "d", "h", "l", "m", "n", "r", "s")
)
_ARABIC_ENDS: Final = ("ed", "im", "oud", "een", "ari", "awi", "ah", "ir", "ad", "ouri", "i", "")
_CHINESE: Final = tuple(
    first + rest
    for first in (
        "b",
        "c",
        "ch",
        "d",
        "f",
        "g",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "q",
        "r",
        "s",
        "sh",
        "t",
        "w",
        "x",
        "y",
        "z",
        "zh",
    )
    for rest in (
        "a",
        "ai",
        "an",
        "ang",
        "ao",
        "e",
        "ei",
        "en",
        "eng",
        "i",
        "ian",
        "in",
        "ing",
        "ong",
        "ou",
        "u",
        "uan",
        "ui",
        "un",
        "uo",
    )
)
_LATIN: Final = tuple(
    first + vowel + last
    for first in (
        "b",
        "br",
        "c",
        "cl",
        "d",
        "f",
        "fl",
        "g",
        "gr",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "st",
        "t",
        "v",
        "w",
        "z",
    )
    for vowel in ("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ü")
    for last in ("", "", "", "l", "n", "r", "s", "t", "nd", "ck")
)
_LATIN_ENDS: Final = ("ez", "mann", "ard", "elli", "ão", "sson", "ic", "er", "eau", "a", "o", "ot", "ini")
_TRADES: Final = (
    "trading",
    "shipping",
    "industries",
    "electronics",
    "logistics",
    "holding",
    "bank",
    "engineering",
    "metals",
    "oil",
    "aviation",
    "chemicals",
)
FORMS: Final = ("Ltd", "LLC", "GmbH", "S.A.", "OOO", "JSC", "Co., Ltd.", "FZE", "B.V.", "Limited", "PJSC", "Inc")


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody made up. `words` in their own script; a firm's legal form is apart."""

    culture: str
    kind: SubjectKind
    words: tuple[str, ...]
    form: str = ""

    @property
    def text(self) -> str:
        return " ".join((*self.words, self.form)).strip()


class Population:
    """Makes people and firms. The same seed makes the same.

    Args:
        seed: of the generator.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._given = {name: self._vocabulary(make, 900) for name, make in self._makers().items()}
        self._family = {name: self._vocabulary(make, 9_000) for name, make in self._makers().items()}
        self._own = {name: self._vocabulary(make, 40_000) for name, make in self._makers().items()}

    def anyone(self) -> Invented:
        culture = self._random.choice(("slavic", "arabic", "chinese", "latin"))
        return self.firm(culture) if self._random.random() < 0.45 else self.person(culture)

    def person(self, culture: str) -> Invented:
        given = [self._often(self._given[culture]) for _ in range(self._random.choice((1, 1, 2)))]
        family = self._seldom(self._family[culture])
        if culture == "arabic":
            family = self._random.choice(("al-", "", "")) + family
        words = (family, *given[:1]) if culture == "chinese" else (*given, family)
        return Invented(culture, SubjectKind.PERSON, words)

    def firm(self, culture: str) -> Invented:
        own = [self._random.choice(self._own[culture]) for _ in range(self._random.choice((1, 1, 2)))]
        trades = self._random.sample(_TRADES, self._random.choice((0, 1, 1, 2)))
        return Invented(culture, SubjectKind.ORGANISATION, (*own, *trades), self._random.choice(FORMS))

    def _makers(self) -> dict[str, Callable[[], str]]:
        return {
            "slavic": lambda: self._word(_SLAVIC, _SLAVIC_ENDS),
            "arabic": lambda: self._word(_ARABIC, _ARABIC_ENDS),
            "chinese": lambda: "".join(self._random.choices(_CHINESE, k=self._random.choice((1, 2, 2)))),
            "latin": lambda: self._word(_LATIN, _LATIN_ENDS),
        }

    def _word(self, syllables: Sequence[str], ends: Sequence[str]) -> str:
        return "".join(self._random.choices(syllables, k=self._random.choice((1, 2, 2, 3)))) + self._random.choice(ends)

    def _vocabulary(self, make: Callable[[], str], size: int) -> list[str]:
        found: dict[str, None] = {}
        for _ in range(size * 4):
            found[make()] = None
            if len(found) == size:
                break
        return list(found)

    def _often(self, words: Sequence[str]) -> str:
        """By a Zipf law: rank from a log-uniform draw."""
        return words[min(len(words) - 1, int(len(words) ** self._random.random()) - 1)]

    def _seldom(self, words: Sequence[str]) -> str:
        return words[min(len(words) - 1, int(len(words) * self._random.random() ** 1.5))]
