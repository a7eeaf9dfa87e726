"""Readers of official publications, on small files of our own; and that the packaged facts are what they give."""

import gzip
import json
from pathlib import Path

import pytest

from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.publications.au_tariff import add_classification, au_tariff_folder
from dutiful_quote.tariff.publications.build import FACTS, build, main
from dutiful_quote.tariff.publications.combined_nomenclature import add_rates
from dutiful_quote.tariff.publications.us_chapter99 import listed
from dutiful_quote.tariff.publications.us_hts import us_hts
from dutiful_quote.tariff.publications.writing import FactFolder

SMALL = [
    "us/fees",
    "us/chapter98",
    "us/s301",
    "eu/vat",
    "eu/low_value",
    "eu/meursing",
    "eu/outlying",
    "eu/preferences",
    "gb/commodities",
    "gb/vat",
    "gb/low_value",
    "gb/preferences",
    "ca/tariff",
    "au/tariff",
    "jp/tariff",
    "mx/ligie",
    "world/estimates",
    "world/rules",
    "world/countries",
    "world/controls",
    "world/agreements",
    "us/s201_s338",
    "us/s232",
]


SPECIAL = "Free (A,AU,PA (PA,SG) 7.2% (E) See 9822.04.35 (CL)"


def schedule_row(htsno: str, general: str, special: str, other: str, note: str = "") -> dict[str, object]:
    return {
        "htsno": htsno, "general": general, "special": special, "other": other, "units": ["No.", "kg"],
        "footnotes": [{"value": note}] if note else None,
    }  # fmt: skip


@pytest.fixture
def schedule(tmp_path: Path) -> FactFolder:
    rows = [
        schedule_row("0101", "", "", ""),
        schedule_row("4202.21.90.00", "9%", SPECIAL, "35%", "See 9903.90.08."),
        schedule_row("4203.10.00", " ", "", "35%"),
        schedule_row("9801.00.10", "Free", "", "Free"),
    ]  # fmt: skip
    path = tmp_path / "us/hts"
    path.mkdir(parents=True)
    (path / "hts_2026_rev_10.json.gz").write_bytes(gzip.compress(json.dumps(rows).encode()))
    return us_hts(tmp_path)


def test_special_rates_go_to_the_symbols_they_stand_beside(schedule: FactFolder) -> None:
    special = [(row["key"], row["rate"]) for row in schedule.measures if not row["key"].startswith("column")]
    assert special == [("AU PA SG", ""), ("E", "7.2%")]


def test_what_is_not_loaded_is_counted(schedule: FactFolder) -> None:
    assert schedule.counted == {
        "not loaded: GSP lapsed on 2020-12-31": 1,
        "not loaded: special rates that point elsewhere": 1,
    }


def test_a_blank_general_rate_is_no_rate(schedule: FactFolder) -> None:
    assert [row["goods_code"] for row in schedule.measures if row["key"] == "column_1"] == ["4202219000"]


def test_column_2_leaves_russian_goods_of_note_30_to_their_heading(schedule: FactFolder) -> None:
    rows = {row["key"]: row.get("excluded", "") for row in schedule.measures if row["goods_code"] == "4202219000"}
    assert rows["column_2"] == "RU"
    assert "column_2_ru_08" in rows


def test_ten_digit_rows_are_lines_with_units(schedule: FactFolder) -> None:
    assert schedule.lines == [{"goods_code": "4202219000", "units": "NAR KGM"}]


CORRELATION = (
    "CN2021,,CN2022,,Note\n"
    "8517 12 00,-,8517 13 00,,\n8517 11 00,-,8517 18 00,,\n8517 12 00,-,8517 18 00,,\n9999 10 00,-,9999 20 00,,\n"
)
RATES = {"61091000": "12%", "85171100": "3%", "85171200": "0%", "2008999120": "8%", "2008999190": "9%"}


@pytest.fixture
def carried(tmp_path: Path) -> FactFolder:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu/cn2021_cn2022_correlation.csv.gz").write_bytes(gzip.compress(CORRELATION.encode()))
    folder = FactFolder("eu/taric", {})
    declarable = ["6109100010", "8517130000", "8517180000", "9999200000", "2008999120", "2008999130"]
    add_rates(folder, "third_country", RATES, declarable, tmp_path)
    return folder


def test_rates_are_carried_only_where_there_is_one_answer(carried: FactFolder) -> None:
    assert {row["goods_code"]: row["rate"] for row in carried.measures} == {
        "61091000": "12%",  # the same code
        "85171300": "0%",  # one predecessor
        "2008999120": "8%",  # below a code with several rates, the same ten digits
    }


def test_codes_that_get_no_rate_are_counted(carried: FactFolder) -> None:
    not_loaded = {what: number for what, number in carried.counted.items() if what.startswith("not loaded")}
    assert not_loaded == {
        "not loaded: CN codes whose predecessors had different rates": 1,
        "not loaded: CN codes without a known predecessor of 2020": 1,
        "not loaded: ten-digit codes new since 2020 below a CN code with several rates": 1,
    }


def test_codes_of_a_note_end_with_its_subdivision() -> None:
    lines = [
        "(b) The rates of duty apply to the", "    following, but not to 9903.01.01:", "    4403.11.00   8705.90.0080",
        "(c) Another subdivision", "    1111.11.11",
    ]  # fmt: skip
    assert listed(lines, "(b) The rates of duty apply") == {"44031100", "8705900080"}


def australian(code: str, rate: str, **excepted: str) -> FactFolder:
    folder = au_tariff_folder()
    exceptions = {agreement: frozenset(codes.split()) for agreement, codes in excepted.items()}
    add_classification(folder, {"code8": code, "unit": "No", "general_rate": rate}, exceptions)
    return folder


def test_australian_goods_are_free_under_every_agreement_that_does_not_except_them() -> None:
    ordinary, free = australian("42022100", "5%", KAFTA="42022100", JAEPA="4202").measures

    assert (ordinary["rate"], free["rate"]) == ("5%", "Free")
    assert {"ChAFTA", "CPTPP"} <= set(free["key"].split())
    assert {"KAFTA", "JAEPA"}.isdisjoint(free["key"].split())


@pytest.mark.parametrize(
    ("code", "rate", "counted"),
    [
        pytest.param("22042100", "5%, and $107.99/L of alcohol", "excise-equivalent goods", id="wine"),
        pytest.param("04069000", "$1.220/kg", "specific and mixed rates", id="cheese"),
    ],
)
def test_australian_rates_that_are_not_of_the_value_are_counted_and_left_out(
    code: str, rate: str, counted: str
) -> None:
    folder = australian(code, rate)

    assert (folder.measures, folder.counted) == ([], {f"not loaded: {counted}": 1})


def test_large_tables_are_compressed_without_a_time(tmp_path: Path) -> None:
    folder = FactFolder("us/big", {}, measures=[{"goods_code": f"{n:08}", "key": "column_1"} for n in range(20_000)])
    folder.write(tmp_path / "first")
    folder.write(tmp_path / "second")
    first, second = (tmp_path / name / "us/big/measures.csv.gz" for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_a_rebuild_removes_tables_that_are_no_longer_made(tmp_path: Path) -> None:
    folder = FactFolder("us/x", {}, profile=[{"key": "currency", "value": "USD"}])
    folder.write(tmp_path)
    folder.profile = []
    folder.write(tmp_path)
    assert not (tmp_path / "us/x/profile.csv").exists()


@pytest.mark.official
@pytest.mark.parametrize("path", SMALL)
def test_packaged_facts_are_what_the_readers_give(official_files: Path, tmp_path: Path, path: str) -> None:
    (folder,) = build(official_files, tmp_path, [path])
    written = {file.name: file.read_bytes() for file in (tmp_path / folder.path).iterdir()}
    packaged = {file.name: file.read_bytes() for file in (FACTS / path).iterdir() if file.is_file()}
    assert written == packaged


@pytest.mark.official
def test_the_command_reports_what_it_wrote(
    official_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(official_files), "us/fees", "--facts", str(tmp_path)]) == 0
    assert "us/fees: 47 rows of measures" in capsys.readouterr().out
    assert list(read_publication(tmp_path / "us/fees"))
