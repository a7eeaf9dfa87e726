"""Customs and tax territories: which tariff and whose VAT a country code falls under (MC -> EU tariff, French VAT)."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

#: Between these customs territories goods in free circulation move without an import (Windsor Framework: goods of the
#: EU and of Northern Ireland, and goods of Northern Ireland on their way to Great Britain).
_WITHOUT_BORDER: Final = frozenset({("EU", "XI"), ("XI", "EU"), ("XI", "GB")})


@dataclass(frozen=True, slots=True)
class Territory:
    """Where goods sent to `code` are declared and taxed.

    `customs_territory` names the jurisdiction of the tariff, `tax_territory` the destination of its tax measures.
    """

    code: str
    customs_territory: str
    tax_territory: str


class Territories:
    """The table of territories; a code that is not in it is its own customs and tax territory."""

    def __init__(self, rows: dict[str, Territory]) -> None:
        self._rows = rows

    @classmethod
    def packaged(cls) -> "Territories":
        """The table that comes with the service (`facts/territories.csv`)."""
        text = files("dutiful_quote.tariff.facts").joinpath("territories.csv").read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        return cls(
            {row["code"]: Territory(row["code"], row["customs_territory"], row["tax_territory"]) for row in rows}
        )

    def move_freely(self, sent_from: str, customs_territory: str) -> bool:
        """Whether goods in free circulation where they are sent from cross no customs border on their way."""
        home = self.of(sent_from).customs_territory
        return home == customs_territory or (home, customs_territory) in _WITHOUT_BORDER

    def of(self, code: str) -> Territory:
        return self._rows.get(code) or Territory(code, code, code)
