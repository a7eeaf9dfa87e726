"""Southern African Customs Union: Schedule 1 Part 1, general column and the columns of three agreements."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.sars.gov.za"
#: Column -> (programme, name, members).
_AGREEMENTS: Final = {
    "eu_uk": ("EU_UK", "Agreements with the EU and the UK", "ZA:EU GB"),
    "efta": ("EFTA", "Agreement with EFTA", "CH IS LI NO"),
    "mercosur": ("MERCOSUR", "Agreement with MERCOSUR", "AR BR PY UY"),
}
#: Headings of which Part 2B names some goods; which, and at what rate, is not at hand.
_AD_VALOREM: Final = (
    "3303", "3304", "3307", "3604", "4303", "8415", "8517", "8518", "8519", "8521", "8527", "8528", "8703", "8704",
    "8711", "8903", "9302", "9303", "9304", "9504",
)  # fmt: skip
_UNITS: Final = {"kg": "KGM", "u": "NAR", "2u": "NPR", "li": "LTR", "m²": "MTK", "m³": "MTQ", "m": "MTR",
                 "carat": "CTM"}  # fmt: skip


def za_sacu(data: Path) -> FactFolder:
    """The facts of `za/sacu`."""
    folder = za_sacu_folder()
    for row in read_rows(data / "world/tariffs/tariff_za_sacu_2026-02-13.csv.gz"):
        add_heading(folder, row)
    folder.programmes.append(
        {"key": "ad_valorem_excise", "programme": "ad_valorem_excise", "kind": "excise", "mode": "unresolved",
         "name": "Ad valorem excise", "areas": "*", "url": _URL,
         "reference": "Customs and Excise Act 91 of 1964, Schedule 1 Part 2B"}
    )  # fmt: skip
    folder.measures += [{"goods_code": code, "key": "ad_valorem_excise"} for code in _AD_VALOREM]
    return folder


def za_sacu_folder() -> FactFolder:
    """`za/sacu` before its first row."""
    folder = FactFolder(
        "za/sacu",
        {
            "jurisdiction": "ZA",
            "publication": "sacu",
            "edition": "2026-02-13",
            "title": "Common external tariff of the Southern African Customs Union",
            "publisher": "South African Revenue Service",
            "source_url": _URL,
            "licence": "South African government publication",
            "published_on": "2026-02-13",
            "verified_until": "2026-02-13",
            "dialect": "ZA",
            "note": "Serves ZA, BW, LS, NA and SZ. Rates of the form 'x% or y' are cut short in the source and not "
            "computed. The columns SADC and AfCFTA are not loaded. The simplified duty on small parcels is not loaded.",
        },
    )
    folder.area("ZA:EU", EU_MEMBERS)
    shared = {"reference": "Customs and Excise Act 91 of 1964, Schedule 1 Part 1", "url": _URL}
    folder.programmes.append(
        {**shared, "key": "general", "programme": "general", "kind": "third_country_duty", "areas": "*",
         "name": "General rate"}
    )  # fmt: skip
    for programme, name, members in _AGREEMENTS.values():
        folder.programmes.append(
            {**shared, "key": programme, "programme": programme, "kind": "preference", "areas": members, "name": name,
             "conditions": "claim=1"}
        )  # fmt: skip
    return folder


def add_heading(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one heading or subheading: its general rate and those of the agreements that differ from it."""
    code = row["code"]
    folder.measures.append({"goods_code": code, "key": "general", "rate": row["general"]})
    folder.lines.append({"goods_code": code, "units": _UNITS.get(row["stat_unit"], "")})
    for column, (programme, _, _) in _AGREEMENTS.items():
        if row[column] and row[column] != row["general"]:
            folder.measures.append({"goods_code": code, "key": programme, "rate": row[column]})
