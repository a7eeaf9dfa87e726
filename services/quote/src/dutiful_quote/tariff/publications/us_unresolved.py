"""Chapter 99 programmes whose amount this edition does not compute: named, dated and bounded, never left out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"

#: (programme, name, highest rate, areas, heading, first day, last day, reference)
_PROGRAMMES: Final = (
    ("s232_metals", "Section 232 steel, aluminium and copper", "50%", "*", "9903.82.02", "2026-04-06", "",
     "Proclamations 11021 (91 FR 18201) and 11032 (91 FR 34085); U.S. note 16"),
    ("s232_aluminum_russia", "Section 232 aluminium of Russia", "200%", "RU", "9903.85.67", "2023-03-10", "",
     "Proclamation 10522"),
)  # fmt: skip

#: Programmes of sections 301 that are not charged on goods under these actions (9903.05.07, 9903.05.90).
_DISPLACING: Final = (
    "s232_metals", "s232_cars", "s232_car_parts", "s232_trucks", "s232_truck_parts", "s232_wood",
    "s232_semiconductors", "s232_pharmaceuticals",
)  # fmt: skip
_DISPLACED: Final = {"s301_forced_labor": "HTSUS 9903.05.90", "s301_brazil": "HTSUS 9903.05.07"}


def add_unresolved(folder: FactFolder, data: Path) -> None:
    """Programmes and measures of mode `unresolved` of `us/ch99`, and the stacking table."""
    for programme, name, rate, areas, heading, first, last, reference in _PROGRAMMES:
        folder.programmes.append(
            {"key": programme, "programme": programme, "kind": "additional_duty", "mode": "unresolved", "name": name,
             "rate": rate, "areas": areas, "heading": heading, "valid_from": first, "valid_to": last,
             "reference": reference, "url": _URL}
        )  # fmt: skip
    lists = data / "us/ch99"
    _add_metals(folder, lists)
    folder.stacking += [
        {"programme": programme, "displaced_by": other, "reference": reference}
        for programme, reference in _DISPLACED.items()
        for other in _DISPLACING
    ]


def _add(folder: FactFolder, key: str, codes: Iterable[str]) -> None:
    rows: list[Row] = [{"goods_code": code, "key": key} for code in sorted(set(codes) - {""})]
    folder.measures += rows


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
