"""Rows of a file in blocks, each of which is worked off and written in one transaction."""

from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import Generic, TypeVar

from dutiful_shared.service.row_files import UnreadableError

Row = TypeVar("Row")


class RowBlocks(Generic[Row]):
    """Rows in blocks. Those before an unreadable place are a block too; the place is told of after it.

    Args:
        rows: may raise `UnreadableError`.
        most: rows of a block.
        seconds: no block reads on for longer than this: rows full of faults take long, and a lease must not run out.
    """

    def __init__(self, rows: Iterator[Row], most: int, seconds: float = 2.0) -> None:
        self._rows = rows
        self._most = most
        self._seconds = seconds
        self._broken: UnreadableError | None = None

    def following(self) -> list[Row]:
        """The next block, empty at the end.

        Raises:
            UnreadableError: the rest cannot be read.
        """
        if self._broken is not None:
            raise self._broken
        block: list[Row] = []
        until = monotonic() + self._seconds
        try:
            for row in islice(self._rows, self._most):
                block.append(row)
                if monotonic() > until:
                    break
        except UnreadableError as exc:
            self._broken = exc
            if not block:
                raise
        return block
