"""Mexico: general import duty by fracción, before and after the reform of 2026."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.dof.gob.mx"
_UNITS: Final = {"Kg": "KGM", "Pza": "NAR", "Mll": "NAR", "M²": "MTK", "M2": "MTK", "M³": "MTQ", "L": "LTR",
                 "Par": "NPR", "Cbza": "NHD", "G": "GRM", "M": "MTR", "CARAT": "CTM"}  # fmt: skip
_BEFORE: Final = {"valid_from": "2025-07-28", "valid_to": "2025-12-31"}
_REFORM: Final = "2026-01-01"
#: What the schedule prints in place of a rate for goods that may not come in.
_PROHIBITED: Final = "Prohibida"


def mx_ligie(data: Path) -> FactFolder:
    """The facts of `mx/ligie`."""
    folder = mx_ligie_folder()
    for row in read_rows(data / "world/mfn/tariff_mx_ligie_2026-01-01.csv.gz"):
        add_fraccion(folder, row)
    return folder


def mx_ligie_folder() -> FactFolder:
    """`mx/ligie` before its first row."""
    folder = FactFolder(
        "mx/ligie",
        {
            "jurisdiction": "MX",
            "publication": "ligie",
            "edition": "2026-01-01",
            "title": "General import and export tax act, general rates",
            "publisher": "Congress of Mexico",
            "source_url": _URL,
            "licence": "Mexican law text; compilation MIT",
            "published_on": "2025-12-09",
            "verified_until": "2026-01-01",
            "dialect": "MX",
            "note": "Rates from the committee report of 2025-12-09; the published decree was not seen. Agreements "
            "(USMCA and others), the customs processing fee (DTA) and the courier rates are not loaded.",
        },
    )
    law: Row = {"areas": "*", "reference": "Ley de los Impuestos Generales de Importación y de Exportación",
                "url": _URL}  # fmt: skip
    folder.programmes += [
        {"key": "general", "programme": "general", "kind": "third_country_duty", "name": "General import duty (IGI)",
         "valid_from": _BEFORE["valid_from"], **law},
        {"key": "prohibited", "programme": "prohibited", "kind": "control", "name": "Import into Mexico is prohibited",
         "mode": "block", "valid_from": _BEFORE["valid_from"], **law},
    ]  # fmt: skip
    return folder


def add_fraccion(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one fracción with its rate, or with its rates before and since the reform."""
    code, old, new = row["fraccion"], _rate(row["igi_2025-07-28"]), _rate(row["igi_2026-01-01"])
    folder.lines.append({"goods_code": code, "units": _UNITS.get(row["unit"], "")})
    if old == new:
        _add(folder, code, new, {})
        return
    _add(folder, code, old, _BEFORE)
    _add(folder, code, new, {"valid_from": _REFORM})


def _add(folder: FactFolder, code: str, rate: str, dates: Row) -> None:
    folder.measures.append({"goods_code": code, "key": "general", "rate": rate, **dates})
    if rate == _PROHIBITED:
        folder.measures.append({"goods_code": code, "key": "prohibited", **dates})


def _rate(text: str) -> str:
    """The schedule prints shares without their sign."""
    return f"{text}%" if text.isdigit() else text
