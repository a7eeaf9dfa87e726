"""Rows of a batch: each a product, or what is wrong with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from dutiful_classify.batch.columns import TITLE, column_of, to_product, unknown_columns
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_batch import MAX_BATCH_ROWS
from dutiful_shared.service.json_guard import check_json
from dutiful_shared.service.problems import ProblemException
from dutiful_shared.service.row_files import CsvFile, RowFormat, UnreadableError, lines_of, pointer_of, row_faults

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row by number from 1."""

    number: int
    request: ClassificationRequest | None = None
    faults: tuple[RowFault, ...] = ()


def read_rows(parts: Iterable[bytes], form: RowFormat, after: int = 0) -> Iterator[ReadRow]:
    """The rows after a number of them.

    Raises:
        UnreadableError: the rest is no text of this format, or more rows than a batch may have.
    """
    rows = _csv_rows(CsvFile(parts), after) if form is RowFormat.CSV else _json_rows(lines_of(parts), after)
    for row in rows:
        if row.number > MAX_BATCH_ROWS:
            raise UnreadableError(f"a batch has {MAX_BATCH_ROWS} rows at most; send the rest as another one")
        yield row


def _json_rows(lines: Iterator[str], after: int) -> Iterator[ReadRow]:
    number = 0
    for line in lines:
        if not line.strip():
            continue
        number += 1
        if number > after:
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> ReadRow:
    try:
        # Names given twice, NUL characters, endless nesting: as in any other body.
        check_json(line.encode(), _DEEPEST)
        return ReadRow(number, ClassificationRequest.model_validate_json(line))
    except ProblemException as exc:
        return _refused(number, exc.code, exc.detail)
    except ValidationError as exc:
        return ReadRow(number, faults=row_faults(number, exc, pointer_of))


def _csv_rows(file: CsvFile, after: int) -> Iterator[ReadRow]:
    header = file.header()
    if TITLE not in header:
        raise UnreadableError(f"the first line must name the columns, {TITLE} among them")
    if unknown := unknown_columns(header):
        raise UnreadableError(f"{', '.join(unknown[:5])}: no such column")
    for number, cells in file.rows():
        if number <= after:
            continue
        yield _csv_row(number, header, cells) if isinstance(cells, list) else _refused(number, "csv", str(cells))


def _csv_row(number: int, header: Sequence[str], cells: Sequence[str]) -> ReadRow:
    if any(cells[len(header) :]):
        return _refused(number, "csv", f"the row has {len(cells)} cells and the header {len(header)}")
    if any("\x00" in cell for cell in cells):
        return _refused(number, "csv", "NUL characters are not allowed")
    try:
        return ReadRow(number, ClassificationRequest.model_validate(to_product(header, cells)))
    except ValidationError as exc:
        return ReadRow(number, faults=row_faults(number, exc, column_of))


def _refused(number: int, code: str, detail: str) -> ReadRow:
    return ReadRow(number, faults=(RowFault(row=number, pointer="", code=code, detail=detail),))
