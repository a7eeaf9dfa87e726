"""Section and chapter notes that decide by what a listing states: `notes.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """One note as a rule.

    Attributes:
        cite: the note of the Harmonized System it stands in; `text`: what it says, in our words.
        when, unless: attribute -> values; the rule holds when one of `when` is stated and none of `unless`.
        within, not_within: prefixes of the subheadings it speaks of.
        factor: what their odds are multiplied by.
    """

    cite: str
    text: str
    when: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]
    within: tuple[str, ...]
    not_within: tuple[str, ...]
    factor: float

    def holds(self, facts: Mapping[str, frozenset[str]]) -> bool:
        """Whether it decides anything for goods of which this is stated."""
        stated = all(not facts.get(name, frozenset()).isdisjoint(values) for name, values in self.when.items())
        return stated and all(facts.get(name, frozenset()).isdisjoint(values) for name, values in self.unless.items())

    def speaks_of(self, hs6: str) -> bool:
        """Whether the subheading is among those it speaks of."""
        return hs6.startswith(self.within) and not (self.not_within and hs6.startswith(self.not_within))


def load_notes() -> tuple[Note, ...]:
    """Every packaged note, in the order of the file."""
    table = tomllib.loads((files("dutiful_classify.lexicon") / "notes.toml").read_text(encoding="utf-8"))
    return tuple(_note(entry) for entry in table["note"])


def _note(entry: dict[str, Any]) -> Note:
    return Note(
        entry["cite"], entry["text"], _values(entry["when"]), _values(entry.get("unless", {})),
        tuple(entry["within"]), tuple(entry.get("not_within", ())), entry["factor"],
    )  # fmt: skip


def _values(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in table.items()}
