"""Duties of section 232 of the Trade Expansion Act: metals, vehicles, wood, semiconductors, medicines, aircraft."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.us_s232_articles import add_other_articles
from dutiful_quote.tariff.publications.us_s232_metals import add_metals
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://hts.usitc.gov"


def us_s232(data: Path) -> FactFolder:
    """The facts of `us/s232`."""
    folder = FactFolder(
        "us/s232",
        {
            "jurisdiction": "US",
            "publication": "s232",
            "edition": "2026-10",
            "title": "Section 232 duties of HTSUS chapter 99",
            "publisher": "United States International Trade Commission; The White House",
            "source_url": _URL,
            "licence": "US government work, public domain; compilations MIT, see attribution",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "Copyright (c) 2025-2026 The Budget Lab at Yale, MIT",
            "note": "Metals: what the annexes of Proclamations 11021 and 11032 list, on the value of the metal content "
            "before 2026-04-06 where the list says so, on the full value since. Goods of annex II are free of it from "
            "that day and so have no row. Changes of the metals annexes after 2026-06-08 are not known. Not "
            "loaded: parts certified for production or repair (9903.94.07, 9903.74.09), offsets of manufacturers, "
            "components of unmanned aircraft that join on 2027-02-09. The minimum import price of polysilicon is "
            "unresolved.",
        },
    )
    folder.area("US:EU", EU_MEMBERS)
    add_metals(folder, data)
    add_other_articles(folder, data)
    return folder
