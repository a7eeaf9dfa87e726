"""Code systems: which destination declares goods by which nomenclature, and at how many digits."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

FACTS: Final = "dutiful_classify.codes.facts"
HARMONIZED_SYSTEM: Final = "HS"


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A national or common nomenclature.

    Attributes:
        key: what the contract calls it, such as `US`.
        levels: lengths that a code of the system may have, beginning with 2.
        declared_digits: length of the code in an import declaration; above the last of `levels` where the loaded
            edition ends before the code does.
        padded: whether the publisher fills the codes of every level up with zeros.
        basis: the law or publication that says so.
    """

    key: str
    name: str
    levels: tuple[int, ...]
    declared_digits: int
    padded: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go, and whose codes they are declared by there."""

    country: str
    system: str
    basis: str


class CodeSystems:
    """The table of systems and destinations."""

    def __init__(self, systems: Mapping[str, CodeSystem], destinations: Mapping[str, Destination]) -> None:
        self.systems = systems
        self._destinations = destinations

    @classmethod
    @cache
    def packaged(cls) -> "CodeSystems":
        """The tables that come with the service (`facts/systems.toml`, `facts/destinations.csv`)."""
        folder = files(FACTS)
        tables = tomllib.loads(folder.joinpath("systems.toml").read_text(encoding="utf-8"))
        systems = {
            key: CodeSystem(
                key, table["name"], tuple(table["levels"]), table["declared_digits"], table.get("padded", False),
                table["basis"],
            )
            for key, table in tables.items()
        }  # fmt: skip
        rows = csv.DictReader(folder.joinpath("destinations.csv").read_text(encoding="utf-8").splitlines())
        destinations = {row["country"]: Destination(row["country"], row["system"], row["basis"]) for row in rows}
        return cls(systems, destinations)

    def of(self, country: str) -> CodeSystem | None:
        """The system that goods to `country` are declared by; none where no fact says which."""
        named = self._destinations.get(country)
        return self.systems.get(named.system if named else country)

    def basis(self, country: str) -> str:
        """The law that puts `country` under its system."""
        named = self._destinations.get(country)
        if named:
            return named.basis
        system = self.systems.get(country)
        return system.basis if system else ""

    def get(self, key: str) -> CodeSystem | None:
        """The system of this key, such as `US`; None where there is none."""
        return self.systems.get(key)
