"""Australia: general rates of Schedule 3 for the chapters at hand, and what agreements free of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.abf.gov.au/importing-exporting-and-manufacturing/tariff-classification/current-tariff"
_ASEAN: Final = "BN ID KH LA MM MY PH SG TH VN"
#: Agreement as the schedules of exceptions name it -> (name, members). PACER Plus is left out: its members are not at
#: hand.
_AGREEMENTS: Final = {
    "SAFTA": ("Singapore-Australia agreement", "SG"),
    "AUSFTA": ("Australia-United States agreement", "US"),
    "TAFTA": ("Thailand-Australia agreement", "TH"),
    "ACI-FTA": ("Australia-Chile agreement", "CL"),
    "AANZFTA": ("ASEAN-Australia-New Zealand agreement", f"{_ASEAN} NZ"),
    "MAFTA": ("Malaysia-Australia agreement", "MY"),
    "IA-CEPA": ("Indonesia-Australia agreement", "ID"),
    "ChAFTA": ("China-Australia agreement", "CN"),
    "HK-FTA": ("Australia-Hong Kong agreement", "HK"),
    "KAFTA": ("Korea-Australia agreement", "KR"),
    "JAEPA": ("Japan-Australia agreement", "JP"),
    "CPTPP": ("Trans-Pacific Partnership", "BN CA CL GB JP MX MY NZ PE SG VN"),
    "Peru": ("Peru-Australia agreement", "PE"),
    "RCEP": ("Regional Comprehensive Economic Partnership", "BN CN ID JP KH KR LA MM MY NZ PH SG TH VN"),
    "AI-ECTA": ("Australia-India agreement", "IN"),
    "A-UKFTA": ("Australia-United Kingdom agreement", "GB"),
    "UAE-CEPA": ("Australia-United Arab Emirates agreement", "AE"),
}
_UNITS: Final = {"kg": "KGM", "No": "NAR", "t": "KGM", "L": "LTR", "sm": "MTK", "cu": "MTQ", "m": "MTR", "Pr": "NPR",
                 "g": "GRM"}  # fmt: skip
#: Their rates stand for excise; what is printed for them is not a rate of the value.
_EXCISE_EQUIVALENT: Final = ("2203", "2204", "2205", "2206", "2207", "2208", "2401", "2402", "2403", "2404", "2710")


def au_tariff(data: Path) -> FactFolder:
    """The facts of `au/tariff`."""
    folder = au_tariff_folder()
    excepted = _exceptions(data / "world/mfn/au_fta_schedule_exceptions_2026-04.csv.gz")
    for row in read_rows(data / "world/tariffs/tariff_au_mfn.csv.gz"):
        add_classification(folder, row, excepted)
    folder.profile.append({"key": "tariff_coverage", "value": "partial: 24 chapters are missing, clothing among them"})
    return folder


def au_tariff_folder() -> FactFolder:
    """`au/tariff` before its first row."""
    folder = FactFolder(
        "au/tariff",
        {
            "jurisdiction": "AU",
            "publication": "tariff",
            "edition": "2026-04, part",
            "title": "Working tariff of Australia, Schedule 3 in part",
            "publisher": "Australian Border Force",
            "source_url": _URL,
            "licence": "CC BY 4.0",
            "published_on": "2026-04-17",
            "verified_until": "2026-04-17",
            "dialect": "plain",
            "attribution": "Source: Australian Border Force, working tariff",
            "note": "PARTIAL: chapters 28, 30, 32, 33, 35, 37, 50-52, 54-56, 58-62, 72-74, 76, 78, 81 and 83 are not "
            "at hand. Excise-equivalent goods and other specific rates are left out. Of agreements only goods that are "
            "simply free are loaded; the schedules of preference countries are not.",
        },
    )
    shared = {"reference": "Customs Tariff Act 1995, Schedule 3", "url": _URL}
    folder.programmes.append(
        {**shared, "key": "general", "programme": "general", "kind": "third_country_duty", "areas": "*",
         "name": "General rate of duty"}
    )  # fmt: skip
    for programme, (name, members) in _AGREEMENTS.items():
        folder.programmes.append(
            {"key": programme, "programme": programme, "kind": "preference", "areas": members, "name": name,
             "conditions": "claim=1", "reference": f"Customs Tariff Act 1995, schedule of {programme}", "url": _URL}
        )  # fmt: skip
    return folder


def add_classification(folder: FactFolder, row: Mapping[str, str], excepted: Mapping[str, frozenset[str]]) -> None:
    """Add one tariff classification, free under each agreement that does not except it.

    Args:
        excepted: agreement -> the codes that are not simply free under it.
    """
    code, rate = row["code8"], row["general_rate"]
    if code.startswith(_EXCISE_EQUIVALENT):
        folder.count("not loaded: excise-equivalent goods")
        return
    folder.lines.append({"goods_code": code, "units": _UNITS.get(row["unit"].strip(), "")})
    if rate != "Free" and not rate.removesuffix("%").isdigit():
        folder.count("not loaded: specific and mixed rates")
        return
    folder.measures.append({"goods_code": code, "key": "general", "rate": rate})
    if rate == "Free":
        return
    free = [name for name in _AGREEMENTS if not any(_meets(code, other) for other in excepted.get(name, ()))]
    if free:
        folder.measures.append({"goods_code": code, "key": " ".join(free), "rate": "Free"})


def _meets(code: str, other: str) -> bool:
    return code.startswith(other) or other.startswith(code)


def _exceptions(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_rows(path):
        found.setdefault(row["agreement"], set()).add(row["au_code"].replace(".", ""))
    return {agreement: frozenset(codes) for agreement, codes in found.items()}
