"""Countries known by their facts alone: tax, thresholds, courier regimes, valuation."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.country_notes import KNOWN_FROM, NOT_INCLUDED
from dutiful_quote.tariff.publications.country_regimes import REGIMES
from dutiful_quote.tariff.publications.country_sources import source_of_rate
from dutiful_quote.tariff.publications.country_taxes import TAX_BASES, TAXES, canada
from dutiful_quote.tariff.publications.country_thresholds import THRESHOLDS, usual_thresholds
from dutiful_quote.tariff.publications.country_writing import Country
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.reduced_rates import OF_COUNTRIES
from dutiful_quote.tariff.publications.writing import FactFolder

#: They have publications of their own; Liechtenstein is part of the Swiss customs territory.
_ELSEWHERE: Final = frozenset({*EU_MEMBERS, "US", "GB", "LI"})
_USUAL_TAX_BASE: Final = "customs_value duty excise"


def world_countries(data: Path) -> FactFolder:
    """The facts of `world/countries`."""
    folder = FactFolder(
        "world/countries",
        {
            "jurisdiction": "*",
            "publication": "countries",
            "edition": "2026-10",
            "title": "Thresholds, import taxes, courier regimes and valuation by country",
            "publisher": "National customs and tax authorities, compiled",
            "source_url": "https://www.wcoomd.org",
            "licence": "facts; VAT rates of Europe MIT (eu-vat-rates-data), of the world MIT (sales-tax)",
            "published_on": "2026-10-01",
            "dialect": "plain",
            "note": "Each country has its own day and confidence in its profile. A threshold of zero and one that does "
            "not exist are both no relief. What the sources leave open or contradict each other about is marked as "
            "unresolved. Which goods have which reduced rate is not loaded: a notice names rates and headings.",
        },
    )
    world = read_json(data / "world/vat/sales_tax_rates.json")
    europe = set(read_json(data / "world/vat/eu_vat_rates_data.json")["rates"])
    for row in read_rows(data / "world/destinations.csv"):
        if row["country"] not in _ELSEWHERE:
            _add_country(Country(folder, row, source_of_rate(row, world, europe)), data)
    return folder


def _add_country(country: Country, data: Path) -> None:
    row, code = country.row, country.code
    if code == "CA":
        canada(country, data)
    elif code in TAXES:
        TAXES[code](country)
    elif row["standard_vat_rate"] == "0":
        country.tax("0%", name="No value added tax or import tax")
    else:
        country.tax(country.tax_rate)
    THRESHOLDS.get(code, usual_thresholds)(country)
    if code in REGIMES:
        REGIMES[code](country)
    for reduced in OF_COUNTRIES.get(code, ()):
        # The customs union of South Africa has four other tax territories.
        place = {"destination": code} if code == "ZA" else {}
        reduced.write(country.folder, jurisdiction=code, verified_until=row["as_of"], **place)
    profile = {
        "currency": row["currency"],
        "valuation_basis": row["valuation_basis"] if row["valuation_basis"] in {"CIF", "FOB"} else "",
        "tax_name": row["tax_name"],
        "tax_base": TAX_BASES.get(code, _USUAL_TAX_BASE),
        "confidence": row["confidence"],
        "as_of": row["as_of"],
        # No document was found for a part of the row: a quote says so, whatever confidence the row has as a whole.
        "evidence": "general knowledge" if "general knowledge" in row["source"] else "",
        "not_included": NOT_INCLUDED.get(code, ""),
        "known_from": KNOWN_FROM.get(code, ""),
    }
    for key, value in profile.items():
        country.profile(key, value)
