"""European Union: third-country duties, declarable codes and supplementary units."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.combined_nomenclature import add_rates
from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_LAW: Final = "Regulation (EEC) No 2658/87, Annex I"
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
    add_rates(folder, "third_country", {code: rate for code, rate in rates.items() if rate}, declarable, data, _LAW)
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
         "name": "Third-country duty", "reference": _LAW, "url": act_url(_LAW)}
    )  # fmt: skip
    folder.profile += [
        {"key": "currency", "value": "EUR"},
        {"key": "valuation_basis", "value": "CIF"},
        {"key": "tax_name", "value": "VAT"},
        {"key": "tax_base", "value": "customs_value duty excise freight"},
        {"key": "freight_to_border", "value": "yes"},
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
