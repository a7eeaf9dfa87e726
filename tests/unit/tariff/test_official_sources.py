"""Readers of official layouts, on small files of our own and, where they are at hand, on the stored official ones."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dutiful_quote.tariff.import_report import ImportOptions
from dutiful_quote.tariff.publications.official_sources import FactsOfFiles, read_official

OPTIONS = ImportOptions(edition="1", published_on=date(2026, 6, 1))


def table(path: Path, header: Sequence[str], *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def rates(facts: FactsOfFiles) -> list[tuple[str, str, str]]:
    return [(row["goods_code"], row["key"], row.get("rate", "")) for row in facts.folder.measures]


def test_the_csv_export_of_the_us(tmp_path: Path) -> None:
    header = ["HTS Number", "Indent", "Description", "Unit of Quantity", "General Rate of Duty",
              "Special Rate of Duty", "Column 2 Rate of Duty", "Quota Quantity", "Additional Duties"]  # fmt: skip
    path = table(
        tmp_path / "a", header, ["6109.10.00.04", "2", "x", '["doz.","kg"]', "16.5%", "Free (AU)", "90%", "", ""]
    )
    facts = read_official("us", [path], OPTIONS)
    assert rates(facts) == [("6109100004", "column_1", "16.5%"), ("6109100004", "column_2", "90%"),
                            ("6109100004", "AU", "")]  # fmt: skip
    assert facts.folder.lines == [{"goods_code": "6109100004", "units": "NAR KGM"}]


DUTIES = ["Goods code", "Add code", "Order No.", "Start date", "End date", "RED_IND", "Origin", "Measure type",
          "Legal base", "Duty", "Origin code", "Meas. type code"]  # fmt: skip


def test_the_workbook_of_taric(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        DUTIES,
        [
            "6109000000 80",
            None,
            None,
            "01-01-2020",
            None,
            None,
            "ERGA OMNES",
            "",
            "R2658/87",
            "12.000 %",
            "1011",
            "103",
        ],
        ["6109100000 80", None, None, "01-01-2020", None, None, "Korea (KR)", "", "D1/11", "0.000 %", "KR", "142"],
        ["6109100000 80", None, "090001", "01-01-2020", None, None, "Korea", "", "D1/11", "0.000 %", "KR", "143"],
        [
            "0702000000 80",
            None,
            None,
            "01-01-2020",
            None,
            None,
            "ERGA OMNES",
            "",
            "R1",
            "Cond:  V 125.400 EUR/DTN(01):1.600 %",
            "1011",
            "103",
        ],
        ["6110", None, None, "01-01-2020", None, None, "ERGA OMNES", "", "R1", "1 %", "1011", "103"],
    ):
        sheet.append(cells)
    book.save(tmp_path / "duties.xlsx")
    facts = read_official("eu", [tmp_path / "duties.xlsx"], OPTIONS)
    assert rates(facts) == [("6109", "third_country", "12.000%"), ("610910", "preference_KR", "0.000%"),
                            ("610910", "quota_preference_090001_KR", "0.000%"),
                            ("0702", "third_country", "Entry Price")]  # fmt: skip
    assert facts.folder.measures[0]["valid_from"] == "2020-01-01"
    assert [row.place for row in facts.refused] == ["row 5"]
    assert facts.folder.counted == {}


def test_the_table_of_canada(tmp_path: Path) -> None:
    header = ["TARIFF", "EFF_DATE", "DESC1", "UOM", "MFN", "General Tariff", "UST", "MXT", "AUT"]
    path = table(
        tmp_path / "a",
        header,
        ["6109.10.00", "2026", "T-shirts", "", "18%", "35%", "Free", "Free", "N/A"],
        ["6109.10.00.11", "2026", "Men", "NMB", "", "", "", "", ""],
    )
    facts = read_official("ca", [path], OPTIONS)
    assert rates(facts) == [("61091000", "mfn", "18%"), ("61091000", "UST MXT", "Free")]


def test_an_answer_about_a_commodity(tmp_path: Path) -> None:
    def refer(kind: str, name: str) -> dict[str, object]:
        return {"data": {"type": kind, "id": name}}

    measure = {
        "type": "measure", "id": "7",
        "attributes": {"effective_start_date": "2021-01-01T00:00:00.000Z", "effective_end_date": None},
        "relationships": {"measure_type": refer("measure_type", "142"),
                          "duty_expression": refer("duty_expression", "d"),
                          "geographical_area": refer("geographical_area", "2000")},
    }  # fmt: skip
    children = {"children_geographical_areas": {"data": [{"type": "geographical_area", "id": "KR"}]}}
    document = {
        "data": {"type": "commodity", "id": "1",
                 "attributes": {"goods_nomenclature_item_id": "6109100010", "declarable": True},
                 "relationships": {"import_measures": {"data": [{"type": "measure", "id": "7"}]}}},
        "included": [measure, {"type": "duty_expression", "id": "d", "attributes": {"base": "0.00 %"}},
                     {"type": "geographical_area", "id": "2000", "attributes": {"description": "Group"},
                      "relationships": children}],
    }  # fmt: skip
    path = tmp_path / "a"
    path.write_text(json.dumps(document), encoding="utf-8")
    facts = read_official("gb", [path], OPTIONS)
    assert rates(facts) == [("6109100010", "preference_2000", "0.00%")]
    assert facts.folder.areas == [{"area": "GB:2000", "member": "KR"}]


def test_the_csv_of_british_measures(tmp_path: Path) -> None:
    header = ["commodity__code", "measure__type__id", "measure__duty_expression", "measure__effective_start_date",
              "measure__effective_end_date", "measure__geographical_area__id",
              "measure__geographical_area__description", "measure__excluded_geographical_areas__ids",
              "measure__regulation__id", "measure__quota__order_number"]  # fmt: skip
    path = table(
        tmp_path / "a",
        header,
        ["6109100010", "103", "12.00 %", "2021-01-01", "", "1011", "Every country", "", "C2100001", ""],
        ["6109100010", "142", "0.00 %", "2021-01-01", "2026-12-31", "KR", "South Korea", "", "C2100002", ""],
        ["6109100010", "142", "4.00 %", "2021-01-01", "", "1011", "Every country", "CN|RU", "C2100003", ""],
        ["6109100010", "143", "0.00 %", "2021-01-01", "", "KR", "South Korea", "", "C2100002", "051234"],
        ["61091000", "103", "12.00 %", "2021-01-01", "", "1011", "Every country", "", "C2100001", ""],
    )
    facts = read_official("gb", [path], OPTIONS)
    assert rates(facts) == [
        ("6109100010", "third_country", "12.00%"),
        ("6109100010", "preference_KR", "0.00%"),
        ("6109100010", "preference_1011", "4.00%"),
        ("6109100010", "quota_preference_051234_KR", "0.00%"),
    ]
    assert [row["valid_to"] for row in facts.folder.measures] == ["", "2026-12-31", "", ""]
    assert facts.folder.measures[2]["excluded"] == "CN RU"
    assert [row.reason for row in facts.refused] == ["goods code: '61091000' is not ten digits"]
    assert facts.folder.counted == {}


OFFICIAL = [
    ("ca", "world/mfn/tariff_ca_t2026-2_part.csv.gz", 708),
    ("jp", "world/tariffs/tariff_jp_2026-07.csv.gz", 9_654),
    ("za", "world/tariffs/tariff_za_sacu_2026-02-13.csv.gz", 8_588),
    ("mx", "world/mfn/tariff_mx_ligie_2026-01-01.csv.gz", 8_122),
    ("us", "us/hts/hts_2026_rev_15_rate_lines.csv", 13_790),
    ("gb", "uk/global-uk-tariff_2021-01-27.csv.gz", 11_830),
    ("gb", "uk/api_payloads/uk_commodities_0101210000_2025-07-14.json.gz", 63),
    ("eu", "eu/cet_duty_rates_2021-01-27.csv.gz", 11_830),
    ("eu", "eu/api_payloads/xi_commodities_2924297099_2025-07-14.json.gz", 65),
]


@pytest.mark.official
@pytest.mark.parametrize(("source", "file", "rows"), OFFICIAL, ids=[case[1].rpartition("/")[2] for case in OFFICIAL])
def test_a_stored_official_file_is_read_without_refusals(
    official_files: Path, source: str, file: str, rows: int
) -> None:
    facts = read_official(source, [official_files / file], OPTIONS)
    assert facts.refused == []
    assert list(facts.read.values()) == [rows]
    assert facts.folder.measures
