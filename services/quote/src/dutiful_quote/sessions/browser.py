"""What a browser says of itself, as far as people need it to tell their sessions apart.

Of the header no more is kept than two names from the lists below: no version, no address, nothing that a caller wrote.
"""

import re
from dataclasses import dataclass
from typing import Final

#: The first that is found names it: browsers also carry the names of those they want to be taken for.
_FAMILIES: Final = (
    ("Edge", "Edg/|EdgA/|EdgiOS/"),
    ("Opera", "OPR/|OPT/"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Firefox", "Firefox/|FxiOS/"),
    ("Chrome", "Chrome/|CriOS/"),
    ("Safari", "Version/.* Safari/"),
)
_SYSTEMS: Final = (
    ("iOS", "iPhone|iPad"),
    ("Android", "Android"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux", "Linux|X11"),
)
#: Of a header that is longer the rest is not looked at.
_MOST_READ: Final = 512


@dataclass(frozen=True, slots=True)
class Browser:
    """`family` and `system` are names of the lists; empty where the header says none of them."""

    family: str = ""
    system: str = ""

    @classmethod
    def of(cls, user_agent: str) -> "Browser":
        """Args:
        user_agent: the header as it came, whatever it holds.
        """
        text = user_agent[:_MOST_READ]
        return cls(*(_first(names, text) for names in (_FAMILIES, _SYSTEMS)))

    def __str__(self) -> str:
        return " · ".join(name for name in (self.family, self.system) if name)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, marks in names if re.search(marks, text)), "")
