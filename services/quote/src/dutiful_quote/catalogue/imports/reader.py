"""Rows of a body that comes in parts: CSV with a header, or JSON Lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.catalogue.columns import MOST_COLUMNS, MOST_VALUES, SKU, column_of, to_row, unknown_columns
from dutiful_quote.catalogue.errors import UnusableArticleError
from dutiful_quote.catalogue.stored import document_of
from dutiful_shared.contract.catalogue import ArticleRow
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.service.row_files import CsvFile, RowFormat, UnreadableError, lines_of, pointer_of, row_faults

#: An import takes this many rows at most.
MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the body, by number from 1: an article with its document, or what is wrong with it."""

    number: int
    sku: str = ""
    document: str = ""
    faults: tuple[RowFault, ...] = ()


def read_rows(parts: Iterable[bytes], form: RowFormat, after: int = 0) -> Iterator[ReadRow]:
    """The rows after a number of them.

    Raises:
        UnreadableError: the rest is no text of this format.
    """
    rows = _csv_rows(CsvFile(parts), after) if form is RowFormat.CSV else _json_rows(lines_of(parts), after)
    for row in rows:
        if row.number > MOST_ROWS:
            raise UnreadableError(f"an import has {MOST_ROWS} rows at most; send the rest as another one")
        yield row


def _json_rows(lines: Iterator[str], after: int) -> Iterator[ReadRow]:
    number = 0
    for line in lines:
        if not line.strip():
            continue
        number += 1
        if number <= after:
            continue
        try:
            row = ArticleRow.model_validate_json(line)
        except ValidationError as exc:
            yield ReadRow(number, faults=row_faults(number, exc, pointer_of))
            continue
        yield _checked(number, row, str)


def _csv_rows(file: CsvFile, after: int) -> Iterator[ReadRow]:
    header = _checked_header(file.header())
    for number, cells in file.rows():
        if number <= after:
            continue
        if isinstance(cells, list):
            yield _csv_row(number, header, cells)
        else:
            yield _refused_row(number, str(cells))


def _checked_header(header: list[str]) -> list[str]:
    if SKU not in header:
        raise UnreadableError(f"the first line must name the columns, {SKU} among them")
    if len(header) > MOST_COLUMNS:
        raise UnreadableError(f"the file has more than {MOST_COLUMNS} columns; send it as JSON Lines")
    if unknown := unknown_columns(header):
        raise UnreadableError(f"{', '.join(unknown[:5])}: no such column; `GET /v1/catalog/export` shows the columns")
    return header


def _csv_row(number: int, header: Sequence[str], cells: Sequence[str]) -> ReadRow:
    if any(cells[len(header) :]):
        detail = f"the row has {len(cells)} cells and the header {len(header)}"
        return _refused_row(number, detail)
    if sum(map(bool, cells)) > MOST_VALUES:
        return _refused_row(number, f"the row has more than {MOST_VALUES} values")
    try:
        row = ArticleRow.model_validate(to_row(header, cells))
    except ValidationError as exc:
        return ReadRow(number, faults=row_faults(number, exc, column_of))
    return _checked(number, row, lambda pointer: pointer.strip("/").replace("/", "."))


def _refused_row(number: int, detail: str) -> ReadRow:
    return ReadRow(number, faults=(RowFault(row=number, pointer="", code="csv", detail=detail),))


def _checked(number: int, row: ArticleRow, place: Any) -> ReadRow:
    try:
        return ReadRow(number, row.sku, document_of(row))
    except UnusableArticleError as exc:
        fault = RowFault(row=number, pointer=place(exc.pointer), code=exc.code, detail=exc.text)
        return ReadRow(number, faults=(fault,))
