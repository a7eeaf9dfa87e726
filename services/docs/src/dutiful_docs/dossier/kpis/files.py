"""Rows of shipments as CSV or Parquet. Amounts stay exact: text in CSV, decimals in Parquet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from arro3.core import Array, ChunkedArray, DataType, Table
from arro3.io import write_parquet

from dutiful_shared.contract.spreadsheet import inert

_DECIMAL: Final = DataType.decimal128(38, 6)
_EPOCH: Final = date(1970, 1, 1)
_TIMES: Final = frozenset({"shipped_at", "began_at", "cleared_at"})
_DAYS: Final = frozenset({"shipped_on"})
_FLAGS: Final = frozenset({"held", "held_for_papers"})
_COUNTS: Final = frozenset({"stars", "nps"})
_AMOUNTS: Final = frozenset({"clearance_hours", "revenue", "shipping_cost", "duties_and_taxes", "carrier_fees", "cost"})


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV (RFC 4180), without a header; an unknown is an empty field."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([[_cell(value) for value in row] for row in rows])
    return target.getvalue().encode()


def parquet_file(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """The rows as one Parquet file: times in UTC by the microsecond, amounts as decimals with 6 places."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table = Table.from_pydict(
        {name: ChunkedArray([_column(name, column)]) for name, column in zip(columns, values, strict=True)}
    )
    target = io.BytesIO()
    write_parquet(table, target)
    return target.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case str():
            return inert(value)
        case _:
            return str(value)


def _column(name: str, values: Sequence[Any]) -> Array:
    if name in _TIMES:
        micros = [None if one is None else int(one.timestamp()) * 1_000_000 + one.microsecond for one in values]
        return Array(micros, type=DataType.int64()).cast(DataType.timestamp("us", tz="UTC"))
    if name in _DAYS:
        days = [None if one is None else (one - _EPOCH).days for one in values]
        return Array(days, type=DataType.int32()).cast(DataType.date32())
    if name in _AMOUNTS:
        texts = [None if one is None else f"{one:f}" for one in values]
        return Array(texts, type=DataType.utf8()).cast(_DECIMAL)
    if name in _FLAGS:
        return Array(list(values), type=DataType.bool())
    if name in _COUNTS:
        return Array(list(values), type=DataType.int64())
    return Array(list(values), type=DataType.utf8())
