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


def ca_tariff(data: Path) -> FactFolder:
    """The facts of `ca/tariff`."""
    folder = ca_tariff_folder()
    for row in read_rows(data / "world/mfn/tariff_ca_t2026-2_part.csv.gz"):
        add_tariff_item(folder, row)
    folder.profile.append({"key": "tariff_coverage", "value": "partial: chapters 40-43 and 60-69, heading 9503"})
    return folder


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
            "note": "PARTIAL: outside the chapters named in the title the rate is unknown, never zero. Surtaxes are "
            "not loaded.",
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
