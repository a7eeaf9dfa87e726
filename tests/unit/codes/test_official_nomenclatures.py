"""The official files themselves: the packaged facts are made of them, and they are read whole with their texts."""

import csv
import gzip
import time
from datetime import date
from pathlib import Path

import pytest

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.import_files import read_edition
from dutiful_classify.codes.packaged import packaged_systems, packaged_tree
from dutiful_classify.codes.publications.build import FACTS, SOURCES, Source, build
from dutiful_classify.codes.publications.destinations import write_destinations
from dutiful_classify.codes.publications.frequencies import write_frequencies
from dutiful_classify.codes.publications.succession import write_correlation
from loadtests.national_lines import national_figures

pytestmark = pytest.mark.official


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path)
def test_an_official_file_is_read_without_a_refusal_in_seconds(source: Source, official_files: Path) -> None:
    began = time.monotonic()
    read = read_edition(source.system, CodeSystems.packaged().get(source.system), official_files / source.file)
    assert time.monotonic() - began < 10
    assert len(read.rows) > 500


def test_the_packaged_facts_are_those_of_the_files(official_files: Path, tmp_path: Path) -> None:
    built = build(official_files, tmp_path)
    write_destinations(official_files, tmp_path)
    write_correlation(official_files, tmp_path)
    write_frequencies(official_files, tmp_path)
    assert {path.partition("/")[0].upper() for path in built} == set(packaged_systems())
    for path in sorted(one for one in tmp_path.rglob("*") if one.is_file()):
        assert path.read_bytes() == (FACTS / path.relative_to(tmp_path)).read_bytes(), path


def test_lines_of_taric_are_the_declarable_codes_of_the_publisher(official_files: Path) -> None:
    """The list is of January and the nomenclature of April 2025: 1 % may have come or gone between them."""
    with gzip.open(official_files / "eu/taric_declarable_codes_2025-01-14.csv.gz", "rt", encoding="utf-8") as file:
        listed = {
            row["Goods code"][:10]
            for row in csv.DictReader(file)
            if row["IS_LEAF"] == "1" and not row["End date"] and row["Goods code"][:2] < "98"
        }
    held = packaged_tree("EU")
    assert held is not None
    lines = {line.code for line in held.lines if line.in_force(date(2025, 1, 14))}
    assert len(lines ^ listed) < len(listed) / 100


def test_the_line_is_right_more_often_than_chance_by_far(official_files: Path) -> None:
    figures = national_figures(official_files)
    everything = figures["all"]
    assert everything["top1"]["low"] > 0.75
    assert everything["top1_with_choice"]["low"] > 2 * everything["by_chance_with_choice"]
    assert everything["right_as_far_as_answered"]["low"] > 0.8
    assert everything["calibration_error"] < 0.05
