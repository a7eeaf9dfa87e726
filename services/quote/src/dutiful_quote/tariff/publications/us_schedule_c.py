"""Census Schedule C codes by ISO 3166 country: `facts/schedule_c.csv`.

Two stored lists are needed: one pairs both sorts of codes but holds countries that are no more and a slip (the code of
New Caledonia for French Polynesia too), the other has the codes now in use with their names.
"""

import csv
from pathlib import Path

from dutiful_quote.tariff.publications.official_files import read_json, read_rows


def write_schedule_c(data: Path, facts: Path) -> int:
    """Write the table of the stored lists below `facts`; how many countries it has.

    Raises:
        ValueError: a country has two codes in use.
    """
    in_use = {row["Code"]: row["Name"] for row in read_rows(data / "us/census_codes.csv")}
    options = read_json(data / "us/census_schedule_c_iso_countries.json")["options"]
    sharing: dict[str, int] = {}
    for option in options:
        sharing[option["value"]] = sharing.get(option["value"], 0) + 1
    codes: dict[str, str] = {}
    for option in options:
        country, code = option["iso2"], option["value"]
        named = option["name"].split(" - ")[0]
        if code not in in_use or (sharing[code] > 1 and in_use[code] != named):
            continue
        if country in codes:
            raise ValueError(f"Schedule C has two codes in use for {country}")
        codes[country] = code
    with (facts / "schedule_c.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "schedule_c"))
        writer.writerows(sorted(codes.items()))
    return len(codes)
