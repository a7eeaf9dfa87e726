"""The rules of the check, read from the files beside this one."""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.shipment_checks import Severity

_NO_LAW: Final = LegalReference("Our own advice")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_FILLERS: Final = frozenset({"of", "and", "the", "an", "for", "new", "pcs", "pieces", "assorted"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says. `begins` is the first day on which it applies, None if it always did."""

    name: str
    severity: Severity
    text: str
    fix: str
    law: LegalReference
    begins: date | None

    def applies_on(self, day: date) -> bool:
        """Whether the rule is in force on that day; none of them has an end."""
        return self.begins is None or day >= self.begins


def read_rules(plain: Mapping[str, Any]) -> dict[str, Rule]:
    """The rules by name.

    Raises:
        ValueError: a rule that holds shipments names no law.
    """
    rules: dict[str, Rule] = {}
    for name, said in plain["rules"].items():
        severity, law = Severity(said["severity"]), said.get("law")
        if severity is Severity.HOLD and not (law and law["text"]):
            raise ValueError(f"the rule {name} holds shipments and names no law")
        begins = date.fromisoformat(said["from"]) if "from" in said else None
        reference = _NO_LAW if law is None else LegalReference(law["text"], law["url"])
        rules[name] = Rule(name, severity, said["text"], said["fix"], reference, begins)
    return rules


def words_of(description: str) -> str:
    """The words that could say what goods are, in lower case: without numbers, signs and fillers."""
    return " ".join(word for word in _WORDS.findall(description.casefold()) if len(word) > 1 and word not in _FILLERS)


_FILES: Final = files(__package__)
_PLAIN: Final = tomllib.loads((_FILES / "rules.toml").read_text())
RULES: Final = read_rules(_PLAIN)
VAGUE: Final = frozenset(
    words_of(row["term"]) for row in csv.DictReader((_FILES / "vague_terms.csv").read_text().splitlines())
)
