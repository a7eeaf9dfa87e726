"""Countries known by their facts alone: tax, thresholds, valuation."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

#: They have publications of their own; Liechtenstein is part of the Swiss customs territory.
_ELSEWHERE: Final = frozenset({*EU_MEMBERS, "US", "GB", "LI"})
#: Parts of the base for import tax where it is not value and duty alone.
_TAX_BASES: Final = {
    "AU": "customs_value duty freight insurance excise",
    "NZ": "customs_value duty freight insurance excise",
    "ZA": "customs_value uplift:0.10 duty",
}
#: Waivers of small amounts of duty or tax, not of small values.
_BY_AMOUNT_DUE: Final = frozenset({"CH", "CN"})
#: Relief that needs a registration of the seller -> (scheme, goods outside it).
_BY_SCHEME: Final = {"NO": ("VOEC", "0 1 20 21 22 24")}
#: The tax is a share of itself, or of a base with parts that are not modelled: no rate is better than a wrong one.
_TAX_NOT_COMPUTED: Final = frozenset({"BR"})


def world_countries(data: Path) -> FactFolder:
    """The facts of `world/countries`."""
    folder = FactFolder(
        "world/countries",
        {
            "jurisdiction": "*",
            "publication": "countries",
            "edition": "2026-10",
            "title": "Thresholds, import taxes and valuation by country",
            "publisher": "National customs and tax authorities, compiled",
            "source_url": "https://www.wcoomd.org",
            "licence": "facts; VAT rates of Europe MIT (eu-vat-rates-data), of the world MIT (sales-tax)",
            "published_on": "2026-10-01",
            "dialect": "plain",
            "note": "Each country has its own day and confidence in its profile. A threshold of zero and one that does "
            "not exist are both no relief. Simplified courier regimes, reduced rates, provincial taxes and taxes that "
            "are part of their own base (Brazil) are not loaded.",
        },
    )
    folder.programmes += [
        {"key": key, "programme": key, "kind": kind, "areas": "*", "name": name}
        for key, kind, name in (
            ("standard", "vat", "Tax on imports, standard rate"),
            ("duty_threshold", "relief", "No duty up to a threshold"),
            ("tax_threshold", "relief", "No import tax up to a threshold"),
        )
    ]
    for row in read_rows(data / "world/destinations.csv"):
        if row["country"] not in _ELSEWHERE:
            _add_country(folder, row)
    return folder


def _add_country(folder: FactFolder, row: Mapping[str, str]) -> None:
    country, as_of = row["country"], row["as_of"]
    shared: Row = {
        "jurisdiction": country, "verified_until": as_of,
        "reference": f"Customs and tax law of {country}, as compiled on {as_of} (confidence {row['confidence']})",
    }  # fmt: skip
    if row["standard_vat_rate"] and country not in _TAX_NOT_COMPUTED:
        rate = row["standard_vat_rate"]
        name = f"{row['tax_name']}, standard rate" if rate != "0" else "No value added tax or import tax"
        destination = "ZA" if country == "ZA" else ""  # its customs union has four other tax territories
        folder.measures.append(
            {**shared, "key": "standard", "rate": f"{rate}%", "name": name, "destination": destination}
        )
    else:
        folder.count("not loaded: taxes that are part of their own base")
    for key, column, due in (
        ("duty_threshold", "duty_de_minimis", "duty"),
        ("tax_threshold", "tax_de_minimis", "tax"),
    ):
        if re.fullmatch(r"[0-9.]+", row[column]) and Decimal(row[column]):
            folder.measures.append({**shared, "key": key, "conditions": _threshold(row, column, due)})
    profile = {
        "currency": row["currency"],
        "valuation_basis": row["valuation_basis"] if row["valuation_basis"] in {"CIF", "FOB"} else "",
        "tax_name": row["tax_name"],
        "tax_base": _TAX_BASES.get(country, "customs_value duty excise"),
        "confidence": row["confidence"],
        "as_of": as_of,
    }
    folder.profile += [{"jurisdiction": country, "key": key, "value": value} for key, value in profile.items() if value]


def _threshold(row: Mapping[str, str], column: str, due: str) -> str:
    country = row["country"]
    limit = f"value_at_most={row[column]}; value_currency={row['de_minimis_currency']}"
    if country in _BY_AMOUNT_DUE:
        return f"{limit}; value_of={due}"
    if country in _BY_SCHEME:
        scheme, outside = _BY_SCHEME[country]
        return f"{limit}; value_of=item; scheme={scheme}; not_goods={outside}"
    return f"{limit}; value_of=goods"
