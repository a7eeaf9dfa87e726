"""Lists of goods codes in the U.S. notes to chapter 99, found by the words with which a subdivision opens and ends."""

import re
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_text

_NOTES: Final = "us/us_notes/chapter99_2026_rev_6.txt.gz"
_CODE: Final = re.compile(r"\b([0-9]{4}\.[0-9]{2}(?:\.[0-9]{2}(?:\.?[0-9]{2})?)?)\b")
#: A whole heading (8471); a year stands in brackets or after a comma.
_HEADING: Final = re.compile(r"(?<![0-9.(\-])(?<!, )\b([0-9]{4})\b(?![.)\-])")


class ChapterNotes:
    """The text of the notes, page breaks and runs of blanks folded."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(text.replace("\u00ad", "-").split())

    @classmethod
    def stored(cls, data: Path) -> "ChapterNotes":
        """The notes among the stored files."""
        return cls(read_text(data / _NOTES, "cp1252"))

    def codes(self, opening: str, ending: str) -> list[str]:
        """Digits of the goods codes between two phrases, sorted; codes of chapters 98 and 99 are references, no goods.

        Raises:
            ValueError: a phrase is not in the notes, or no code stands between them.
        """
        start = self._text.find(opening)
        end = self._text.find(ending, start + len(opening))
        if start < 0 or end < 0:
            raise ValueError(f"the U.S. notes have no text from {opening!r} to {ending!r}")
        listed = self._text[start + len(opening) : end]
        found = {code.replace(".", "") for code in [*_CODE.findall(listed), *_HEADING.findall(listed)]}
        codes = sorted(code for code in found if code[:2] < "98")
        if not codes:
            raise ValueError(f"the U.S. notes have no goods codes after {opening!r}")
        return codes
