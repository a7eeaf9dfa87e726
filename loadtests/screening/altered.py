"""The same party as somebody else would write it: typing errors, other transliterations, other orders and forms."""

from collections.abc import Callable
from random import Random
from typing import Final

from anyascii import anyascii

from dutiful_docs.screening.engine.listed import SubjectKind
from loadtests.screening.invented import FORMS, Invented

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
#: The German spelling (DIN 1460 and the press) and the French one; `anyascii` has another, near to BGN/PCGN.
_GERMAN: Final = {
    "ж": "sch", "х": "ch", "ч": "tsch", "ш": "sch", "ю": "ju", "я": "ja", "з": "s", "в": "w", "й": "j", "ь": "",
}  # fmt: skip
_FRENCH: Final = {
    "ж": "j", "х": "kh", "ч": "tch", "ш": "ch", "ю": "iou", "я": "ia", "у": "ou", "й": "ï", "ь": "",
}  # fmt: skip
_OTHER_ARABIC: Final = (
    ("sou", "su"), ("oud", "ud"), ("een", "in"), ("khi", "xi"), ("ghu", "gu"), ("qa", "ka"), ("sha", "cha"),
    ("ouri", "uri"),
    ("dhi", "di"), ("ed", "id"), ("ah", "a"), ("ja", "dja"),
)  # fmt: skip


def _words(one: Invented) -> list[str]:
    return [anyascii(word) for word in one.words]


def _written(one: Invented, words: list[str]) -> str:
    return " ".join((*words, one.form)).strip()


def _typed(word: str, random: Random) -> str:
    place = random.randrange(1, max(2, len(word)))
    match random.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + random.choice(_LETTERS) + word[place:]
        case 2:
            return word[:place] + random.choice(_LETTERS) + word[place + 1 :]
        case _:
            return word[: place - 1] + word[place : place + 1] + word[place - 1 : place] + word[place + 1 :]


def romanised(one: Invented, random: Random) -> str:
    """Letters of the usual system, in another order of case."""
    words = _words(one)
    return _written(one, [word.upper() if random.random() < 0.5 else word.title() for word in words])


def one_typing_error(one: Invented, random: Random) -> str:
    words = _words(one)
    place = max(range(len(words)), key=lambda number: len(words[number]))
    words[place] = _typed(words[place], random)
    return _written(one, words)


def two_typing_errors(one: Invented, random: Random) -> str:
    words = _words(one)
    for place in (0, -1):
        words[place] = _typed(words[place], random)
    return _written(one, words)


def other_transliteration(one: Invented, random: Random) -> str | None:
    if one.culture == "slavic":
        table = random.choice((_GERMAN, _FRENCH))
        changed = ["".join(table.get(letter, anyascii(letter)) for letter in word) for word in one.words]
        return _written(one, changed) if changed != _words(one) else None
    if one.culture == "arabic":
        changed = _words(one)
        for old, new in random.sample(_OTHER_ARABIC, 8):
            changed = [word.replace(old, new) for word in changed]
        return _written(one, changed) if changed != _words(one) else None
    return None


def other_order(one: Invented, random: Random) -> str:
    words = _words(one)
    random.shuffle(words)
    return _written(one, words)


def initial(one: Invented, random: Random) -> str | None:
    if one.kind is not SubjectKind.PERSON or len(one.words) < 3:
        return None
    words = _words(one)
    words[1] = words[1][:1] + "."
    return _written(one, words)


def middle_left_out(one: Invented, random: Random) -> str | None:
    if one.kind is not SubjectKind.PERSON or len(one.words) < 3:
        return None
    words = _words(one)
    return _written(one, [words[0], *words[2:]])


def written_together(one: Invented, random: Random) -> str | None:
    words = _words(one)
    if len(words) < 3:
        return None
    return _written(one, [words[0] + words[1], *words[2:]])


def other_legal_form(one: Invented, random: Random) -> str | None:
    if one.kind is not SubjectKind.ORGANISATION:
        return None
    return " ".join((*_words(one), random.choice(FORMS)))


def typed_and_reordered(one: Invented, random: Random) -> str:
    words = one_typing_error(Invented(one.culture, one.kind, one.words), random).split()
    random.shuffle(words)
    return _written(one, words)


Alteration = Callable[[Invented, Random], str | None]
ALTERATIONS: Final[dict[str, Alteration]] = {
    "letters of the Latin alphabet": romanised,
    "another order of words": other_order,
    "another legal form": other_legal_form,
    "an initial for the middle name": initial,
    "the middle name left out": middle_left_out,
    "two words written together": written_together,
    "another transliteration": other_transliteration,
    "one typing error": one_typing_error,
    "one typing error and another order": typed_and_reordered,
    "two typing errors": two_typing_errors,
}
