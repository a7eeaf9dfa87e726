"""Cells of files that people open in a spreadsheet: no text of a stranger becomes a formula there.

An apostrophe before the first character makes a cell a text (OWASP ASVS 5.0, 1.2.10).
"""

from typing import Final

#: How a spreadsheet recognises a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_it_was(cell: str) -> str:
    """Without the apostrophe of `inert`, so that our own files can be read again."""
    return cell[1:] if cell.startswith("'") and cell.startswith(_FORMULA, 1) else cell
