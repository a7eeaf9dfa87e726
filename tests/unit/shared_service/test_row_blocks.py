"""Blocks lose no row, not even those before a place that cannot be read."""

from collections.abc import Iterator

import pytest

from dutiful_shared.service.row_blocks import RowBlocks
from dutiful_shared.service.row_files import UnreadableError


def _broken_after(rows: int) -> Iterator[int]:
    yield from range(rows)
    raise UnreadableError("the rest cannot be read")


def test_blocks_are_as_long_as_they_may_be_and_end_with_an_empty_one() -> None:
    blocks = RowBlocks(iter(range(5)), 2)

    assert [blocks.following() for _ in range(4)] == [[0, 1], [2, 3], [4], []]


def test_a_block_ends_when_its_time_is_over() -> None:
    blocks = RowBlocks(iter(range(3)), 3, seconds=-1.0)

    assert [blocks.following() for _ in range(4)] == [[0], [1], [2], []]


@pytest.mark.parametrize(
    ("rows", "read"),
    [pytest.param(2, [[0, 1]], id="at the end of a block"), pytest.param(3, [[0, 1], [2]], id="inside of a block")],
)
def test_rows_before_an_unreadable_place_are_a_block_and_then_it_is_told(rows: int, read: list[list[int]]) -> None:
    blocks = RowBlocks(_broken_after(rows), 2)

    assert [blocks.following() for _ in read] == read
    for _ in range(2):
        with pytest.raises(UnreadableError):
            blocks.following()
