"""Rows of one chapter 99 action, and the lists of goods in the U.S. notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_text
from dutiful_quote.tariff.publications.writing import FactFolder, Row

EU_GROUP: Final = "US:EU"
FEDERAL_REGISTER: Final = "https://www.federalregister.gov"
SCHEDULE: Final = "https://hts.usitc.gov"
#: Programme of goods that enter under the agreement with Canada and Mexico, and those countries.
USMCA: Final = "claim=S"
USMCA_COUNTRIES: Final = "CA MX"

_CODE: Final = r"[0-9]{4}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.?[0-9]{2})?)?)?"
_LIST_LINE: Final = re.compile(rf"\s*{_CODE}(?:\s+{_CODE})*\s*")
_SUBDIVISION: Final = re.compile(r"\s*\([a-z]\)\s")


@dataclass(frozen=True, slots=True)
class Action:
    """Adds the rows of one programme. Its headings and exemptions differ in what they say themselves.

    `more` are further columns of a row (areas, heading, rank, mode, base, conditions, valid_to ...).
    """

    folder: FactFolder
    programme: str
    reference: str
    url: str = FEDERAL_REGISTER
    shared: Row = field(default_factory=dict)

    def charge(self, key: str, name: str, rate: str, first: str, **more: str) -> None:
        """A heading under which the duty is charged."""
        self._programme(key, "additional_duty", name, first, rate=rate, **more)

    def exempt(self, key: str, name: str, first: str, **more: str) -> None:
        """A heading that takes goods out of the programme."""
        self._programme(key, "exemption", name, first, **more)

    def control(self, key: str, name: str, first: str, **more: str) -> None:
        """A prohibition or a condition of import, which charges nothing."""
        self._programme(key, "control", name, first, **more)

    def goods(self, key: str, codes: Iterable[str], **more: str) -> None:
        """Goods codes of a key, or of several, space separated."""
        rows: list[Row] = [{"goods_code": code, "key": key, **more} for code in sorted(set(codes))]
        self.folder.measures += rows

    def all_goods(self, key: str) -> None:
        """A key that needs no goods code: it covers whatever the programme covers."""
        self.folder.measures.append({"key": key})

    def _programme(self, key: str, kind: str, name: str, first: str, **more: str) -> None:
        heading = more.get("heading", "")
        reference = f"HTSUS {heading}; {self.reference}" if heading else self.reference
        row = {"key": f"{self.programme}_{key}", "programme": self.programme, "kind": kind, "name": name,
               "valid_from": first, "reference": reference, "url": self.url}  # fmt: skip
        self.folder.programmes.append({**row, **self.shared, **more})

    def keys(self, *names: str) -> str:
        """The keys of these names, as a row of measures writes them."""
        return " ".join(f"{self.programme}_{name}" for name in names)


def know_the_eu(folder: FactFolder) -> None:
    """The member states as a group of countries, once in a folder."""
    if not any(row["area"] == EU_GROUP for row in folder.areas):
        folder.area(EU_GROUP, EU_MEMBERS)


def notes_of(data: Path) -> list[str]:
    """The lines of the stored text of the U.S. notes of chapter 99."""
    return read_text(data / "us/us_notes/chapter99_2026_rev_6.txt.gz", "cp1252").splitlines()


def listed(lines: list[str], opening: str) -> set[str]:
    """Digits of the goods codes that are listed in the subdivision that opens so, up to the next subdivision.

    Raises:
        ValueError: there is no such subdivision, or it lists nothing.
    """
    rows = [line for line in _subdivision(lines, opening) if _LIST_LINE.fullmatch(line)]
    return _some({code.replace(".", "") for line in rows for code in line.split()}, opening)


def enumerated(lines: list[str], opening: str) -> set[str]:
    """Digits of the statistical reporting numbers that stand in the sentences of a subdivision.

    Raises:
        ValueError: there is no such subdivision, or it names none.
    """
    text = " ".join(_subdivision(lines, opening))
    return _some({code.replace(".", "") for code in re.findall(r"[0-9]{4}\.[0-9]{2}\.[0-9]{4}", text)}, opening)


def _subdivision(lines: list[str], opening: str) -> list[str]:
    start = next((number for number, line in enumerate(lines) if opening in " ".join(line.split())), len(lines))
    rest = lines[start + 1 :]
    end = next((number for number, line in enumerate(rest) if _SUBDIVISION.match(line)), len(rest))
    return [*lines[start : start + 1], *rest[:end]]


def _some(codes: set[str], opening: str) -> set[str]:
    if not codes:
        raise ValueError(f"the U.S. notes have no goods codes below {opening!r}")
    return codes
