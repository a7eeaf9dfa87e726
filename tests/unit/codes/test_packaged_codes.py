"""The packaged facts are codes, dates and indents; each destination knows its system."""

import csv
import gzip
import io
from datetime import date

import pycountry
import pytest

from dutiful_classify.codes.code_check import CodeChecks
from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.nomenclature_search import NomenclatureSearch
from dutiful_classify.codes.nomenclatures import PackagedNomenclatures
from dutiful_classify.codes.packaged import packaged_systems, packaged_tree
from dutiful_classify.codes.publications.folder import COLUMNS
from tests.builders.nomenclature import SHIRTS, Trees, tree

ON = date(2026, 11, 29)


@pytest.mark.parametrize("system", sorted(packaged_systems()))
def test_no_text_is_packaged(system: str) -> None:
    packed = packaged_systems()[system].joinpath("codes.csv.gz").read_bytes()
    table = list(csv.reader(io.StringIO(gzip.decompress(packed).decode("ascii"))))
    assert tuple(table[0]) == COLUMNS
    assert not [cell for row in table[1:] for cell in row if any(letter.isalpha() for letter in cell)]


@pytest.mark.parametrize("system", sorted(packaged_systems()))
def test_codes_have_the_lengths_of_their_system(system: str) -> None:
    held, told = packaged_tree(system), CodeSystems.packaged().get(system)
    assert held is not None
    assert told is not None
    assert {len(line.code) for line in held.lines} <= set(told.levels)
    assert len({line.code for line in held.lines}) == len(held.lines)


@pytest.mark.parametrize(
    ("system", "lines"),
    [("US", 19_000), ("EU", 16_000), ("GB", 16_000), ("JP", 9_000), ("BR", 10_000), ("MX", 8_000)],
)
def test_whole_tariffs_are_packaged(system: str, lines: int) -> None:
    held = packaged_tree(system)
    assert held is not None
    assert len(held.lines) > lines
    assert not held.info.partial


@pytest.mark.parametrize(
    ("country", "system", "digits"),
    [
        ("US", "US", 10), ("PR", "US", 10), ("DE", "EU", 10), ("GR", "EU", 10), ("MC", "EU", 10), ("XI", "EU", 10),
        ("GB", "GB", 10), ("IM", "GB", 10), ("JP", "JP", 9), ("CH", "CH", 8), ("LI", "CH", 8), ("NO", "NO", 8),
        ("CA", "CA", 10), ("AU", "AU", 10), ("BR", "BR", 8), ("NA", "ZA", 8),
    ],
)  # fmt: skip
def test_a_destination_declares_by_its_system(country: str, system: str, digits: int) -> None:
    found = CodeSystems.packaged().of(country)
    assert found is not None
    assert (found.key, found.declared_digits) == (system, digits)
    assert CodeSystems.packaged().basis(country)


def test_the_twenty_seven_declare_by_taric() -> None:
    union = [one.alpha_2 for one in pycountry.countries if _basis(one.alpha_2).startswith("Regulation (EU)")]
    assert len(union) == 27


def _basis(country: str) -> str:
    return CodeSystems.packaged().basis(country)


def test_of_most_countries_no_system_is_known() -> None:
    assert CodeSystems.packaged().of("KR") is None


def test_a_known_line_of_each_large_tariff() -> None:
    checks = CodeChecks(PackagedNomenclatures())
    known = {"US": "6109100012", "EU": "6109100010", "GB": "6109100010", "JP": "851830000", "BR": "61091000"}
    assert [system for system, code in known.items() if not checks.known(code, system, ON)] == []


def test_rows_are_found_by_words_of_theirs_and_of_those_above() -> None:
    search = NomenclatureSearch(Trees(tree(SHIRTS)))
    hits = search.find("US", "cotton shirts for boys", 3)
    assert hits
    assert (hits[0].code, hits[0].above[-1]) == ("6109100020", "For men or boys:")


def test_the_last_word_may_be_unfinished() -> None:
    found = NomenclatureSearch(Trees(tree(SHIRTS))).find("US", "embroi", 3)
    assert found
    assert found[0].code == "6109100040"


def test_digits_find_lines() -> None:
    found = NomenclatureSearch(Trees(tree(SHIRTS))).find("US", "6109.90", 5)
    assert [hit.code for hit in found or ()] == ["6109901000", "6109909000"]


def test_without_texts_words_find_subheadings() -> None:
    found = NomenclatureSearch(PackagedNomenclatures()).find("JP", "t-shirts of cotton", 3)
    assert found
    assert found[0].digits == "610910"


def test_of_a_system_without_codes_nothing_is_found() -> None:
    assert NomenclatureSearch(Trees()).find("KR", "shirt", 3) is None
