"""Reads files of official publications: CSV, JSON and workbooks, compressed or not. The one place that trusts none.

Files come from the web and from people: every reader here is bounded in bytes, in line length, in depth and in size of
a record, and tells what is wrong in one line with the file and the place.
"""

import codecs
import csv
import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import openpyxl

from dutiful_shared.official_files.errors import UnreadableFileError
from dutiful_shared.official_files.json_records import json_document, json_items

__all__ = ["Row", "first_character", "read_json", "read_rows", "read_text", "records_of_csv", "records_of_json"]

#: Where a record stands in its file ("row 12"), and the record.
Row = tuple[str, Mapping[str, Any]]

#: The largest schedule at hand unpacks to 14 MB; the largest workbook of a customs tariff to under 400 MB of XML.
MOST_BYTES: Final = 96 * 1024 * 1024
MOST_WORKBOOK_BYTES: Final = 512 * 1024 * 1024
#: Tables of text pack some 20 to 40 times; a bomb packs a thousand times.
MOST_RATIO: Final = 200
#: Below so many bytes no ratio is alarming.
RATIO_FROM_BYTES: Final = 1024 * 1024
MOST_LINE_BYTES: Final = 256 * 1024
MOST_COLUMNS: Final = 200
_CHUNK: Final = 64 * 1024


class BoundedBytes:
    """The unpacked bytes of a file, as a reader; more of them than is sane are refused while they are unpacked."""

    def __init__(self, path: Path, stream: IO[bytes] | gzip.GzipFile, packed_size: int) -> None:
        self._path = path
        self._stream = stream
        self._packed = packed_size
        self._begun = False
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, a portion for a negative size; empty at the end.

        Raises:
            UnreadableFileError: the compressed data is broken, or unpacks to more than the limits.
        """
        if size == 0:
            return b""
        try:
            data = self._stream.read(_CHUNK if size < 0 else min(size, _CHUNK))
        except (EOFError, zlib.error, OSError, zipfile.BadZipFile, RuntimeError) as error:
            raise UnreadableFileError(
                self._path.name, f"after byte {self.count}", f"cannot be unpacked: {error}"
            ) from None
        self.count += len(data)
        if self.count > MOST_BYTES:
            raise UnreadableFileError(self._path.name, "", f"holds more than {MOST_BYTES // 1024 // 1024} MB")
        if self.count > max(RATIO_FROM_BYTES, self._packed * MOST_RATIO):
            raise UnreadableFileError(self._path.name, "", f"unpacks to more than {MOST_RATIO} times its size")
        if not self._begun:
            self._begun = True
            return data.removeprefix(codecs.BOM_UTF8) or (self.read(size) if data else b"")
        return data


@contextmanager
def opened(path: Path) -> Iterator[BoundedBytes]:
    """The content of a regular file, unpacked if it is gzip or a zip of one file, whatever it is called.

    Raises:
        OSError: the file is not there or may not be read.
        UnreadableFileError: it is no regular file, is empty, or is a zip of several files.
    """
    size = regular_size(path)
    if size > MOST_BYTES:
        raise UnreadableFileError(path.name, "", f"is larger than {MOST_BYTES // 1024 // 1024} MB")
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield BoundedBytes(path, unpacked, size)
        elif magic == b"PK\x03\x04":
            with _only_member(path, raw) as unpacked_member:
                yield BoundedBytes(path, unpacked_member, size)
        else:
            yield BoundedBytes(path, raw, size)


def regular_size(path: Path) -> int:
    """Bytes of a regular, non-empty file that is no symbolic link.

    Raises:
        OSError: it is not there.
        UnreadableFileError: it is something else.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise UnreadableFileError(path.name, "", "is a symbolic link; name the file itself")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFileError(path.name, "", "is a folder" if stat.S_ISDIR(found.st_mode) else "is no regular file")
    if found.st_size == 0:
        raise UnreadableFileError(path.name, "", "is empty")
    return found.st_size


@contextmanager
def _only_member(path: Path, raw: IO[bytes]) -> Iterator[IO[bytes]]:
    try:
        with zipfile.ZipFile(raw) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) != 1:
                raise UnreadableFileError(path.name, "", f"is a zip of {len(members)} files; it must hold one")
            with archive.open(members[0]) as member:
                yield member
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise UnreadableFileError(path.name, "", f"is a broken zip: {error}") from None


def first_character(path: Path) -> str:
    """The first character that is no blank: what tells JSON from CSV from HTML. Empty for blank text."""
    with opened(path) as source:
        return source.read(4096).lstrip()[:1].decode("ascii", "replace")


def lines_of(path: Path, encoding: str = "utf-8") -> Iterator[str]:
    """The lines of a text file with their ends.

    Raises:
        UnreadableFileError: a line is too long, or the text is not in `encoding`.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    number, rest = 1, ""
    with opened(path) as source:
        while True:
            data = source.read(_CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError:
                raise UnreadableFileError(
                    path.name, f"after line {number}", f"is not text in {encoding.upper()}"
                ) from None
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                _bound_line(path, number, line)
                yield line + "\n"
                number += 1
            _bound_line(path, number, rest)
            if not data:
                break
    if rest:
        yield rest


def _bound_line(path: Path, number: int, line: str) -> None:
    if len(line) > MOST_LINE_BYTES:
        raise UnreadableFileError(path.name, f"line {number}", f"is longer than {MOST_LINE_BYTES // 1024} KB")
    if "\0" in line:
        raise UnreadableFileError(path.name, f"line {number}", "holds a NUL byte; this is no text")


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """The text of `path`, unpacked where it is compressed.

    Raises:
        OSError: the file is not there or cannot be read.
        UnreadableFileError: it is not such a text, or too much.
    """
    return "".join(lines_of(path, encoding))


def records_of_csv(path: Path) -> Iterator[Row]:
    """The rows of a CSV file by the names of its header, stripped, each with its place ("row 1" is below the header).

    Raises:
        UnreadableFileError: it is no such table: HTML, a header with a name twice, rows of another length.
    """
    if first_character(path) in {"<", "{", "["}:
        raise UnreadableFileError(path.name, "line 1", "is not a CSV table but HTML, XML or JSON")
    reader = csv.reader(lines_of(path), strict=True)
    number = 0
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path, header)
        for number, cells in enumerate(reader, start=1):
            if not any(cells):
                continue
            if len(cells) != len(header):
                reason = f"has {len(cells)} cells where the header has {len(header)}"
                raise UnreadableFileError(path.name, f"row {number}", reason)
            yield f"row {number}", {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name}
    except csv.Error as error:
        raise UnreadableFileError(path.name, f"row {number + 1}", f"is no CSV: {error}") from None


def _check_header(path: Path, header: list[str]) -> None:
    named = [name for name in header if name]
    if not named:
        raise UnreadableFileError(path.name, "line 1", "has no header")
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(path.name, "line 1", f"has more than {MOST_COLUMNS} columns")
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise UnreadableFileError(path.name, "line 1", f"has the column {twice!r} twice")


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by the names of its header; cells are stripped."""
    for _, row in records_of_csv(path):
        yield dict(row)


def records_of_json(path: Path) -> Iterator[Row]:
    """The objects of a JSON file that is one list of objects, streamed; the place is the item ("item 1")."""
    with opened(path) as source:
        for number, item in json_items(path.name, source):
            yield f"item {number}", item


def read_json(path: Path) -> Any:
    """The whole of a JSON document, which must be small enough to keep."""
    with opened(path) as source:
        return json_document(path.name, source)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, which is a zip of many files."""
    regular_size(path)
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def records_of_workbook(path: Path) -> Iterator[Row]:
    """The rows of the first sheet of a workbook by the names of its first row, read row by row.

    Raises:
        UnreadableFileError: it is no such workbook, or unpacks to more than the limits.
    """
    _bound_workbook(path)
    number = 0
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True)
            header = ["" if cell is None else str(cell).strip() for cell in next(rows, ())]
            _check_header(path, header)
            for number, cells in enumerate(rows, start=1):
                if any(cell is not None for cell in cells):
                    yield f"row {number}", {name: cell for name, cell in zip(header, cells, strict=False) if name}
        finally:
            book.close()
    except UnreadableFileError:
        raise
    except Exception as error:  # a hostile workbook breaks the library in ways that it does not list
        reason = f"is a broken workbook: {str(error)[:100] or type(error).__name__}"
        raise UnreadableFileError(path.name, f"after row {number}", reason) from None


def _bound_workbook(path: Path) -> None:
    """What the archive declares is all that its members can unpack to."""
    with zipfile.ZipFile(path) as archive:
        total = sum(member.file_size for member in archive.infolist())
    if total > MOST_WORKBOOK_BYTES:
        raise UnreadableFileError(path.name, "", f"unpacks to more than {MOST_WORKBOOK_BYTES // 1024 // 1024} MB")
    if total > max(RATIO_FROM_BYTES, regular_size(path) * MOST_RATIO):
        raise UnreadableFileError(path.name, "", f"unpacks to more than {MOST_RATIO} times its size")
