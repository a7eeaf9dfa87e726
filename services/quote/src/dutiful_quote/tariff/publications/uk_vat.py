"""Great Britain: VAT at the standard rate and on commodities whose measures are at hand; tax of Jersey and Guernsey."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.reduced_rates import OF_GREAT_BRITAIN
from dutiful_quote.tariff.publications.trade_choices import settle_choices
from dutiful_quote.tariff.publications.trade_types import VAT
from dutiful_quote.tariff.publications.uk_tariff import ATTRIBUTION, GOV_UK, LICENCE
from dutiful_quote.tariff.publications.uk_tariff_files import add_payload_record, payload_records
from dutiful_quote.tariff.publications.writing import FactFolder, Row

#: Answers of the Trade Tariff about one commodity each, of 2025.
_VERIFIED: Final = "2025-07-14"
_ANSWERS: Final = "uk_commodities_*_2025-*.json.gz"
#: Books, newspapers, children's picture books, music and maps in book form, by the headings that hold nothing else.
_PRINTED: Final = ("4901", "4902", "4903", "4904", "490520")
_PRINTED_LAW: Final = "Value Added Tax Act 1994, Sch. 8, Group 3"
_TERRITORIES: Final = "world/reference/customs_territories.csv"


def gb_vat(data: Path) -> FactFolder:
    """The facts of `gb/vat`."""
    folder = FactFolder(
        "gb/vat",
        {
            "jurisdiction": "GB",
            "publication": "vat",
            "edition": "2026-10",
            "title": "Value added tax on goods from abroad",
            "publisher": "HM Revenue and Customs",
            "source_url": GOV_UK,
            "licence": LICENCE,
            "published_on": "2026-09-29",
            "verified_until": "2026-10-01",
            "dialect": "plain",
            "attribution": ATTRIBUTION,
            "note": "The standard rate; zero and reduced rates come with the measures of single commodities, that of "
            "printed matter from the Act. Of Jersey the rate of its tax, not the value up to which none is due; "
            "Guernsey has no such tax.",
        },
    )
    shared = {"kind": "vat", "destination": "GB", "rate": "20%", "valid_from": "2021-01-01"}
    folder.programmes += [
        {**shared, "key": "supply_vat", "programme": "supply_vat", "name": "UK supply VAT, standard rate",
         "conditions": "value_at_most=135; value_currency=GBP; value_of=goods", "url": GOV_UK,
         "reference": "HMRC guidance: VAT on overseas goods sold to customers in the UK"},
        {**shared, "key": "import_vat", "programme": "import_vat", "name": "UK import VAT, standard rate",
         "reference": "Value Added Tax Act 1994, s. 1 and 21", "url": "https://www.legislation.gov.uk"},
    ]  # fmt: skip
    folder.programmes += _of_islands(data)
    folder.measures += [{"key": row["key"]} for row in folder.programmes]
    for path in sorted((data / "uk/api_payloads").glob(_ANSWERS)):
        _add_rates_of(folder, path)
    _add_printed_matter(folder)
    for reduced in OF_GREAT_BRITAIN:
        reduced.write(folder, "https://www.legislation.gov.uk/ukpga/1994/23", destination="GB")
    return folder


def _of_islands(data: Path) -> list[Row]:
    """The islands in customs union with the United Kingdom and outside its VAT.

    Raises:
        ValueError: the compiled table of territories says something else of them than what is written here.
    """
    table = {row["code"]: row for row in read_rows(data / _TERRITORIES)}
    for code, said in (("JE", "own GST 5%"), ("GG", "no VAT/GST")):
        if said not in table[code]["note"] or table[code]["confidence"] != "high":
            raise ValueError(f"the tax of {code} is no longer: {said}")
    shared = {"valid_from": "2021-01-01", "url": ""}
    jersey = {**shared, "destination": "JE", "reference": "Goods and Services Tax (Jersey) Law 2007"}
    return [
        {**jersey, "key": "import_gst_je", "programme": "import_vat", "kind": "vat", "rate": "5%",
         "name": "Jersey goods and services tax on imports"},
        {**jersey, "key": "tax_limit_je", "programme": "tax_limit_unknown", "kind": "notice",
         "name": "Jersey's goods and services tax"},
        {**shared, "key": "no_tax_gg", "programme": "no_import_tax", "kind": "relief", "destination": "GG",
         "name": "Guernsey levies no value added tax and no goods and services tax",
         "reference": "Taxation (Cross-border Trade) Act 2018 (Guernsey: customs union without VAT)"},
    ]  # fmt: skip


def _add_rates_of(folder: FactFolder, path: Path) -> None:
    """The VAT measures of one commodity's answer."""
    answer = FactFolder(folder.path, folder.info)
    for _, record in payload_records(path.name, read_json(path)):
        add_payload_record(answer, record)
    stay = settle_choices(answer)
    rows = [
        row for row, stays in zip(answer.measures, stay, strict=True) if stays and row["key"].startswith(VAT.programme)
    ]
    folder.measures += [{**row, "verified_until": _VERIFIED} for row in rows]
    folder.count("loaded: VAT measures of single commodities", len(rows))
    known = {row["key"] for row in folder.programmes}
    used = {row["key"] for row in rows}
    folder.programmes += [row for row in answer.programmes if row["key"] in used - known]


def _add_printed_matter(folder: FactFolder) -> None:
    shared = {"key": "vat_printed", "programme": "vat_VATZ", "kind": "vat", "name": "Zero rate of VAT"}
    folder.programmes.append({**shared, "url": "https://www.legislation.gov.uk/ukpga/1994/23/schedule/8"})
    folder.measures += [
        {"goods_code": code, "key": "vat_printed", "destination": "GB", "rate": "0%", "valid_from": "2021-01-01",
         "reference": _PRINTED_LAW}
        for code in _PRINTED
    ]  # fmt: skip
