"""Rows of cells as lines of a CSV file."""

import csv
import io
from collections.abc import Sequence

from dutiful_shared.contract.spreadsheet import inert


def written_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines that end with \\n; no cell is a formula to a spreadsheet, whoever named the goods."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
