"""Japan: general, temporary and bound (WTO) rates by the nine-digit statistical code."""

from collections import Counter
from collections.abc import Mapping
from itertools import compress
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.customs.go.jp/english/tariff/"
#: Statistical unit of the schedule -> code of `contract.units`.
_UNITS: Final = {
    "NO": "NAR", "DZ": "NAR", "TH": "NAR", "KG": "KGM", "MT": "KGM", "GR": "GRM", "PR": "NPR", "SM": "MTK", "CM": "MTQ",
    "L": "LTR", "KL": "LTR", "M": "MTR", "CT": "CTM",
}  # fmt: skip
#: Marks that point to a note of the schedule: the figure beside them is not the rate of every consignment.
_MARKS: Final = "●※◎*〜~"


def jp_tariff(data: Path) -> FactFolder:
    """The facts of `jp/tariff`."""
    folder = jp_tariff_folder()
    for row in read_rows(data / "world/tariffs/tariff_jp_2026-07.csv.gz"):
        add_statistical_code(folder, row)
    folder.measures[:] = compress(folder.measures, rows_of_one_season(folder))
    return folder


def jp_tariff_folder() -> FactFolder:
    """`jp/tariff` before its first row."""
    folder = FactFolder(
        "jp/tariff",
        {
            "jurisdiction": "JP",
            "publication": "tariff",
            "edition": "2026-07",
            "title": "Customs tariff schedule of Japan, rates for WTO members",
            "publisher": "Japan Customs",
            "source_url": _URL,
            "licence": "Japan Customs content, reusable with its source named",
            "published_on": "2026-07-12",
            "verified_until": "2026-07-12",
            "dialect": "JP",
            "attribution": "Source: Japan Customs, tariff schedule",
            "note": "The lower of the general or temporary rate and the bound rate. Preferences (EPA, GSP) are not "
            "loaded; rates that point to a note are not computed; codes printed twice (seasonal duties) are left out.",
        },
    )
    folder.programmes.append(
        {"key": "mfn", "programme": "mfn", "kind": "third_country_duty", "areas": "*", "name": "Rate for WTO members",
         "reference": "Customs Tariff Act of Japan; Temporary Tariff Measures Act; WTO schedule", "url": _URL}
    )  # fmt: skip
    return folder


def add_statistical_code(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the schedule; several rows of one code stand together."""
    code = row["code9"]
    units = [_UNITS.get(row[name], "") for name in ("unit1", "unit2")]
    if not any(line["goods_code"] == code for line in folder.lines[-3:]):
        folder.lines.append({"goods_code": code, "units": " ".join(dict.fromkeys(filter(None, units)))})
    folder.measures.append({"goods_code": code, "key": "mfn", "rate": _rate(row)})


def rows_of_one_season(folder: FactFolder) -> list[bool]:
    """Which measures stay: rates of codes that are printed twice hold for a season each, which the table does not name.

    What does not stay is counted.
    """
    printed = Counter(row["goods_code"] for row in folder.measures)
    stay = [printed[row["goods_code"]] == 1 for row in folder.measures]
    folder.count("not loaded: rows of codes printed twice", stay.count(False))
    return stay


def _rate(row: Mapping[str, str]) -> str:
    text, share = " ".join(row["mfn_rate_text"].split()), row["mfn_ad_valorem_pct"]
    if not share or any(mark in text for mark in _MARKS):
        return text
    return "Free" if share == "0" else f"{share}%"
