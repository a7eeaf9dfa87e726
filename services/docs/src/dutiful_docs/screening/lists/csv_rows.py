"""CSV read row by row."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final, cast

from dutiful_docs.screening.lists.bounds import BoundedFile
from dutiful_docs.screening.lists.errors import ListFileError

_MOST_COLUMNS: Final = 400
_LONGEST_LINE: Final = 1_000_000
#: Old DOS files end with it; OFAC's do.
_CONTROL_Z: Final = "\x1a"


class _Readable(io.RawIOBase):
    def __init__(self, file: BoundedFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        piece = self._file.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


def rows(file: BoundedFile, delimiter: str = ",") -> Iterator[list[str]]:
    """Rows of stripped fields, without empty rows. UTF-8 with or without a mark; Windows-1252 where it is not UTF-8.

    Raises:
        ListFileError: the CSV is broken or beyond the bounds.
    """
    text = io.TextIOWrapper(
        io.BufferedReader(_Readable(file)), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )
    try:
        for row in csv.reader(_lines(text), delimiter=delimiter, strict=True):
            if len(row) > _MOST_COLUMNS:
                raise ListFileError("A row of the CSV has too many columns.")
            fields = [_readable(value).strip(" \t\r\n\ufeff" + _CONTROL_Z) for value in row]
            if any(fields):
                yield fields
    except csv.Error as exc:
        raise ListFileError(f"The CSV is broken: {exc}.") from exc


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise ListFileError("A line of the CSV is too long.")
        if line.strip() != _CONTROL_Z:
            yield line


def _readable(value: str) -> str:
    """A field whose bytes are not UTF-8 is Windows-1252, as older exports are."""
    if value.isascii() or not any("\udc80" <= sign <= "\udcff" for sign in value):
        return value
    return value.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def named_rows(header: list[str], body: Iterator[list[str]]) -> Iterator[Mapping[str, str]]:
    """Rows by the names of their columns, in small letters.

    Raises:
        ListFileError: a row is longer than the header.
    """
    names = [name.lower() for name in header]
    for number, row in enumerate(body, 1):
        if len(row) > len(names):
            raise ListFileError(f"Row {number} of the CSV has more fields than the header.")
        yield dict(zip(names, row, strict=False))
