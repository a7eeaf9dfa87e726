"""Fact tables: what a folder becomes, and one malformed table for each kind of mistake."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, Mode
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_quote.tariff.fact_table import FactTableError, read_publication
from dutiful_quote.tariff.published import PublishedTariff

INFO = """
jurisdiction = "US"
publication = "hts"
edition = "2026"
title = "A tariff"
publisher = "A publisher"
source_url = "https://example.org"
licence = "facts"
published_on = "2026-06-08"
verified_until = "2026-08-03"
dialect = "US"
"""
GOOD: dict[str, str] = {
    "publication.toml": INFO,
    "programmes.csv": "key,programme,kind,name,areas,excluded,heading,conditions,rate,valid_from,reference\n"
    "column_1,column_1,third_country_duty,Column 1,*,US:two,,,,,GN 3(a)\n"
    "list_4a,s301_china,additional_duty,List 4A,CN,,9903.88.15,,7.5%,2020-02-14,note 20\n"
    "KR,KR,preference,Korea,KR,,,claim=1,Free,,GN 33\n",
    "measures.csv": "goods_code,key,rate,valid_to\n"
    "61091000,column_1,16.5%,\n61091000,list_4a,,2027-12-31\n61091000,KR,,\n",
    "areas.csv": "area,member,valid_from\nUS:two,CU,\nUS:two,RU,2022-04-09\n",
    "lines.csv": "goods_code,units\n6109100012,NAR KGM\n",
    "profile.csv": "key,value\ncurrency,USD\n",
    "stacking.csv": "programme,displaced_by,heading,valid_from,reference\ns301_a,s232_b,9903.05.90,2026-07-24,note 1\n",
}

Folder = Callable[[dict[str, str]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes the good folder with some of its files replaced."""

    def write(changed: dict[str, str]) -> Path:
        for name, text in {**GOOD, **changed}.items():
            if text:
                (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def only(path: Path) -> PublishedTariff:
    (tariff,) = read_publication(path)
    return tariff


def measures(path: Path) -> dict[str, Measure]:
    return {measure.id: measure for measure in only(path).measures}


def test_measure_ids_name_heading_or_key_and_goods(folder: Folder) -> None:
    assert list(measures(folder({"stacking.csv": ""}))) == [
        "US:column_1:61091000",
        "US:9903.88.15:61091000",
        "US:KR:61091000",
    ]


def test_a_measure_inherits_what_its_row_leaves_empty(folder: Folder) -> None:
    measure = measures(folder({}))["US:9903.88.15:61091000"]
    assert measure.kind is MeasureKind.ADDITIONAL_DUTY
    assert measure.mode is Mode.ADD
    assert (measure.areas, measure.heading, measure.rate_text) == (("CN",), "9903.88.15", "7.5%")
    assert (measure.valid_from, measure.valid_to) == (date(2020, 2, 14), date(2027, 12, 31))


def test_a_measure_without_a_day_of_verification_leaves_that_to_its_release(folder: Folder) -> None:
    tariff = only(folder({}))
    assert tariff.info.verified_until == date(2026, 8, 3)
    assert {one.verified_until for one in tariff.measures} == {None}


def test_a_row_overrides_its_programme(folder: Folder) -> None:
    assert measures(folder({}))["US:column_1:61091000"].rate == AdValorem(Decimal("0.165"))


def test_conditions_are_read_by_name(folder: Folder) -> None:
    assert measures(folder({}))["US:KR:61091000"].conditions == {"claim": "1"}


def test_one_row_may_name_several_keys(folder: Folder) -> None:
    found = measures(folder({"measures.csv": "goods_code,key,rate\n61091000,column_1 KR,5%\n", "stacking.csv": ""}))
    assert {measure.rate_text for measure in found.values()} == {"5%"}
    assert len(found) == 2


def test_areas_lines_profile_and_stacking_come_along(folder: Folder) -> None:
    tariff = only(folder({}))
    assert tuple(tariff.areas)[1] == AreaMember("US:two", "RU", date(2022, 4, 9))
    assert tuple(tariff.lines) == (NomenclatureLine("6109100012", ("NAR", "KGM")),)
    assert tariff.profile == {"currency": "USD"}


def test_a_row_of_the_stacking_table_is_a_dated_exemption(folder: Folder) -> None:
    (exemption,) = [measure for measure in only(folder({})).measures if measure.kind is MeasureKind.EXEMPTION]
    assert (exemption.programme, exemption.conditions, exemption.heading, exemption.valid_from) == (
        "s301_a",
        {"charged": "s232_b"},
        "9903.05.90",
        date(2026, 7, 24),
    )


def test_the_digest_changes_with_any_byte(folder: Folder) -> None:
    first = only(folder({})).digest
    assert only(folder({})).digest == first
    assert only(folder({"profile.csv": "key,value\ncurrency,EUR\n"})).digest != first


def test_a_table_of_many_countries_gives_one_tariff_each(folder: Folder) -> None:
    path = folder(
        {
            "publication.toml": INFO.replace('jurisdiction = "US"', 'jurisdiction = "*"'),
            "programmes.csv": "key,programme,kind,name,rate\nstandard,standard,vat,VAT,10%\n",
            "measures.csv": "jurisdiction,key,rate\nAU,standard,\nNZ,standard,15%\n",
            "areas.csv": "jurisdiction,area,member\nAU,AU:x,FJ\n",
            "lines.csv": "jurisdiction,goods_code\nNZ,61\n",
            "profile.csv": "jurisdiction,key,value\nAU,currency,AUD\nNZ,currency,NZD\n",
            "stacking.csv": "jurisdiction,programme,displaced_by,reference\n",
        }
    )
    tariffs = {tariff.info.jurisdiction: tariff for tariff in read_publication(path)}
    assert {code: tariff.profile["currency"] for code, tariff in tariffs.items()} == {"AU": "AUD", "NZ": "NZD"}
    assert tariffs["AU"].digest != tariffs["NZ"].digest


PROGRAMMES, MEASURES = "programmes.csv", "measures.csv"
MISTAKES: list[tuple[str, str, str, int, str, str]] = [
    ("no measures", MEASURES, "", 0, "", "missing"),
    ("unknown column", MEASURES, "goods_code,key,colour\n", 0, "colour", "not a column"),
    ("column twice", MEASURES, "key,key\n", 0, "", "twice"),
    ("missing column", MEASURES, "goods_code\n", 0, "key", "missing in the header"),
    ("short row", MEASURES, "goods_code,key\n61\n", 1, "", "cells"),
    ("empty key", MEASURES, "goods_code,key\n61,\n", 1, "key", "empty"),
    ("unknown key", MEASURES, "goods_code,key\n61,nobody\n", 1, "key", "not in programmes.csv"),
    ("letters in code", MEASURES, "goods_code,key\n61A,KR\n", 1, "goods_code", "digits"),
    ("long code", MEASURES, "goods_code,key\n6109100012345,KR\n", 1, "goods_code", "digits"),
    ("unknown rate", MEASURES, "goods_code,key,rate\n61,KR,5 apples\n", 1, "rate", "not understood"),
    ("no rate", MEASURES, "goods_code,key\n61,column_1\n", 1, "rate", "needs a rate"),
    ("unknown mode", MEASURES, "goods_code,key,mode\n61,KR,maybe\n", 1, "mode", "not one of"),
    ("unknown area", MEASURES, "goods_code,key,areas\n61,KR,Korea\n", 1, "areas", "neither"),
    ("unknown excluded", MEASURES, "goods_code,key,excluded\n61,KR,US:three\n", 1, "excluded", "neither"),
    ("no day", MEASURES, "goods_code,key,valid_from\n61,KR,next year\n", 1, "valid_from", "not a day"),
    ("ends first", MEASURES, "goods_code,key,valid_from,valid_to\n61,KR,2026-02-01,2026-01-01\n", 1, "valid_to",
     "before"),
    ("unknown condition", MEASURES, "goods_code,key,conditions\n61,KR,colour=red\n", 1, "conditions", "not one of"),
    ("condition without value", MEASURES, "goods_code,key,conditions\n61,KR,claim\n", 1, "conditions", "name=value"),
    ("condition twice", MEASURES, "goods_code,key,conditions\n61,KR,claim=1; claim=1\n", 1, "conditions", "twice"),
    ("amount", MEASURES, "goods_code,key,conditions\n61,KR,value_at_most=much; value_currency=USD\n", 1, "conditions",
     "not an amount"),
    ("amount without currency", MEASURES, "goods_code,key,conditions\n61,KR,value_at_most=5\n", 1, "conditions",
     "value_currency"),
    ("measure twice", MEASURES, "goods_code,key\n61,KR\n61,KR\n", 2, "key", "two measures"),
    ("unknown kind", PROGRAMMES, "key,programme,kind,name\nKR,KR,gift,Korea\n", 1, "kind", "not one of"),
    ("programme twice", PROGRAMMES, "key,programme,kind,name\nKR,KR,vat,a\nKR,KR,vat,b\n", 2, "key", "twice"),
    ("unknown unit", "lines.csv", "goods_code,units\n6109,PARSEC\n", 1, "units", "not in the table"),
    ("line twice", "lines.csv", "goods_code\n6109\n6109\n", 2, "goods_code", "twice"),
    ("member no country", "areas.csv", "area,member\nUS:two,Cuba\n", 1, "member", "ISO 3166"),
    ("profile twice", "profile.csv", "key,value\na,1\na,2\n", 2, "key", "twice"),
    ("no CSV", "profile.csv", 'key,value\n"a"b,1\n', 0, "", "no CSV"),
    ("no TOML", "publication.toml", "jurisdiction", 0, "", ""),
    ("field missing", "publication.toml", INFO.replace('licence = "facts"', ""), 0, "licence", "missing"),
    ("publication day", "publication.toml", INFO.replace("2026-06-08", "June"), 0, "published_on", "not a day"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "row", "column", "reason"),
    [case[1:] for case in MISTAKES],
    ids=[case[0] for case in MISTAKES],
)
def test_a_malformed_table_is_refused_with_its_place(
    folder: Folder, file: str, text: str, row: int, column: str, reason: str
) -> None:
    changed = {file: text}
    if file == PROGRAMMES:
        changed[MEASURES] = "goods_code,key,rate\n61,KR,5%\n"
    with pytest.raises(FactTableError) as caught:
        list(read_publication(folder(changed)))
    assert caught.value.file.endswith(file)
    assert (caught.value.row, caught.value.column) == (row, column)
    assert reason in caught.value.reason


def test_an_unknown_dialect_is_refused(folder: Folder) -> None:
    with pytest.raises(FactTableError, match="no dialect 'XX'"):
        only(folder({"publication.toml": INFO.replace('dialect = "US"', 'dialect = "XX"')}))


def test_a_row_of_no_country_is_refused(folder: Folder) -> None:
    info = INFO.replace('jurisdiction = "US"', 'jurisdiction = "*"')
    with pytest.raises(FactTableError, match="'Utopia' is not an ISO 3166"):
        list(
            read_publication(
                folder({
                    "publication.toml": info,
                    "areas.csv": "",
                    "lines.csv": "",
                    "profile.csv": "",
                    "stacking.csv": "",
                    "measures.csv": "jurisdiction,key,rate\nUtopia,KR,5%\n",
                })
            )
        )  # fmt: skip


def test_a_table_that_stands_there_twice_is_refused(folder: Folder) -> None:
    path = folder({})
    (path / "lines.csv.gz").write_bytes(b"anything")
    with pytest.raises(FactTableError, match="twice, plain and compressed"):
        only(path)


def test_a_broken_gzip_file_is_refused(folder: Folder) -> None:
    path = folder({"lines.csv": ""})
    (path / "lines.csv.gz").write_bytes(b"not gzip")
    with pytest.raises(FactTableError, match="is no gzip file"):
        only(path)


def test_a_folder_without_publication_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactTableError, match=r"has no publication\.toml"):
        list(read_publication(tmp_path))
