"""European Union: third-country duties, declarable codes and supplementary units; VAT; low-value consignments."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.combined_nomenclature import add_rates
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_EUR_LEX: Final = "https://eur-lex.europa.eu"
EU_MEMBERS: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
#: Supplementary unit as the combined nomenclature prints it -> code of `contract.units`.
_UNITS: Final = {
    "p/st": "NAR", "100 p/st": "NAR", "1 000 p/st": "NAR", "m2": "MTK", "m3": "MTQ", "1 000 m³": "MTQ", "l": "LTR",
    "pa": "NPR", "l alc. 100 %": "LPA", "g": "GRM", "m": "MTR", "kg/net eda": "KGM.drained", "c/k": "CTM",
    "ce/el": "CEL", "TJ": "TJO", "1 000 kWh": "MWH",
}  # fmt: skip
_HEADINGS_98_99: Final = ("98", "99")


def eu_taric(data: Path) -> FactFolder:
    """The facts of `eu/taric`."""
    folder = eu_taric_folder()
    declarable = _declarable(data)
    rates = {row["commodity"]: row["cet_duty_rate"] for row in read_rows(data / "eu/cet_duty_rates_2021-01-27.csv.gz")}
    add_rates(folder, "third_country", {code: rate for code, rate in rates.items() if rate}, declarable, data)
    units = _supplementary_units(data)
    for code in declarable:
        found = next((units[code[:n]] for n in (10, 8, 6, 4) if code[:n] in units), "")
        folder.lines.append({"goods_code": code, "units": found})
    return folder


def eu_taric_folder() -> FactFolder:
    """`eu/taric` before its first row."""
    folder = FactFolder(
        "eu/taric",
        {
            "jurisdiction": "EU",
            "publication": "taric",
            "edition": "rates of 2021-01, codes of 2025-01",
            "title": "Third-country duties of the Common Customs Tariff",
            "publisher": "European Commission (codes, units); UK Department for International Trade (table of rates)",
            "source_url": "https://taxation-customs.ec.europa.eu",
            "licence": "Open Government Licence v3.0; reuse under Commission Decision 2011/833/EU",
            "published_on": "2021-01-27",
            "verified_until": "2021-01-27",
            "dialect": "EU",
            "attribution": "© European Union; contains public sector information licensed under the Open Government "
            "Licence v3.0",
            "note": "Rates are those in force in January 2021, carried to the codes declarable in 2025. Preferences, "
            "suspensions, quotas, trade defence and the entry-price schedule are not in this publication.",
        },
    )
    folder.programmes.append(
        {"key": "third_country", "programme": "third_country", "kind": "third_country_duty", "areas": "*",
         "name": "Third-country duty", "reference": "Regulation (EEC) No 2658/87, Annex I", "url": _EUR_LEX}
    )  # fmt: skip
    folder.profile += [
        {"key": "currency", "value": "EUR"},
        {"key": "valuation_basis", "value": "CIF"},
        {"key": "tax_name", "value": "VAT"},
        {"key": "tax_base", "value": "customs_value duty excise"},
        {"key": "confidence", "value": "high"},
        {"key": "as_of", "value": "2026-10-04"},
    ]
    return folder


def _declarable(data: Path) -> list[str]:
    rows = read_rows(data / "eu/taric_declarable_codes_2025-01-14.csv.gz")
    return sorted(set(filter(None, map(declarable_code, rows))))


def declarable_code(row: Mapping[str, str]) -> str:
    """The code of a row of the official list of codes, where it may be declared; else nothing."""
    code, suffix = row["Goods code"].split()
    declarable = row["IS_LEAF"] == "1" and suffix == "80" and not row["End date"] and code[:2] not in _HEADINGS_98_99
    return code if declarable else ""


def _supplementary_units(data: Path) -> dict[str, str]:
    """Code without trailing zeros of its level -> unit; the nomenclature lists ten digits and a suffix."""
    found = {}
    for row in read_rows(data / "eu/cn2025_supplementary_units.csv.gz"):
        key = row["CNKEY"]
        unit = _UNITS.get(row["SU"])
        if unit and key[10:] == "80":
            code = key[:10]
            found[code[:8] if code.endswith("00") else code] = unit
    return found


def eu_vat(data: Path) -> FactFolder:
    """The facts of `eu/vat`: standard rates by member state, dated."""
    history = read_json(data / "eu/eu_standard_vat_history_2026-10-04.json")
    folder = FactFolder(
        "eu/vat",
        {
            "jurisdiction": "EU",
            "publication": "vat",
            "edition": "2026-10-04",
            "title": "Standard rates of value added tax",
            "publisher": "Member states, as collected in the Commission's TEDB by Duty27 and vatnode",
            "source_url": "https://duty27.com/vat-rates/history",
            "licence": "CC BY 4.0; MIT",
            "published_on": "2026-10-04",
            "verified_until": "2026-10-04",
            "dialect": "plain",
            "attribution": str(history["attribution"]),
            "note": "Standard rates only, since 2016. Reduced rates need a mapping of goods that is not at hand. XI is "
            "Northern Ireland, where the EU's rules on goods apply with the rates of the United Kingdom.",
        },
    )
    folder.programmes.append(
        {"key": "standard", "programme": "standard", "kind": "vat", "name": "Value added tax, standard rate",
         "reference": "Directive 2006/112/EC, Art. 96", "url": _EUR_LEX}
    )  # fmt: skip
    for code, country in sorted(history["rates"].items()):
        periods = country["periods"]
        for period, following in zip(periods, [*periods[1:], None], strict=True):
            folder.measures.append(
                {"key": "standard", "destination": "GR" if code == "EL" else code, "rate": f"{period['standard']}%",
                 "valid_from": period["effective_from"],
                 "valid_to": _day_before(following["effective_from"]) if following else ""}
            )  # fmt: skip
    northern_ireland = read_json(data / "eu/eu-vat-rates-data_2026-09-29.json")["rates"]["XI"]["standard"]
    folder.measures.append(
        {
            "key": "standard",
            "destination": "XI",
            "rate": f"{Decimal(northern_ireland).normalize():f}%",
            "valid_from": "2021-01-01",
        }
    )
    return folder


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


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
