"""Names made comparable: one script, no accents, no titles, no legal forms, tokens."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from dutiful_docs.screening.engine.legal_forms import BUSINESS_WORDS, LEGAL_FORMS, PARTICLES, TITLES
from dutiful_docs.screening.engine.listed import SubjectKind

#: More characters than any official list has in one name; what is longer is cut and compared by its beginning.
LONGEST_NAME: Final = 300
#: More words than a name has; the rest is left out of the comparison.
MOST_TOKENS: Final = 32
#: Apostrophes and dots vanish (O'Neil, S.A.), all else that is no letter or digit separates.
_VANISHING: Final = re.compile("['`.\u00b4\u02bb\u02bc\u2018\u2019]")
_SEPARATING: Final = re.compile(r"[^0-9a-z]+")
_JOINED_SCRIPTS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

#: How transliterations differ, undone; later rules see what earlier ones left. The sounds of `ch`, `j`, `sch` and `x`
#: depend on who writes: English (BGN/PCGN, pinyin), German or Slavic, French. A word so has a fold for each manner, and
#: two words are compared in the same manner. What this brings together too often, the score takes apart again.
_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


_ENGLISH: Final = _rules(
    ("shch|sch|sh", "s"), ("tch|tsch|ch", "c"), ("dzh|dj|zh|j", "g"), ("kh|gh|ck|x", "k"), ("y", "i")
)  # fmt: skip
_GERMAN: Final = _rules(
    ("schtsch|shch|sch|sh|zh", "s"), ("tsch|tch", "c"), ("kh|ch|gh|ck", "k"), ("dsch|dzh|dj", "g"), ("x", "ks"),
    ("j|y", "i"),
)  # fmt: skip
_FRENCH: Final = _rules(
    ("chtch|shch|tch|tsch", "c"), ("sh|ch", "s"), ("dj|dzh|zh|j", "g"), ("kh|gh|ck|x|qu", "k"),
    ("gu(?=[eiy])", "g"), ("y", "i"),
)  # fmt: skip
_ALIKE: Final = _rules(
    ("q", "k"),
    ("ph", "f"),
    ("th|dh", "t"),
    ("tz|ts", "c"),
    ("z", "s"),
    ("ou|oo|w|v|o", "u"),
    ("ee|ie|ei|e", "i"),
    ("h$|^h|(?<=[aiu])h", ""),
    (r"(.)\1+", r"\1"),
)
_MANNERS: Final = tuple((*manner, *_ALIKE) for manner in (_ENGLISH, _GERMAN, _FRENCH))
#: A syllable of pinyin (GB/T 16159), with a little more than there is.
_PINYIN: Final = re.compile(
    "(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|"
    "ui|un|uo|[aeiou]))+"
)
_VOWELS: Final = re.compile("[aiu]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name.

    Attributes:
        text: lower case ASCII.
        folds: see `folds`.
        weight: how much it tells, 0 to 1.
    """

    text: str
    folds: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name made comparable. `plain` is its words in alphabetical order: equal for names that differ in form only."""

    tokens: tuple[Token, ...]
    plain: str


def ascii_of(text: str) -> str:
    """Lower case letters and digits of the Latin alphabet, words separated by one blank."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_NAME])
    # Scripts without blanks would come out as one word for each sign, or all in one; a sign is a word.
    plain = _JOINED_SCRIPTS.sub(lambda sign: f" {sign.group()} ", plain)
    plain = _VANISHING.sub("", anyascii(_VANISHING.sub("", plain)).lower())
    return _SEPARATING.sub(" ", plain).strip()


@lru_cache(maxsize=65_536)
def folds(word: str) -> tuple[str, ...]:
    """A word as transliterations of each manner agree on it: one fold for each, in the same order for every word."""
    found = []
    for manner in _MANNERS:
        changed = word
        for pattern, replacement in manner:
            changed = pattern.sub(replacement, changed)
        found.append(changed or word)
    return tuple(found)


@lru_cache(maxsize=65_536)
def is_pinyin(word: str) -> bool:
    """Whether the word may be Chinese: such words have one spelling, and differ by what others confuse."""
    return _PINYIN.fullmatch(word) is not None


def skeleton(folded: str) -> str:
    """The consonants of a fold, behind its first letter."""
    return folded[:1] + _VOWELS.sub("", folded[1:])


def name_form(text: str, kind: SubjectKind) -> NameForm:
    """The form in which a name is compared.

    Args:
        kind: persons lose their titles, all others their legal form; where it is not known, both go.
    """
    words = ascii_of(text).split()
    kept = [word for word in words if not _empty_word(word, kind)]
    # A name that consists of such words alone (a firm called "Company") is taken as it is.
    chosen = (kept or words)[:MOST_TOKENS]
    return NameForm(tuple(_token(word) for word in chosen), " ".join(sorted(chosen)))


def _empty_word(word: str, kind: SubjectKind) -> bool:
    if kind is not SubjectKind.PERSON and word in LEGAL_FORMS:
        return True
    return kind in (SubjectKind.PERSON, SubjectKind.UNKNOWN) and word in TITLES


def _token(word: str) -> Token:
    if word in PARTICLES:
        weight = 0.25
    elif len(word) == 1:
        weight = 0.35
    elif word in BUSINESS_WORDS:
        weight = 0.3
    elif word.isdigit():
        weight = 0.6
    else:
        weight = 1.0 if len(word) > 2 else 0.7
    return Token(word, folds(word), weight)
