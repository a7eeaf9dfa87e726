"""Rows of packaged fact tables: how a cell becomes a value, and which cells are refused."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Final

from dutiful_shared.contract.units import UNIT_QUESTIONS

_LONGEST_CODE: Final = 12


class FactTableError(ValueError):
    """A packaged table cannot be read. `row` counts from 1 below the header; 0 is the table as a whole."""

    def __init__(self, file: str, row: int, column: str, reason: str) -> None:
        place = f"{file}, row {row}" if row else file
        super().__init__(f"{place}, column {column}: {reason}" if column else f"{place}: {reason}")
        self.file = file
        self.row = row
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row: its cells by column, and where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell as text; empty where the table has no such column."""
        return self.cells.get(column, "")

    def error(self, column: str, reason: str) -> FactTableError:
        """The error to raise over a cell, with file, row and column."""
        return FactTableError(self.file, self.number, column, reason)

    def inheriting(self, defaults: Mapping[str, str]) -> "FactRow":
        """This row with `defaults` where a cell is empty."""
        return FactRow(self.file, self.number, {**defaults, **{k: v for k, v in self.cells.items() if v}})


def rows_of(
    folder: Traversable, name: str, columns: Sequence[str], *, needed: Sequence[str], optional: bool = False
) -> Iterator[FactRow]:
    """The rows of `name` (or `name.gz`) in `folder`.

    Raises:
        FactTableError: the file is missing (unless optional), its header has other columns, a row has another length,
            or one of the `needed` cells is empty.
    """
    text, label = _text(folder, name)
    if text is None:
        if optional:
            return
        raise FactTableError(label, 0, "", "the file is missing")
    reader = csv.reader(io.StringIO(text), strict=True)
    header = next(reader, [])
    _check_header(header, columns, needed, label)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) != len(header):
                raise FactTableError(label, number, "", f"has {len(cells)} cells where the header has {len(header)}")
            row = FactRow(label, number, dict(zip(header, cells, strict=True)))
            for column in needed:
                if not row.cells[column]:
                    raise row.error(column, "is empty")
            yield row
    except csv.Error as error:
        raise FactTableError(label, 0, "", f"is no CSV: {error}") from None


def _text(folder: Traversable, name: str) -> tuple[str | None, str]:
    plain, packed = folder.joinpath(name), folder.joinpath(f"{name}.gz")
    if plain.is_file() and packed.is_file():
        raise FactTableError(f"{folder.name}/{name}", 0, "", "stands there twice, plain and compressed")
    if plain.is_file():
        return plain.read_text(encoding="utf-8"), f"{folder.name}/{name}"
    if packed.is_file():
        try:
            return gzip.decompress(packed.read_bytes()).decode("utf-8"), f"{folder.name}/{name}.gz"
        except (OSError, EOFError) as error:
            raise FactTableError(f"{folder.name}/{name}.gz", 0, "", f"is no gzip file: {error}") from None
    return None, f"{folder.name}/{name}"


def _check_header(header: Sequence[str], columns: Sequence[str], needed: Sequence[str], label: str) -> None:
    for column in header:
        if column not in columns:
            raise FactTableError(label, 0, column, f"is not a column of this table; it has {', '.join(columns)}")
    if len(set(header)) != len(header):
        raise FactTableError(label, 0, "", "a column stands twice in the header")
    for column in needed:
        if column not in header:
            raise FactTableError(label, 0, column, "is missing in the header")


def goods_code(row: FactRow) -> str:
    """Digits without dots, as many as the row has; empty covers all goods.

    Raises:
        FactTableError: it has something else than digits, or too many.
    """
    code = row.get("goods_code")
    if code and not (code.isascii() and code.isdigit() and len(code) <= _LONGEST_CODE):
        raise row.error("goods_code", f"{code!r} is not up to {_LONGEST_CODE} digits")
    return code


def units(row: FactRow) -> tuple[str, ...]:
    """Units of quantity, as codes of the table of units.

    Raises:
        FactTableError: the table does not have one of them.
    """
    found = tuple(row.get("units").split())
    for unit in found:
        if unit not in UNIT_QUESTIONS:
            raise row.error("units", f"{unit!r} is not in the table of units")
    return found


def is_country(code: str) -> bool:
    """Two capital letters: the shape of ISO 3166 alpha-2, user-assigned codes such as XK and XI included."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def is_territory(code: str) -> bool:
    """A country, or a special part of one behind a hyphen: DE-HELIGOLAND."""
    country, hyphen, part = code.partition("-")
    return is_country(country) and (not hyphen or (part.isalnum() and part.isascii() and part == part.upper()))


def optional_day(row: FactRow, column: str) -> date | None:
    """A day, None where the cell is empty.

    Raises:
        FactTableError: it is not written as 2026-01-31.
    """
    return read_day(row, column, row.get(column))


@lru_cache(maxsize=10_000)
def _iso_day(text: str) -> date:
    return date.fromisoformat(text)


def read_day(row: FactRow, column: str, text: str) -> date | None:
    """A day out of a text that came from `column`; None where it is empty.

    Raises:
        FactTableError: it is not written as 2026-01-31.
    """
    if not text:
        return None
    try:
        return _iso_day(text)
    except ValueError:
        raise row.error(column, f"{text!r} is not a day as 2026-01-31") from None


def validity(row: FactRow, first: str, last: str) -> tuple[date | None, date | None]:
    """First and last day, both included; None is open.

    Raises:
        FactTableError: one is no day, or the last lies before the first.
    """
    valid_from, valid_to = read_day(row, "valid_from", first), read_day(row, "valid_to", last)
    if valid_from and valid_to and valid_to < valid_from:
        raise row.error("valid_to", f"{last} is before {first}")
    return valid_from, valid_to
