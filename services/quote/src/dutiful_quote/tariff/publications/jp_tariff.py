"""Japan: general, temporary and bound (WTO) rates by the nine-digit statistical code."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import compress
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.customs.go.jp/english/tariff/"
#: Statistical unit of the schedule -> code of `contract.units`.
_UNITS: Final = {
    "NO": "NAR", "DZ": "NAR", "TH": "NAR", "KG": "KGM", "MT": "KGM", "GR": "GRM", "PR": "NPR", "SM": "MTK", "CM": "MTQ",
    "L": "LTR", "KL": "LTR", "M": "MTR", "CT": "CTM",
}  # fmt: skip
#: Marks that point to a note of the schedule: the figure beside them is not the rate of every consignment.
_FREE: Final = "無税"
_ASEAN: Final = "BN ID KH LA MM MY PH SG TH VN"
#: Column -> (name, members).
_AGREEMENTS: Final = {
    "epa_sg": ("Japan-Singapore agreement", "SG"),
    "epa_mx": ("Japan-Mexico agreement", "MX"),
    "epa_my": ("Japan-Malaysia agreement", "MY"),
    "epa_cl": ("Japan-Chile agreement", "CL"),
    "epa_th": ("Japan-Thailand agreement", "TH"),
    "epa_id": ("Japan-Indonesia agreement", "ID"),
    "epa_bn": ("Japan-Brunei agreement", "BN"),
    "epa_asean": ("ASEAN-Japan agreement", _ASEAN),
    "epa_ph": ("Japan-Philippines agreement", "PH"),
    "epa_ch": ("Japan-Switzerland agreement", "CH LI"),
    "epa_vn": ("Japan-Vietnam agreement", "VN"),
    "epa_in": ("Japan-India agreement", "IN"),
    "epa_pe": ("Japan-Peru agreement", "PE"),
    "epa_au": ("Japan-Australia agreement", "AU"),
    "epa_mn": ("Japan-Mongolia agreement", "MN"),
    "cptpp": ("Trans-Pacific Partnership", "AU BN CA CL GB MX MY NZ PE SG VN"),
    "epa_eu": ("Japan-EU agreement", "JP:EU"),
    "epa_gb": ("Japan-United Kingdom agreement", "GB"),
    "rcep_asean_au_nz": ("Regional Comprehensive Economic Partnership", f"{_ASEAN} AU NZ"),
    "rcep_cn": ("Regional Comprehensive Economic Partnership, China", "CN"),
    "rcep_kr": ("Regional Comprehensive Economic Partnership, Korea", "KR"),
    "us_trade_agreement": ("Japan-United States trade agreement", "US"),
}
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
            "note": "The lower of the general or temporary rate and the bound rate. Plain rates of "
            "agreements are loaded; quotas, rates of a part of a code and the general system of preferences are not. "
            "Rates that point to a note are not computed; codes printed twice (seasonal duties) are left out.",
        },
    )
    folder.programmes.append(
        {"key": "mfn", "programme": "mfn", "kind": "third_country_duty", "areas": "*", "name": "Rate for WTO members",
         "reference": "Customs Tariff Act of Japan; Temporary Tariff Measures Act; WTO schedule", "url": _URL}
    )  # fmt: skip
    folder.area("JP:EU", EU_MEMBERS)
    for column, (name, members) in _AGREEMENTS.items():
        folder.programmes.append(
            {"key": column, "programme": column, "kind": "preference", "areas": members, "name": name,
             "conditions": "claim=1", "reference": f"{name}, schedule of Japan", "url": _URL}
        )  # fmt: skip
    return folder


def add_statistical_code(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the schedule; several rows of one code stand together."""
    code = row["code9"]
    units = [_UNITS.get(row[name], "") for name in ("unit1", "unit2")]
    if not any(line["goods_code"] == code for line in folder.lines[-3:]):
        folder.lines.append({"goods_code": code, "units": " ".join(dict.fromkeys(filter(None, units)))})
    ordinary = _rate(row)
    folder.measures.append({"goods_code": code, "key": "mfn", "rate": ordinary})
    if ordinary == "Free":
        return
    agreed: dict[str, list[str]] = {}
    for column in _AGREEMENTS:
        rate = _plain(row.get(column, ""))
        if rate and rate != ordinary:
            agreed.setdefault(rate, []).append(column)
    folder.measures += [{"goods_code": code, "key": " ".join(keys), "rate": rate} for rate, keys in agreed.items()]


def rows_of_one_season(folder: FactFolder) -> list[bool]:
    """Which measures stay: rates of codes that are printed twice hold for a season each, which the table does not name.

    What does not stay is counted.
    """
    printed = Counter(row["goods_code"] for row in folder.measures if row["key"] == "mfn")
    stay = [printed[row["goods_code"]] == 1 for row in folder.measures]
    folder.count("not loaded: rows of codes printed twice", stay.count(False))
    return stay


def _plain(text: str) -> str:
    """An agreement's rate where it is free or one share of the value, for all goods of the code; else nothing."""
    text = " ".join(text.split())
    if text == _FREE:
        return "Free"
    return text if re.fullmatch(r"[0-9.]+%", text) else ""


def _rate(row: Mapping[str, str]) -> str:
    text, share = " ".join(row["mfn_rate_text"].split()), row["mfn_ad_valorem_pct"]
    if not share or any(mark in text for mark in _MARKS):
        return text
    return "Free" if share == "0" else f"{share}%"
