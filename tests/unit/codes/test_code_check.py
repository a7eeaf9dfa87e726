"""A merchant's code is checked by the system it is of, and what became of subheadings is known."""

from datetime import date
from pathlib import Path

import pytest

from dutiful_classify.codes.code_check import CodeChecks, CodeState
from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.succession import Correlation, Successions, packaged_correlation, read_correlation
from dutiful_shared.official_files.errors import UnreadableFileError
from tests.builders.nomenclature import SHIRTS, TODAY, Trees, rows, systems, tree

DATED = CodeTree(
    EditionInfo("e", "US", "e", date(2026, 1, 1)),
    [
        *rows(SHIRTS),
        NomenclatureRow("6110000010", 0, valid_to=date(2026, 6, 30)),
        NomenclatureRow("6110000020", 0, valid_from=date(2027, 1, 1)),
        NomenclatureRow("6110000030", 0),
    ],
)
PARTIAL = tree(((None, "61091000", ""),), system="CA", texts=False, partial=True)
CHECKS = CodeChecks(Trees(DATED, PARTIAL), systems())


@pytest.mark.parametrize(
    ("system", "code", "state", "level", "nearest"),
    [
        ("US", "6109.10.00.20", CodeState.DECLARABLE, "6109100020", ""),
        ("US", "610910", CodeState.NOT_DECLARABLE, "610910", "6109100010"),
        ("US", "61091", CodeState.TOO_SHORT, "6109", "6109100010"),
        ("US", "6109100099", CodeState.UNKNOWN, "61091000", "6109100060"),
        ("US", "9999999999", CodeState.UNKNOWN, "", "6110000030"),
        ("US", "6110000010", CodeState.ENDED, "6110000010", "6110000030"),
        ("US", "6110000020", CodeState.NOT_YET, "6110000020", "6110000030"),
        ("CA", "61091000", CodeState.DECLARABLE, "61091000", ""),
        ("CA", "6109100011", CodeState.NOT_CHECKED, "61091000", ""),
        ("CA", "420221", CodeState.NOT_CHECKED, "", ""),
        ("CH", "61091000", CodeState.NOT_CHECKED, "610910", ""),
        ("CH", "61091", CodeState.TOO_SHORT, "6109", ""),
        ("HS", "610910", CodeState.DECLARABLE, "610910", ""),
        ("HS", "610911", CodeState.UNKNOWN, "6109", ""),
    ],
)
def test_what_a_code_is(system: str, code: str, state: CodeState, level: str, nearest: str) -> None:
    told = CHECKS.explain(code, system, TODAY)
    assert (told.state, told.level, told.nearest) == (state, level, nearest)
    assert told.reason.endswith(".")


def test_a_line_is_known_on_its_days_only() -> None:
    assert CHECKS.known("6110000010", "US", date(2026, 6, 30))
    assert not CHECKS.known("6110000010", "US", date(2026, 7, 1))


def test_a_subheading_that_stayed_is_its_own_predecessor() -> None:
    (found,) = Successions([packaged_correlation()]).predecessors("010121", "HS 2022")
    assert (found.edition, found.code, found.relationship, found.main) == ("HS 2017", "010121", "1:1", True)


def test_phones_were_one_subheading_and_became_two() -> None:
    found = Successions([packaged_correlation()]).successors("851712", "HS 2017")
    assert {"851713", "851714"} <= {one.code for one in found}


def test_of_an_edition_without_a_correlation_nothing_is_said() -> None:
    assert Successions([packaged_correlation()]).successors("610910", "HS 2022") == ()


def test_a_correlation_that_is_loaded_tells_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "next.csv"
    path.write_text("newer,older,relationship,main\n6109.11,6109.10,n:1,1\n610912,610910,n:1,0\n")
    read = read_correlation(path)
    assert read.count == 2
    later = Correlation("HS 2028", "HS 2022", [("610911", "610910", "n:1", True), ("610912", "610910", "n:1", False)])
    found = Successions([packaged_correlation(), later]).successors("610910", "HS 2022")
    assert [(one.code, one.main) for one in found] == [("610911", True), ("610912", False)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("61091,610910,1:1,1", "row 1: newer"),
        ("610911,x,1:1,1", "row 1: older"),
        ("610911,610910,2:1,1", "row 1: relationship"),
        ("610911,610910,1:1,yes", "row 1: main"),
        ("610911,610910,1:1,1\n610911,610910,1:1,1", "row 2: 610911 and 610910 stand together already"),
    ],
)
def test_a_malformed_correlation_is_refused(row: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "next.csv"
    path.write_text(f"newer,older,relationship,main\n{row}\n")
    with pytest.raises(UnreadableFileError, match=said):
        read_correlation(path)
