"""Lines of an invoice as CSV: a header with the names of the contract's fields, then one charge a row.

Columns are parted by commas, or by semicolons as where the comma parts decimals; then it may stand in amounts too.
"""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from dutiful_docs.dossier.errors import UnusableFieldError
from dutiful_shared.contract.shipment_charges import InvoiceLine

COLUMNS: Final = tuple(InvoiceLine.model_fields)
_NEEDED: Final = frozenset({"kind", "amount", "currency"})
MOST_ROWS: Final = 5_000
_LONGEST_FIELD: Final = 1_000


#: How one of pydantic's errors is said.
Sentence = Callable[[Mapping[str, Any]], str]


def read_lines(content: bytes, sentence: Sentence) -> tuple[InvoiceLine, ...]:
    """The lines, in their order.

    Args:
        sentence: says what is wrong with a field.

    Raises:
        UnusableFieldError: the file has no such form; the pointer is `/row/column`, rows counted from 1 below the
            header, or empty for the file itself.
    """
    if b"\x00" in content:
        raise UnusableFieldError("", "the file holds a NUL byte")
    try:
        text = content.decode("utf-8-sig")
        header = text.partition("\n")[0]
        european = ";" in header and "," not in header
        delimiter = ";" if european else ","
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows, names = list(reader), set(reader.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as exc:
        raise UnusableFieldError("", "the file is not CSV in UTF-8") from exc
    if not rows:
        raise UnusableFieldError("", "the file has no rows below its header")
    if unknown := sorted(names - set(COLUMNS)):
        raise UnusableFieldError("", f"the column {unknown[0]!r} is none of {', '.join(COLUMNS)}")
    if missing := sorted(_NEEDED - names):
        raise UnusableFieldError("", f"the column {missing[0]!r} is missing")
    if len(rows) > MOST_ROWS:
        raise UnusableFieldError("", f"the file has more than {MOST_ROWS} rows")
    return tuple(_line(number, row, european, sentence) for number, row in enumerate(rows, start=1))


def _line(number: int, row: dict[str, Any], european: bool, sentence: Sentence) -> InvoiceLine:
    if None in row or any(value is not None and len(value) > _LONGEST_FIELD for value in row.values()):
        raise UnusableFieldError(f"/{number}", "the row is longer than its header, or one of its fields is too long")
    given = {name: value.strip() for name, value in row.items() if value and value.strip()}
    if european and "amount" in given:
        given["amount"] = given["amount"].replace(",", ".")
    try:
        return InvoiceLine.model_validate(given)
    except ValidationError as exc:
        fault = exc.errors(include_url=False)[0]
        column = str(fault.get("ctx", {}).get("where") or (fault["loc"][0] if fault["loc"] else ""))
        raise UnusableFieldError(f"/{number}/{column}", f"row {number}, column {column}: {sentence(fault)}") from exc
