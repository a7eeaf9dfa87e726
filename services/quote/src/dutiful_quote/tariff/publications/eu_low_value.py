"""Consignments of low value in the European Union: reliefs, the duty of EUR 3 an item, the one-stop shop, fees."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.writing import FactFolder

_EUR_LEX: Final = "https://eur-lex.europa.eu"


def eu_low_value(_data: Path) -> FactFolder:
    """The facts of `eu/low_value`: relief to 2026-06-30, then EUR 3 an item; the limit of the import one-stop shop."""
    folder = FactFolder(
        "eu/low_value",
        {
            "jurisdiction": "EU",
            "publication": "low_value",
            "edition": "2026-07",
            "title": "Consignments of low value",
            "publisher": "Council of the European Union; European Commission",
            "source_url": _EUR_LEX,
            "licence": "reuse under Commission Decision 2011/833/EU",
            "published_on": "2026-02-18",
            "verified_until": "2026-10-09",
            "dialect": "plain",
            "attribution": "© European Union",
            "note": "The EUR 3 duty ends on 1 July 2028 and is taken to apply to 30 June. The Union handling fee of "
            "EUR 2 is not loaded: its start is not confirmed. National parcel fees are not loaded.",
        },
    )
    limit = "value_at_most=150; value_currency=EUR; value_of=goods"
    shared = {"areas": "*", "url": _EUR_LEX}
    folder.programmes += [
        {**shared, "key": "low_value_duty", "programme": "low_value_duty", "kind": "relief",
         "name": "Relief of consignments up to EUR 150", "valid_from": "2008-12-01", "valid_to": "2026-06-30",
         "conditions": f"{limit}; not_goods=2203 2204 2205 2206 2207 2208 2401 2402 2403 2404 3303",
         "reference": "Regulation (EC) No 1186/2009, Art. 23-24"},
        {**shared, "key": "low_value_item", "programme": "low_value_item", "kind": "flat_duty", "rate": "3 EUR",
         "name": "EUR 3 for each item of a consignment up to EUR 150", "valid_from": "2026-07-01",
         "valid_to": "2028-06-30", "conditions": f"per=item; buyer=consumer; {limit}",
         "reference": "Council Regulation (EU) 2026/382, Art. 2; Delegated Regulation (EU) 2026/1022"},
        {**shared, "key": "ioss_limit", "programme": "ioss_limit", "kind": "relief", "valid_from": "2021-07-01",
         "name": "Import one-stop shop up to EUR 150", "conditions": f"scheme=IOSS; {limit}; not_goods=2203 2204 2205 "
         "2206 2207 2208 2401 2402 2403 2404",
         "reference": "Directive 2006/112/EC, Art. 143(1)(ca) and 369l"},
    ]  # fmt: skip
    folder.measures += [{"key": "low_value_duty"}, {"key": "low_value_item"}, {"key": "ioss_limit"}]
    folder.area("EU", EU_MEMBERS)
    return folder
