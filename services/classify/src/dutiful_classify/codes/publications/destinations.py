"""Which destination declares goods by whose codes: from the table of customs territories and the list of the Union."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_shared.official_files.files import read_json, read_rows

#: Treatments of the table that put a territory under another's nomenclature. Those of other wording (parts of a state,
#: disputed, own tariff) are left out: nothing is guessed.
_FOLLOWS: Final[Mapping[str, str]] = {
    "EU": "EU",
    "GB": "GB",
    "CH": "CH",
    "US": "US",
    "EU-customs-union": "EU",
    # Northern Ireland: the Windsor Framework keeps the customs code of the Union, and with it TARIC, for goods.
    "EU-and-GB": "EU",
}
_UNION: Final = "Regulation (EU) No 952/2013, Art. 4(1)"
_SACU: Final = "SACU Agreement 2002"
_COLUMNS: Final = ("country", "system", "basis")


def write_destinations(data: Path, facts: Path) -> int:
    """Write `destinations.csv`; the number of its rows."""
    rates = read_json(data / "eu/eu_standard_vat_history_2026-10-04.json")["rates"]
    members = sorted("GR" if code == "EL" else code for code in rates)
    found = dict.fromkeys(members, ("EU", _UNION))
    for row in read_rows(data / "world/reference/customs_territories.csv"):
        system = _FOLLOWS.get(row["customs_territory_treatment"])
        if row["customs_territory_treatment"] == "SACU":
            for country in row["code"].split(","):
                found[country] = ("ZA", _SACU)
        elif system and len(row["code"]) == 2 and row["code"].isalpha():
            found.setdefault(row["code"], (system, row["legal_basis"]))
    with (facts / "destinations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows((country, *named) for country, named in sorted(found.items()))
    return len(found)
