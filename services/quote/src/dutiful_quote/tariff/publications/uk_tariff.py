"""Great Britain: the UK Global Tariff, declarable codes and units, and the GBP 135 rule."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.combined_nomenclature import add_rates
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

LICENCE: Final = "Open Government Licence v3.0"
ATTRIBUTION: Final = "Contains public sector information licensed under the Open Government Licence v3.0"
GOV_UK: Final = "https://www.gov.uk"
_DECLARABLE_SUFFIX: Final = "80"
_RETURNED_GOODS: Final = "HMRC guidance: Returned Goods Relief; Import Procedures IMPS06200"
#: Goods that pay excise are outside the reliefs of small consignments.
_EXCISE_GOODS: Final = "2203 2204 2205 2206 2207 2208 2401 2402 2403 2404"
#: TARIC unit and qualifier -> code of `contract.units`.
_UNITS: Final = {
    "NAR": "NAR", "CEN": "NAR", "MIL": "NAR", "NPR": "NPR", "MTK": "MTK", "MTQ": "MTQ", "LTR": "LTR", "HLT": "LTR",
    "LPA": "LPA", "GRM": "GRM", "MTR": "MTR", "CTM": "CTM", "NCL": "CEL", "TJO": "TJO", "MWH": "MWH",
    "KGME": "KGM.drained",
}  # fmt: skip


_RATES: Final = "uk/global-uk-tariff_2021-01-27.csv.gz"


def gb_ukgt(data: Path) -> FactFolder:
    """The facts of `gb/ukgt`."""
    folder = gb_ukgt_folder()
    declarable = _declarable(data)
    rates = {row["commodity"]: row["ukgt_duty_rate"] for row in read_rows(data / _RATES)}
    add_rates(folder, "third_country", {code: rate for code, rate in rates.items() if rate}, declarable, data)
    _add_trade_remedies(folder, data)
    units = _supplementary_units(data)
    folder.lines += [{"goods_code": code, "units": units.get(code, "")} for code in declarable]
    return folder


def _add_trade_remedies(folder: FactFolder, data: Path) -> None:
    """Flagged goods: an anti-dumping or countervailing duty on some origins; neither which nor how much is told."""
    folder.programmes.append(
        {"key": "trade_remedy", "programme": "trade_remedy", "kind": "additional_duty", "mode": "unresolved",
         "areas": "*", "valid_from": "2021-01-01", "name": "Trade remedy on goods of some origins",
         "reference": "Taxation (Cross-border Trade) Act 2018, s. 13 and Sch. 4, as the UK Global Tariff flags it",
         "url": "https://www.gov.uk/trade-tariff"}
    )  # fmt: skip
    flagged = (row["commodity"] for row in read_rows(data / _RATES) if row["trade_remedy_applies"] == "True")
    folder.measures += [{"goods_code": code, "key": "trade_remedy"} for code in sorted(set(flagged))]


def gb_ukgt_folder() -> FactFolder:
    """`gb/ukgt` before its first row."""
    folder = FactFolder(
        "gb/ukgt",
        {
            "jurisdiction": "GB",
            "publication": "ukgt",
            "edition": "rates of 2021-01, codes of 2022-12",
            "title": "UK Global Tariff, third-country duties",
            "publisher": "Department for International Trade; HM Revenue and Customs",
            "source_url": "https://www.gov.uk/trade-tariff",
            "licence": LICENCE,
            "published_on": "2021-01-27",
            "verified_until": "2021-01-27",
            "dialect": "GB",
            "attribution": ATTRIBUTION,
            "note": "Rates are those in force in January 2021, carried to the codes declarable in December 2022. Later "
            "suspensions, preferences, quotas and trade remedies are not in this publication.",
        },
    )
    folder.programmes.append(
        {"key": "third_country", "programme": "third_country", "kind": "third_country_duty", "areas": "*",
         "valid_from": "2021-01-01", "name": "Third-country duty",
         "reference": "Taxation (Cross-border Trade) Act 2018, s. 8",
         "url": "https://www.gov.uk/trade-tariff"}
    )  # fmt: skip
    folder.profile += [
        {"key": "currency", "value": "GBP"},
        {"key": "valuation_basis", "value": "CIF"},
        {"key": "tax_name", "value": "VAT"},
        {"key": "tax_base", "value": "customs_value duty excise freight"},
        {"key": "freight_to_border", "value": "yes"},
        {"key": "tax_area", "value": "GB"},
        {"key": "confidence", "value": "high"},
        {"key": "as_of", "value": "2026-10-01"},
    ]
    return folder


def _declarable(data: Path) -> list[str]:
    rows = read_rows(data / "uk/uk_nomenclature_2022-12-23.csv.gz")
    return sorted(set(filter(None, map(declarable_commodity, rows))))


def declarable_commodity(row: Mapping[str, str]) -> str:
    """The code of a row of the official list of commodities, where it may be declared; else nothing."""
    declarable = (
        row["End line"] == "1"
        and row["Product line suffix"] == _DECLARABLE_SUFFIX
        and not row["End date"]
        and row["Commodity code"][:2] not in {"98", "99"}
    )
    return row["Commodity code"] if declarable else ""


def _supplementary_units(data: Path) -> dict[str, str]:
    """Declarable code -> units beside the net weight."""
    by_number = {
        row["chief_code"]: _UNITS.get(row["unit_code"] + row["unit_qualifier"], "")
        for row in read_json(data / "uk/ott_supplementary_unit_codes.json")
    }
    found = {}
    for code, numbers in read_json(data / "uk/etf_supp_units_2022-04-29.json.gz").items():
        units = [by_number.get(numbers[name], by_number.get(numbers[name][-3:], "")) for name in ("unit2", "unit3")]
        found[code] = " ".join(dict.fromkeys(filter(None, units)))
    return found


def gb_low_value(_data: Path) -> FactFolder:
    """The facts of `gb/low_value`."""
    folder = FactFolder(
        "gb/low_value",
        {
            "jurisdiction": "GB",
            "publication": "low_value",
            "edition": "2026-10",
            "title": "Consignments up to GBP 135, gifts and goods that come back",
            "publisher": "HM Revenue and Customs",
            "source_url": GOV_UK,
            "licence": LICENCE,
            "published_on": "2021-01-01",
            "verified_until": "2026-10-01",
            "dialect": "plain",
            "attribution": ATTRIBUTION,
            "note": "The relief is announced to end by March 2029 at the latest; no date is set. A flat rate of 2.5 % "
            "for gifts up to GBP 630 is not confirmed and not loaded.",
        },
    )
    folder.programmes += [
        {"key": "low_value_duty", "programme": "low_value_duty", "kind": "relief", "valid_from": "2021-01-01",
         "name": "Relief of consignments up to GBP 135", "url": GOV_UK,
         "conditions": f"value_at_most=135; value_currency=GBP; value_of=goods; not_goods={_EXCISE_GOODS}",
         "reference": "HMRC guidance: VAT on overseas goods sold to customers in the UK"},
        {"key": "gift_tax", "programme": "gift_tax", "kind": "relief", "valid_from": "2021-01-01",
         "destination": "GB", "name": "No VAT on gifts between private persons up to GBP 39", "url": GOV_UK,
         "conditions": "purpose=gift; seller=consumer; buyer=consumer; value_at_most=39; value_currency=GBP; "
         f"value_of=goods; not_goods={_EXCISE_GOODS}",
         "reference": "HMRC guidance: tax and customs for goods sent from abroad, gifts"},
        {"key": "returned_goods", "programme": "returned_goods", "kind": "suspension", "valid_from": "2021-01-01",
         "name": "Returned goods relief", "url": GOV_UK, "rate": "Free",
         "conditions": "purpose=return; statement=returned_goods", "reference": _RETURNED_GOODS},
        {"key": "returned_goods_tax", "programme": "returned_goods_tax", "kind": "relief", "valid_from": "2021-01-01",
         "destination": "GB", "name": "No VAT on goods that come back to their exporter", "url": GOV_UK,
         "conditions": "purpose=return", "reference": _RETURNED_GOODS},
    ]  # fmt: skip
    folder.measures += [{"key": programme["key"]} for programme in folder.programmes]
    return folder
