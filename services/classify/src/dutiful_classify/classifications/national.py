"""The lines of national tariffs below a subheading, as answers need them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dutiful_classify.codes.code_check import CodeChecks
from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.engine.assessment import Assessment
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode


class NationalLines(Protocol):
    """Walks down national tariffs; calls block for as long as the computing takes."""

    def lines(self, assessment: Assessment, product: Product, destinations: Sequence[str]) -> Sequence[NationalCode]:
        """One code a destination, as deep as there is evidence for, in their order; none where nothing is known."""


@dataclass(frozen=True, slots=True)
class CheckedLines:
    """National lines that say whether they are whole: as long as a declaration takes them, and in force.

    Args:
        today: the day whose codes count.
    """

    below: NationalLines
    checks: CodeChecks
    today: Callable[[], date]

    def lines(self, assessment: Assessment, product: Product, destinations: Sequence[str]) -> Sequence[NationalCode]:
        """The lines below the assessment, each with `complete` set."""
        found = self.below.lines(assessment, product, destinations)
        return [line.model_copy(update={"complete": self._whole(line)}) for line in found]

    def _whole(self, line: NationalCode) -> bool:
        system = CodeSystems.packaged().get(line.code_system)
        if system is None or len(line.code) < system.declared_digits:
            return False
        return self.checks.known(line.code, line.code_system, self.today())


#: The code system that goods to a country are declared by: `EU`, or the country's own.
CodeSystemOf = Callable[[str], str]


def code_system_of(destination: str) -> str:
    """Whose codes a country uses: as the packaged facts say, or its own."""
    system = CodeSystems.packaged().of(destination)
    return system.key if system is not None else destination
