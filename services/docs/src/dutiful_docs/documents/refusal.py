"""What a paper is refused for: everything that contradicts and everything that is missing, in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dutiful_shared.contract.faults import MOST_FAULTS

#: What contradicts, or cannot be told.
NOT_STATED: Final = "not_stated"
#: What law or form demand and nobody says.
MISSING: Final = "missing_on_paper"
#: That there is more than what is listed.
UNLISTED: Final = "unlisted"


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is `NOT_STATED` or `MISSING`; `pointer` leads to where a request would say it right."""

    code: str
    pointer: str
    detail: str


class RefusedError(ValueError):
    """No paper is made of the request; `faults` are all that is wrong with it, `listed` those of them that an answer
    lists, and `unlisted` says how many more there are, where there are more."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(one.detail for one in faults))
        self.faults = tuple(faults)
        self.listed = self.faults[:MOST_FAULTS]
        more = len(self.faults) - len(self.listed)
        self.unlisted = f"{more} more {'are' if more > 1 else 'is'} wrong than what is listed." if more else ""

    @property
    def incomplete(self) -> bool:
        """Whether nothing contradicts, and only blanks are to be filled."""
        return all(one.code == MISSING for one in self.faults)


class NotStatedError(RefusedError):
    """One thing that cannot be told; `pointer` leads to what prevents it."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__([contradiction(pointer, detail)])
        self.pointer = pointer
        self.detail = detail


def contradiction(pointer: str, detail: str) -> Fault:
    """What cannot be as the request says it."""
    return Fault(NOT_STATED, pointer, detail)
