"""Words that are longer than a column of a paper, with places where they may break."""

import re
import unicodedata
from typing import Any, Final

#: As long as no word of a language that papers come in; a column is at least as wide.
LONGEST_WORD: Final = 28
_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
#: Where a line may break that shows nothing (zero width space).
_BREAK: Final = "\u200b"
_JOINER: Final = "\u200d"
#: Vowels and finals of Korean syllables that are written letter by letter: they belong to the letter before.
_KOREAN_PARTS: Final = range(0x1160, 0x1200)


def breakable(value: Any) -> Any:
    """JSON values with their texts as `broken`; what holds them is changed in place."""
    if isinstance(value, str):
        return broken(value) if len(value) > LONGEST_WORD else value
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and len(one) <= LONGEST_WORD:
                continue
            value[key] = breakable(one)
    elif isinstance(value, list):
        value[:] = map(breakable, value)
    return value


def broken(text: str) -> str:
    """The text with a place to break behind each letter, with its marks, of a word that is too long for a column."""
    return _LONG_WORD.sub(_parted, text)


def _parted(word: re.Match[str]) -> str:
    letters: list[str] = []
    for sign in word[0]:
        if letters and (_leans(sign) or letters[-1].endswith(_JOINER)):
            letters[-1] += sign
        else:
            letters.append(sign)
    return _BREAK.join(letters)


def _leans(sign: str) -> bool:
    """Whether it belongs to the letter before: a mark, or what joins two."""
    return unicodedata.category(sign).startswith("M") or sign == _JOINER or ord(sign) in _KOREAN_PARTS
