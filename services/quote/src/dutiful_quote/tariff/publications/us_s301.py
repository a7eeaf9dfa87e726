"""Duties of section 301 of the Trade Act of 1974: China, forced labour, Brazil, Nicaragua."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_s301_china import add_china
from dutiful_quote.tariff.publications.us_s301_exemptions import add_exemptions
from dutiful_quote.tariff.publications.writing import FactFolder, Row

EU_GROUP: Final = "US:EU"
_FEDERAL_REGISTER: Final = "https://www.federalregister.gov"
_URL: Final = "https://hts.usitc.gov"
#: Programme -> the note that takes goods of chapter 98 out of it.
_OUTSIDE_CHAPTER_98: Final = {
    "s301_china": "U.S. notes 20(a) and 31(a)",
    "s301_china_chassis": "U.S. note 31(a)",
    "s301_china_cranes": "U.S. note 31(a)",
    "s301_china_cranes_raised": "U.S. note 31(a)",
    "s301_forced_labor": "U.S. note 52(a); 91 FR 47318",
    "s301_brazil": "U.S. note 50(a)(i); FR 2026-14542",
    "s301_nicaragua": "U.S. note 29(a)",
}


def us_s301(data: Path) -> FactFolder:
    """The facts of `us/s301`."""
    folder = FactFolder(
        "us/s301",
        {
            "jurisdiction": "US",
            "publication": "s301",
            "edition": "2026-10",
            "title": "Section 301 duties of HTSUS chapter 99",
            "publisher": "United States International Trade Commission; Office of the U.S. Trade Representative",
            "source_url": _URL,
            "licence": "US government work, public domain; compilations CC BY 4.0 and MIT, see attribution",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "rulespec-us, The Axiom Foundation, CC BY 4.0; Copyright (c) 2025-2026 The Budget Lab at "
            "Yale, MIT",
            "note": "List 4B never came into force and is not loaded. Exclusions from 301 China end on 2026-11-09 as "
            "their headings say; an extension is not known. Goods of the four-year review are unresolved before their "
            "first step (2024-09-27 or 2025-01-01). Chassis and cranes are unresolved from 2026-11-10. The rise of "
            "9903.91.05 on 2027-06-23 is unresolved. Cranes of other countries with Chinese parts are not covered. "
            "Quotas of textiles under the forced-labour action are not open as far as is known.",
        },
    )
    folder.area(EU_GROUP, EU_MEMBERS)
    add_china(folder, data)
    _add_forced_labor(folder, data)
    _add_brazil(folder)
    _add_nicaragua(folder)
    add_exemptions(folder, data)
    _add_chapter_98(folder)
    return folder


def _add_forced_labor(folder: FactFolder, data: Path) -> None:
    """One heading an economy. That of Russia is charged on top of column 2 too; no other economy has column 2."""
    for row in read_rows(data / "us/ch99/us_s301_forced_labor_by_country.csv"):
        economy = row["iso2"]
        folder.programmes.append(
            {"key": f"s301_forced_labor_{economy}", "programme": "s301_forced_labor", "kind": "additional_duty",
             "name": "Section 301 forced labour", "mode": row["mode"],
             "areas": EU_GROUP if economy == "EU" else economy, "heading": row["heading"], "rate": row["rate"],
             "valid_from": row["effective_from"], "reference": f"HTSUS {row['heading']}; U.S. note 52; 91 FR 47318",
             "url": _FEDERAL_REGISTER}
        )  # fmt: skip
        folder.measures.append({"key": f"s301_forced_labor_{economy}"})


def _add_brazil(folder: FactFolder) -> None:
    folder.programmes.append(
        {"key": "s301_brazil", "programme": "s301_brazil", "kind": "additional_duty", "areas": "BR", "rate": "25%",
         "name": "Section 301 Brazil", "heading": "9903.05.01", "valid_from": "2026-07-22",
         "reference": "HTSUS 9903.05.01; U.S. note 50; FR 2026-14542", "url": _FEDERAL_REGISTER}
    )  # fmt: skip
    folder.measures.append({"key": "s301_brazil"})


def _add_nicaragua(folder: FactFolder) -> None:
    """The note phases it in by year; goods that originate under the Central American agreement are outside it."""
    shared: Row = {
        "programme": "s301_nicaragua", "name": "Section 301 Nicaragua", "areas": "NI", "heading": "9903.89.01",
        "reference": "HTSUS 9903.89.01; U.S. note 29; 90 FR 60850", "url": _FEDERAL_REGISTER,
    }  # fmt: skip
    steps = (("2026", "Free", "2026-12-31"), ("2027", "10%", "2027-12-31"), ("2028", "15%", ""))
    for year, rate, last in steps:
        folder.programmes.append(
            {**shared, "key": f"s301_nicaragua_{year}", "kind": "additional_duty", "rate": rate,
             "valid_from": f"{year}-01-01", "valid_to": last}
        )  # fmt: skip
        folder.measures.append({"key": f"s301_nicaragua_{year}", "valid_from": f"{year}-01-01"})
    folder.programmes.append(
        {**shared, "key": "s301_nicaragua_exempt_agreement", "kind": "exemption", "rank": "20", "conditions": "claim=P",
         "name": "Originating goods of Nicaragua", "heading": "", "valid_from": "2026-01-01"}
    )  # fmt: skip
    folder.measures.append({"key": "s301_nicaragua_exempt_agreement"})


def _add_chapter_98(folder: FactFolder) -> None:
    """Goods entered under chapter 98 are outside; those of heading 9802 pay on the part of the value done abroad."""
    for programme, note in _OUTSIDE_CHAPTER_98.items():
        key = f"{programme}_returned"
        folder.programmes.append(
            {"key": key, "programme": programme, "kind": "exemption", "name": "Goods returned to the United States",
             "rank": "10", "conditions": "claim=9801; statement=us_goods_returned", "url": _URL,
             "reference": f"HTSUS 9801.00.10; chapter 99, subchapter III, {note}"}
        )  # fmt: skip
        folder.measures.append({"key": key})
