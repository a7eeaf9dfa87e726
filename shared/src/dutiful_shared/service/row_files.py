"""Files of rows that come in parts: CSV with a header, or JSON Lines. However large the file, one row is held."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError

from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.spreadsheet import as_it_was

#: A longer row, in characters, is the sign of a file of another kind.
LONGEST_ROW: Final = 256 * 1024
#: Of a character in UTF-8.
_MOST_BYTES: Final = 4
_MOST_FAULTS_OF_ROW: Final = 5


class RowFormat(StrEnum):
    """How the rows are written."""

    CSV = "csv"
    JSONL = "jsonl"


CSV_TYPE: Final = "text/csv"
JSONL_TYPE: Final = "application/jsonl"
#: Media type -> how the rows are written.
ROW_FORMATS: Final = {
    CSV_TYPE: RowFormat.CSV,
    JSONL_TYPE: RowFormat.JSONL,
    "application/x-ndjson": RowFormat.JSONL,
    "application/x-jsonlines": RowFormat.JSONL,
}


class UnreadableError(Exception):
    """The rest of the body cannot be read."""


def lines_of(parts: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends; only \\n and \\r\\n end one.

    They are the same however the body was cut into parts: a line is decoded when it is whole.

    Raises:
        UnreadableError: the rest is not UTF-8, or a line is too long.
    """
    rest, encoding = b"", "utf-8-sig"
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        for line in whole:
            yield _decoded(line, encoding) + "\n"
            encoding = "utf-8"
        if len(rest) > LONGEST_ROW * _MOST_BYTES:
            raise _too_long()
    if rest:
        yield _decoded(rest, encoding)


def _decoded(line: bytes, encoding: str) -> str:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnreadableError("the body is not UTF-8") from exc
    if len(text) > LONGEST_ROW:
        raise _too_long()
    return text


class CsvFile:
    """The rows of a CSV file; read the header first."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._row = _OneRow(lines_of(parts))
        self._reader = csv.reader(self._row)

    def header(self) -> list[str]:
        """The names of the columns.

        Raises:
            UnreadableError: they cannot be read, or one is named twice.
        """
        try:
            header = [name.strip() for name in next(self._reader, [])]
        except csv.Error as exc:
            raise UnreadableError(f"the header cannot be read: {exc}") from exc
        if len(set(header)) < len(header):
            raise UnreadableError("a column is named twice")
        return header

    def rows(self) -> Iterator[tuple[int, list[str] | csv.Error]]:
        """The cells of each row that has any, by number from 1, or why they cannot be read.

        Raises:
            UnreadableError: the rest cannot be read.
        """
        number = 0
        while True:
            self._row.begin()
            cells: list[str] | csv.Error
            try:
                cells = [as_it_was(cell) for cell in next(self._reader)]
            except StopIteration:
                return
            except csv.Error as exc:
                cells = exc
            if isinstance(cells, csv.Error) or any(cells):
                number += 1
                yield number, cells


class _OneRow:
    """The lines of a row: cells in quotation marks may hold line ends, so that a row could be as long as the body."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._left = LONGEST_ROW

    def begin(self) -> None:
        self._left = LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._left -= len(line)
        # A line alone may be a little longer, by its end.
        if self._left < -2:
            raise _too_long()
        return line


def row_faults(
    number: int, error: ValidationError, place: Callable[[Sequence[int | str]], str]
) -> tuple[RowFault, ...]:
    """What is wrong with a row; `place` makes of a location the column or the pointer."""
    return tuple(
        RowFault(row=number, pointer=place(_location(fault)), code=str(fault["type"]), detail=sentence_of(fault)[:300])
        # Without what was sent, which costs most of the time where a row has thousands of faults.
        for fault in error.errors(include_url=False, include_input=False)[:_MOST_FAULTS_OF_ROW]
    )


def pointer_of(location: Sequence[int | str]) -> str:
    """The JSON Pointer of a location."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location if part != "[key]")


def _location(fault: Any) -> list[int | str]:
    """A check across several fields names the one it blames (see `contract.fields.inconsistent`)."""
    blamed = str(fault.get("ctx", {}).get("where", ""))
    return [*fault["loc"], *(part for part in blamed.split("/") if part)]


def _too_long() -> UnreadableError:
    return UnreadableError(f"a row is longer than {LONGEST_ROW} characters")
