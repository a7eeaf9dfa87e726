"""Official files are read whole, or every row that is in the way is named."""

import gzip
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.import_files import NomenclatureRefusedError, ReadEdition, read_edition
from dutiful_shared.official_files.errors import UnreadableFileError

HTS = [
    {"htsno": "6109", "indent": "0", "description": "Shirts:"},
    {"htsno": "6109.10.00", "indent": "1", "description": "Of <il>cotton</il>"},
    {"htsno": "", "indent": "2", "description": "For men:"},
    {"htsno": "6109.10.00.12", "indent": "3", "description": "White"},
]
TARIC_HEADER = "Goods code,Start date,End date,Language,Hier. Pos.,Indent,Description,Descr. start date"
TARIC = f"""{TARIC_HEADER}
0101000000 80,01-01-1972,,EN,4.0,,Horses,01-01-1972
0101210000 10,01-01-2012,,EN,6.0,- ,Kinds,01-01-2019
0101210000 80,01-01-2012,31-12-2030,EN,6.0,- - ,Of 80|kg,01-01-2019
"""
UK = """SID,Commodity code,Product line suffix,Start date,End date,Indentation,End line,Description
1,0101000000,80,1972-01-01,,0,0,Horses
2,0101210000,80,2012-01-01,,1,1,Asses
"""
PLAIN = "code,description,indent,valid_from,valid_to\n0101.21,Horses,0,2026-01-01,\n0101.21.10,Small,1,,2026-12-31\n"


def read(path: Path, text: str, system: str) -> ReadEdition:
    path.write_text(text, encoding="utf-8")
    return read_edition(system, CodeSystems.packaged().get(system), path)


def refused(path: Path, text: str, system: str) -> list[str]:
    with pytest.raises(NomenclatureRefusedError) as caught:
        read(path, text, system)
    return [str(row) for row in caught.value.rows]


def test_the_export_of_the_united_states(tmp_path: Path) -> None:
    rows = read(tmp_path / "hts.json", json.dumps(HTS), "US").rows
    assert [(row.code, row.indent, row.text) for row in rows] == [
        ("6109", 0, "Shirts:"), ("61091000", 1, "Of cotton"), ("", 2, "For men:"), ("6109100012", 3, "White"),
    ]  # fmt: skip


def test_the_nomenclature_of_taric(tmp_path: Path) -> None:
    rows = read(tmp_path / "taric.csv", TARIC, "EU").rows
    assert [(row.code, row.suffix, row.indent) for row in rows] == [
        ("0101000000", "80", 0), ("0101210000", "10", 1), ("0101210000", "80", 2),
    ]  # fmt: skip
    assert (rows[2].valid_to, rows[2].text) == (date(2030, 12, 31), "Of 80 kg")


def test_the_same_rows_in_a_workbook_and_packed_are_the_same_edition(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TARIC.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]
    book.save(tmp_path / "taric.xlsx")
    (tmp_path / "taric.csv.gz").write_bytes(gzip.compress(TARIC.encode()))
    system = CodeSystems.packaged().get("EU")
    digests = {read_edition("EU", system, tmp_path / name).digest for name in ("taric.xlsx", "taric.csv.gz")}
    assert digests == {read(tmp_path / "taric.csv", TARIC, "EU").digest}


def test_the_commodities_of_the_united_kingdom(tmp_path: Path) -> None:
    rows = read(tmp_path / "uk.csv", UK, "GB").rows
    assert [(row.code, row.declarable) for row in rows] == [("0101000000", False), ("0101210000", True)]


def test_a_table_of_any_country(tmp_path: Path) -> None:
    rows = read(tmp_path / "plain.csv", PLAIN, "CH").rows
    assert [(row.code, row.indent, row.valid_from, row.valid_to) for row in rows] == [
        ("010121", 0, date(2026, 1, 1), None),
        ("01012110", 1, None, date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("system", "text", "said"),
    [
        ("US", json.dumps([*HTS, {"htsno": "61x", "indent": "1", "description": ""}]), "item 5: htsno"),
        ("US", json.dumps([*HTS, {"htsno": "6110", "indent": "-1", "description": ""}]), "item 5: indent"),
        ("US", json.dumps([*HTS, HTS[-1]]), "item 5: code: 6109100012 80 stands at item 4 already"),
        ("EU", TARIC.replace("31-12-2030", "31-13-2030"), "row 3: End date"),
        ("EU", TARIC.replace("31-12-2030", "31-12-2000"), "row 3: valid_to: 2000-12-31 is before 2012-01-01"),
        ("GB", UK.replace("1,1,Asses", "1,2,Asses"), "row 2: End line"),
        ("CH", PLAIN.replace("0101.21.10", "0101.21.1"), "row 2: code: 0101211 has 7 digits; codes of CH"),
        ("CH", PLAIN.replace("Small,1", "Small,"), "row 2: indent: some rows have one and others have none"),
    ],
    ids=["number", "indent", "twice", "no day", "ends first", "end line", "length", "mixed"],
)  # fmt: skip
def test_a_malformed_row_is_named_and_refuses_the_edition(system: str, text: str, said: str, tmp_path: Path) -> None:
    (row,) = refused(tmp_path / "file", text, system)
    assert row.startswith(f"file, {said}")


def test_every_malformed_row_is_named(tmp_path: Path) -> None:
    rows = refused(tmp_path / "file", PLAIN + "x,,0,,\ny,,0,,\n", "CH")
    assert [row.split(":")[0] for row in rows] == ["file, row 3", "file, row 4"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1,2\n", "has not the columns"), ("code,description\n", "holds no rows"), ("<html></html>", "not a CSV")],
    ids=["columns", "empty", "page"],
)
def test_a_file_of_another_kind_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read(tmp_path / "file", text, "CH")
