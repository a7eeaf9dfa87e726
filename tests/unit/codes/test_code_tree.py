"""Rows become a tree: by indents, by digits, with padding, with dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from tests.builders.nomenclature import FLAT, SHIRTS, TODAY, tree


def padded(*rows: NomenclatureRow) -> CodeTree:
    return CodeTree(EditionInfo("e", "EU", "e", date(2026, 1, 1), padded=True), rows)


def test_a_group_without_a_code_stands_between_a_heading_and_its_lines() -> None:
    held = tree()
    line = held.line("6109100020")
    assert line is not None
    assert [(node.digits, held.text(node)) for node in held.path(line)] == [
        ("6109", "Shirts without a collar, knitted"),
        ("61091000", "Of cotton"),
        ("", "For men or boys:"),
        ("6109100020", "For boys"),
    ]


def test_lines_are_the_last_codes_of_their_branches() -> None:
    assert [line.code for line in tree().lines_below("610990")] == ["6109901000", "6109909000"]


def test_without_indents_the_longest_beginning_is_above() -> None:
    held = tree(((None, "42022110", ""), (None, "4202", ""), (None, "420221", "")), system="ZA")
    line = held.line("42022110")
    assert line is not None
    assert [node.code for node in held.path(line)] == ["4202", "420221", "42022110"]


def test_lines_without_anything_above_them_are_found_by_their_beginning() -> None:
    assert [line.code for line in tree(FLAT, system="JP").lines_below("420221")] == ["420221110", "420221210"]


def test_zeros_that_fill_a_code_up_do_not_count_as_digits() -> None:
    held = padded(
        NomenclatureRow("0100000000", 0),
        NomenclatureRow("0101000000", 0),
        NomenclatureRow("0101210000", 1, suffix="10"),
        NomenclatureRow("0101210000", 2),
        NomenclatureRow("0101290000", 2),
        NomenclatureRow("0101291000", 3),
    )
    line = held.line("0101291000")
    assert line is not None
    assert [(node.digits, node.suffix) for node in held.path(line)] == [
        ("01", "80"), ("0101", "80"), ("", "10"), ("010129", "80"), ("01012910", "80"),
    ]  # fmt: skip
    assert [one.code for one in held.lines] == ["0101210000", "0101291000"]


def test_a_line_that_has_ended_is_not_among_those_in_force() -> None:
    held = CodeTree(
        EditionInfo("e", "US", "e", date(2026, 1, 1)),
        [
            NomenclatureRow("6109100010", valid_to=date(2026, 6, 30)),
            NomenclatureRow("6109100020", valid_from=date(2026, 7, 1)),
        ],
    )
    assert [line.code for line in held.lines_below("610910", date(2026, 6, 30))] == ["6109100010"]
    assert [line.code for line in held.lines_below("610910", TODAY)] == ["6109100020"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [("6109100011", "6109100010"), ("6109900000", "6109901000"), ("9999", "6109909000")],
    ids=["one digit off", "a heading", "beyond the end"],
)
def test_what_is_not_there_has_a_neighbour(asked: str, near: str) -> None:
    assert tree().near(asked) == near


@given(st.sets(st.integers(0, 9999), min_size=1, max_size=60), st.randoms())
def test_every_line_lies_below_each_of_its_beginnings(tails: set[int], order: object) -> None:
    codes = [f"420221{tail:04}" for tail in tails]
    order.shuffle(codes)  # type: ignore[attr-defined]
    held = tree([(None, code, "") for code in codes])
    for code in codes:
        for digits in range(2, 11):
            assert code in {line.code for line in held.lines_below(code[:digits])}


def test_the_lines_of_a_row_are_those_of_its_children() -> None:
    held = tree(SHIRTS)
    for node in held.nodes:
        children = held.children(node)
        if children:
            held_below = sum(child.end_line - child.first_line for child in children)
            assert node.end_line - node.first_line == held_below
