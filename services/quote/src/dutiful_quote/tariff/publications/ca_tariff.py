"""Canada: most-favoured-nation tariff and agreements, for the part of the schedule that is at hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.cbsa-asfc.gc.ca/trade-commerce/tariff-tarif/"
#: Column -> (name, members).
_TREATMENTS: Final = {
    "UST": ("United States Tariff", "US"),
    "MXT": ("Mexico Tariff", "MX"),
    "CEUT": ("Canada-EU agreement", "CA:EU"),
    "UKT": ("Canada-UK continuity agreement", "GB"),
    "CPTPT": ("Trans-Pacific Partnership", "AU BN CL JP MY MX NZ PE SG VN"),
    "CPUKT": ("Trans-Pacific Partnership, United Kingdom", "GB"),
    "KRT": ("Korea Tariff", "KR"),
    "UAT": ("Ukraine Tariff", "UA"),
    "CIAT": ("Canada-Israel agreement", "IL"),
    "AUT": ("Australia Tariff", "AU"),
    "NZT": ("New Zealand Tariff", "NZ"),
}
#: Of goods of the United States, 25 %: (key, name, order, codes among which the goods are, first and last day).
_SURTAXES: Final = (
    ("surtax_us", "Surtax on goods of the United States", "United States Surtax Order (2025-1), SOR/2025-66",
     ("",), "2025-03-04", "2025-08-31"),
    ("surtax_us_metals", "Surtax on steel and aluminium of the United States",
     "United States Surtax Order (Steel and Aluminum 2025), SOR/2025-95", ("72", "73", "76"), "2025-03-13", ""),
    ("surtax_us_vehicles", "Surtax on motor vehicles of the United States",
     "United States Surtax Order (Motor Vehicles 2025), SOR/2025-118", ("8703", "8704"), "2025-04-09", ""),
)  # fmt: skip


def ca_tariff(data: Path) -> FactFolder:
    """The facts of `ca/tariff`."""
    folder = ca_tariff_folder()
    for row in read_rows(data / "world/mfn/tariff_ca_t2026-2_part.csv.gz"):
        add_tariff_item(folder, row)
    _add_surtaxes(folder)
    folder.profile.append({"key": "tariff_coverage", "value": "partial: chapters 40-43 and 60-69, heading 9503"})
    return folder


def _add_surtaxes(folder: FactFolder) -> None:
    """What goods of the United States may owe beside duty: which goods of these chapters the schedules list is not at
    hand."""
    for key, name, order, codes, first, last in _SURTAXES:
        folder.programmes.append(
            {"key": key, "programme": key, "kind": "additional_duty", "name": name, "mode": "unresolved", "areas": "US",
             "rate": "25%", "valid_from": first, "valid_to": last, "reference": f"{order}; Customs Tariff, s. 53",
             "url": "https://laws-lois.justice.gc.ca"}
        )  # fmt: skip
        folder.measures += [{"goods_code": code, "key": key} for code in codes]


def ca_tariff_folder() -> FactFolder:
    """`ca/tariff` before its first row: programmes and groups of countries."""
    folder = FactFolder(
        "ca/tariff",
        {
            "jurisdiction": "CA",
            "publication": "tariff",
            "edition": "T2026-2, part",
            "title": "Customs Tariff of Canada, chapters 40-43 and 60-69 and heading 9503",
            "publisher": "Canada Border Services Agency",
            "source_url": _URL,
            "licence": "Crown copyright, reproduction with attribution for non-commercial purposes",
            "published_on": "2026-09-01",
            "verified_until": "2026-09-01",
            "dialect": "CA",
            "attribution": "Source: Canada Border Services Agency, Customs Tariff 2026-2",
            "note": "PARTIAL: outside the chapters named in the title the rate is unknown, never zero. Surtaxes on "
            "goods of the United States stand as what may be due; those on goods of China are not loaded.",
        },
    )
    folder.area("CA:EU", EU_MEMBERS)
    shared = {"reference": "Customs Tariff (S.C. 1997, c. 36), schedule", "url": _URL}
    folder.programmes.append(
        {**shared, "key": "mfn", "programme": "mfn", "kind": "third_country_duty", "areas": "*",
         "name": "Most-favoured-nation tariff"}
    )  # fmt: skip
    for programme, (name, members) in _TREATMENTS.items():
        folder.programmes.append(
            {**shared, "key": programme, "programme": programme, "kind": "preference", "areas": members, "name": name,
             "conditions": "claim=1"}
        )  # fmt: skip
    return folder


def add_tariff_item(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one tariff item: its rate for most-favoured nations and those of the agreements that differ from it."""
    item, ordinary = row["tariff_item"], row["mfn"]
    folder.lines.append({"goods_code": item})
    folder.measures.append({"goods_code": item, "key": "mfn", "rate": ordinary})
    for rate in sorted({row.get(column, "") for column in _TREATMENTS} - {"", ordinary}):
        keys = [column for column in _TREATMENTS if row.get(column, "") == rate]
        folder.measures.append({"goods_code": item, "key": " ".join(keys), "rate": rate})
