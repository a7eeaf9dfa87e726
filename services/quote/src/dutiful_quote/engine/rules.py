"""`Jurisdiction`: one customs territory's law as a short list of dated rules, each with its citation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_shared.contract.charge import LegalReference

#: So many days are kept.
_MOST_DAYS: Final = 1024


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of an assessment, in force from `valid_from` through `valid_to` (both included; None is open)."""

    id: str
    apply: Callable[[Case], None]
    reference: LegalReference
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the day lies within its validity, first and last day included."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The rules of a customs territory in the order in which its declaration applies them."""

    code: str
    rules: tuple[Rule, ...]
    #: The jurisdictions whose tariffs its law consists of, the one of its currency and taxes first; empty: its own.
    laws: tuple[str, ...] = ()
    #: By day, what is in force on it; nearly all quotes ask for the same few days.
    _on: dict[date, tuple[Callable[[Case], None], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def apply(self, case: Case) -> None:
        """Let every rule in force on the day of the import write to the case, in their order."""
        for apply in self._on.get(case.on) or self._in_force(case.on):
            apply(case)

    def _in_force(self, on: date) -> tuple[Callable[[Case], None], ...]:
        if len(self._on) >= _MOST_DAYS:
            self._on.clear()
        found = self._on[on] = tuple(rule.apply for rule in self.rules if rule.in_force(on))
        return found
