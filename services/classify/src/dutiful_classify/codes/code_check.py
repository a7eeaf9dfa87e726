"""A code that somebody names: whether a system knows it, whether it may be declared, and what is nearest."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from dutiful_classify.codes.code_system import HARMONIZED_SYSTEM, CodeSystem, CodeSystems
from dutiful_classify.codes.code_tree import SUBHEADING_DIGITS, CodeTree
from dutiful_classify.codes.harmonized_codes import harmonized_codes
from dutiful_classify.codes.nomenclatures import Nomenclatures

_HS_LEVELS: Final = (2, 4, 6)


class CodeState(StrEnum):
    """What a code is, on a day, in a system."""

    DECLARABLE = "declarable"
    #: A chapter, heading or subheading of the system, with lines below it.
    NOT_DECLARABLE = "not_declarable"
    #: It begins lines, but no level of the system has so many digits.
    TOO_SHORT = "too_short"
    ENDED = "ended"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    #: The loaded codes do not reach there: nothing is said against the code.
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class CodeExplanation:
    """What is known of a code.

    Attributes:
        level: the longest beginning of the code that exists in the system; empty if not even its chapter does.
        nearest: a declarable line like it, where the code is none.
        valid_from, valid_to: of the line; None for an end that is open or not told.
        reason: one sentence for people.
    """

    system: str
    code: str
    state: CodeState
    level: str
    nearest: str
    valid_from: date | None
    valid_to: date | None
    reason: str


class CodeChecks:
    """Checks codes against the editions at hand. Does no I/O."""

    def __init__(self, nomenclatures: Nomenclatures, systems: CodeSystems | None = None) -> None:
        self._nomenclatures = nomenclatures
        self._systems = systems or CodeSystems.packaged()
        self._hs = harmonized_codes()

    def known(self, code: str, system: str, on: date) -> bool:
        """Whether `code` may be declared in `system` on a day."""
        return self.explain(code, system, on).state is CodeState.DECLARABLE

    def explain(self, code: str, system: str, on: date) -> CodeExplanation:
        """What level of `code` exists, and the line nearest to it where it is none.

        Args:
            code: digits; dots and spaces are taken out.
            system: `HS` for the international six digits.
        """
        digits = code.replace(".", "").replace(" ", "")
        tree = self._nomenclatures.tree(system)
        if system == HARMONIZED_SYSTEM or tree is None:
            return self._by_subheading(digits, system)
        return _explained(digits, system, self._systems.get(system), tree, on)

    def _by_subheading(self, code: str, system: str) -> CodeExplanation:
        """As far as the Harmonized System goes: six digits of HS 2022."""
        level = next((code[:n] for n in reversed(_HS_LEVELS) if code[:n] in self._hs and len(code) >= n), "")
        if len(code) < SUBHEADING_DIGITS:
            state, reason = CodeState.TOO_SHORT, "A subheading has six digits."
        elif len(level) < SUBHEADING_DIGITS:
            state, reason = CodeState.UNKNOWN, f"{code[:SUBHEADING_DIGITS]} is no subheading of HS 2022."
        elif system != HARMONIZED_SYSTEM:
            state = CodeState.NOT_CHECKED
            reason = f"The codes of {system} are not loaded; its first six digits are a subheading of HS 2022."
        elif len(code) > SUBHEADING_DIGITS:
            state, reason = CodeState.NOT_CHECKED, "Only the first six digits are international."
        else:
            state, reason = CodeState.DECLARABLE, "It is a subheading of HS 2022."
        return CodeExplanation(system, code, state, level, "", None, None, reason)


def _explained(code: str, key: str, system: CodeSystem | None, tree: CodeTree, on: date) -> CodeExplanation:
    line = tree.line(code)
    if line is not None:
        state, reason = CodeState.DECLARABLE, f"It is a line of {key} ({tree.info.edition})."
        if not line.in_force(on):
            ended = line.valid_to is not None and line.valid_to < on
            state = CodeState.ENDED if ended else CodeState.NOT_YET
            reason = f"It ended on {line.valid_to}." if ended else f"It begins on {line.valid_from}."
        nearest = "" if state is CodeState.DECLARABLE else _nearest(tree, code, on)
        return CodeExplanation(key, code, state, code, nearest, line.valid_from, line.valid_to, reason)
    level = next(
        (code[:n] for n in range(len(code), 1, -1) if _is_level(system, n) and _exists(tree, code[:n], on)), ""
    )
    below = tree.lines_below(code, on)
    if below:
        level_ends = _is_level(system, len(code))
        state = CodeState.NOT_DECLARABLE if level_ends else CodeState.TOO_SHORT
        reason = f"{len(below)} lines begin with it, such as {below[0].code}; one of them is declared."
        return CodeExplanation(key, code, state, level, below[0].code, None, None, reason)
    if tree.info.partial and not tree.lines_below(code[:SUBHEADING_DIGITS]):
        reason = f"The loaded codes of {key} ({tree.info.edition}) do not reach there."
        return CodeExplanation(key, code, CodeState.NOT_CHECKED, level, "", None, None, reason)
    if system and system.levels[-1] < len(code) <= system.declared_digits and tree.line(code[: system.levels[-1]]):
        reason = f"{code[: system.levels[-1]]} is a line; the digits after it are not in the loaded edition."
        return CodeExplanation(key, code, CodeState.NOT_CHECKED, level, "", None, None, reason)
    exists = f"{level} exists" if level else "not even its chapter exists"
    reason = f"{key} ({tree.info.edition}) has no such code; {exists}."
    return CodeExplanation(key, code, CodeState.UNKNOWN, level, _nearest(tree, code, on), None, None, reason)


def _is_level(system: CodeSystem | None, digits: int) -> bool:
    return digits in system.levels if system else digits % 2 == 0


def _exists(tree: CodeTree, code: str, on: date) -> bool:
    return tree.line(code) is not None or bool(tree.lines_below(code, on))


def _distance(one: str, other: str) -> int:
    digits = max(len(one), len(other))
    return abs(int(one.ljust(digits, "0")) - int(other.ljust(digits, "0")))


def _nearest(tree: CodeTree, code: str, on: date) -> str:
    """A line in force that has most digits in common; the nearest of any day where none of its chapter is in force."""
    for digits in range(len(code), 1, -1):
        below = tree.lines_below(code[:digits], on)
        if below:
            return min((line.code for line in below), key=lambda known: (_distance(known, code), known))
    return tree.near(code)
