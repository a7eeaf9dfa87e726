"""Chapter 99 programmes whose amount this edition does not compute: named, dated and bounded, never left out."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows, read_text
from dutiful_quote.tariff.publications.us_hts import footnoted_headings, schedule_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"
_QUARTZ_EXEMPT: Final = "US:quartz_exempt"

#: (programme, name, highest rate, areas, heading, first day, last day, reference)
_PROGRAMMES: Final = (
    ("s232_metals", "Section 232 steel, aluminium and copper", "50%", "*", "9903.82.02", "2026-04-06", "",
     "Proclamations 11021 (91 FR 18201) and 11032 (91 FR 34085); U.S. note 16"),
    ("s232_aluminum_russia", "Section 232 aluminium of Russia", "200%", "RU", "9903.85.67", "2023-03-10", "",
     "Proclamation 10522"),
    ("s232_cars", "Section 232 cars and light trucks", "25%", "*", "9903.94.01", "2025-04-03", "",
     "Proclamation 10908; U.S. note 33"),
    ("s232_car_parts", "Section 232 car parts", "25%", "*", "9903.94.05", "2025-05-03", "",
     "Proclamation 10908; U.S. note 33"),
    ("s232_trucks", "Section 232 medium and heavy vehicles and buses", "25%", "*", "9903.74.01", "2025-11-01", "",
     "Proclamation 10984; U.S. note 38"),
    ("s232_truck_parts", "Section 232 parts of medium and heavy vehicles", "25%", "*", "9903.74.08", "2025-11-01", "",
     "Proclamation 10984; U.S. note 38"),
    ("s232_wood", "Section 232 timber, upholstered furniture, cabinets", "50%", "*", "9903.76.01", "2025-10-14", "",
     "Proclamation 10976; U.S. note 37"),
    ("s232_semiconductors", "Section 232 semiconductors", "25%", "*", "9903.79.01", "2026-01-15", "",
     "91 FR 2443; U.S. note 39"),
    ("s232_pharmaceuticals", "Section 232 patented pharmaceuticals", "100%", "*", "9903.04.60", "2026-07-31", "",
     "Proclamation 11020; 91 FR 49406; U.S. note 40"),
    ("s232_drones", "Section 232 unmanned aircraft", "100%", "*", "", "2026-09-03", "",
     "Proclamation of 2026-08-13"),
    ("s232_polysilicon", "Section 232 polysilicon (15 % and a minimum import price)", "", "*", "9903.45.30",
     "2026-12-04", "", "Proclamation of 2026-08-06; U.S. note 42"),
    ("s338_canada", "Section 338 Canada", "50%", "CA", "9903.03.12", "2026-08-22", "",
     "Proclamations 11046-11048; scope changed by Proclamations 11061-11063"),
    ("s201_quartz", "Section 201 quartz surface products (tariff quota)", "", "*", "9903.45.30", "2026-08-15", "",
     "Proclamation of 2026-07-31; U.S. note 41"),
    ("s301_china_chassis", "Section 301 China, chassis and cranes", "100%", "CN", "9903.91.12", "2026-11-10", "",
     "90 FR 48320; 90 FR 50947; U.S. note 31(k), (l)"),
    ("japan_leather", "Duties on leather and footwear of Japan", "40%", "JP", "9903.41.05", "", "",
     "HTSUS 9903.41.05 and 9903.41.10, footnoted in the schedule; present status not confirmed"),
)  # fmt: skip

#: Programmes of sections 301 that are not charged on goods under these actions (9903.05.07, 9903.05.90).
_DISPLACING: Final = (
    "s232_metals", "s232_cars", "s232_car_parts", "s232_trucks", "s232_truck_parts", "s232_wood",
    "s232_semiconductors", "s232_pharmaceuticals",
)  # fmt: skip
_DISPLACED: Final = {"s301_forced_labor": "HTSUS 9903.05.90", "s301_brazil": "HTSUS 9903.05.07"}

#: Programme -> how its subdivision of the U.S. notes opens.
_NOTES: Final = (
    ("s232_cars", "(b) The rates of duty set forth in headings 9903.94.01"),
    ("s232_trucks", "(b) The rate of duty set forth in heading 9903.74.01"),
    ("s232_trucks", "(c) Heading 9903.74.02 applies to buses"),
    ("s232_wood", "(b) The rates of duty set forth in heading 9903.76.01"),
    ("s232_wood", "(d) The rates of duty set forth in headings 9903.76.02"),
    ("s232_wood", "(f) Except for as provided by 9903.76.04, the rates of duty"),
)
_CODE: Final = re.compile(r"\b([0-9]{4}\.[0-9]{2}\.[0-9]{2}(?:\.?[0-9]{2})?)\b")
_LEATHER_HEADINGS: Final = {"9903.41.05", "9903.41.10"}
#: Unmanned aircraft of the Harmonized System; the annexes of the proclamation are not known here.
_DRONES: Final = ("8806",)
_CHASSIS_AND_CRANES: Final = ("8716390090", "87169030", "87169050", "84261900")


def add_unresolved(folder: FactFolder, data: Path) -> None:
    """Programmes and measures of mode `unresolved` of `us/ch99`, and the stacking table."""
    for programme, name, rate, areas, heading, first, last, reference in _PROGRAMMES:
        folder.programmes.append(
            {"key": programme, "programme": programme, "kind": "additional_duty", "mode": "unresolved", "name": name,
             "rate": rate, "areas": areas, "heading": heading, "valid_from": first, "valid_to": last,
             "excluded": _QUARTZ_EXEMPT if programme == "s201_quartz" else "", "reference": reference, "url": _URL}
        )  # fmt: skip
    lists = data / "us/ch99"
    _add_metals(folder, lists)
    _add(folder, "s232_car_parts", _column(lists / "s232_auto_parts.txt"))
    _add(folder, "s232_truck_parts", _column(lists / "s232_mhd_parts.txt"))
    _add(folder, "s232_semiconductors", (row["hts10"] for row in read_rows(lists / "s232_semi_products.csv")))
    _add(folder, "s232_pharmaceuticals", (row["hts10"] for row in read_rows(lists / "s232_pharma_products.csv")))
    polysilicon = read_rows(lists / "s232_polysilicon_products_2026-12-04.csv")
    _add(folder, "s232_polysilicon", (row["hts10"] for row in polysilicon))
    _add(folder, "s338_canada", (row["hts8"] for row in read_rows(lists / "s338_canada_products_2026-08.csv")))
    _add(folder, "s201_quartz", (row["hts10"] for row in read_rows(lists / "s201_quartz_products_2026-08-15.csv")))
    _add(folder, "s232_drones", _DRONES)
    _add(folder, "s301_china_chassis", _CHASSIS_AND_CRANES)
    exempt = {row["iso2"] for row in read_rows(lists / "s201_quartz_exempt_countries_2026-08-15.csv")}
    folder.area(_QUARTZ_EXEMPT, sorted(exempt - {""}))
    _add_notes(folder, data)
    leather = [row["code"] for row in schedule_rows(data) if _LEATHER_HEADINGS & set(footnoted_headings(row))]
    _add(folder, "japan_leather", leather)
    folder.stacking += [
        {"programme": programme, "displaced_by": other, "reference": reference}
        for programme, reference in _DISPLACED.items()
        for other in _DISPLACING
    ]


def _add(folder: FactFolder, key: str, codes: Iterable[str]) -> None:
    rows: list[Row] = [{"goods_code": code, "key": key} for code in sorted(set(codes) - {""})]
    folder.measures += rows


def _column(path: Path) -> list[str]:
    return [line.strip() for line in read_text(path).splitlines() if line.strip().isdigit()]


def _add_metals(folder: FactFolder, lists: Path) -> None:
    """Annexes 1a, 1b, 1c and 3, and the copper list. Annex 2 (removed goods) is not taken: see the note."""
    metals: set[str] = set()
    aluminum: set[str] = set()
    for row in read_rows(lists / "s232_annex_products.csv"):
        if row["annex"] == "2":
            folder.count("not loaded: goods removed from the metals annexes")
            continue
        metals.add(row["hts_prefix"])
        if row["metal_type"] == "aluminum":
            aluminum.add(row["hts_prefix"])
    metals |= {row["hts10"] for row in read_rows(lists / "s232_copper_products.csv")}
    _add(folder, "s232_metals", metals)
    _add(folder, "s232_aluminum_russia", aluminum)


def _add_notes(folder: FactFolder, data: Path) -> None:
    lines = read_text(data / "us/us_notes/chapter99_2026_rev_6.txt.gz", "cp1252").splitlines()
    found: dict[str, set[str]] = {}
    for programme, opening in _NOTES:
        codes = note_codes(lines, opening)
        if not codes:
            raise ValueError(f"the U.S. notes have no goods codes below {opening!r}")
        found.setdefault(programme, set()).update(codes)
    for programme, codes in found.items():
        _add(folder, programme, codes)


def note_codes(lines: list[str], opening: str) -> set[str]:
    """Digits of the goods codes in the subdivision whose first line has `opening`, up to the next subdivision."""
    starts = [number for number, line in enumerate(lines) if opening in " ".join(line.split())]
    codes: set[str] = set()
    for start in starts[:1]:
        for line in lines[start + 1 :]:
            if re.match(r"\s*\([a-z]\)\s", line):
                break
            codes |= {code.replace(".", "") for code in _CODE.findall(line) if not code.startswith(("98", "99"))}
    return codes
