"""The files of the USITC: the export of the schedule in JSON and in CSV, with what is odd about them.

Grouping rows without a number are text; a blank is no rate; `units` may be a list or a text; chapters 98 and 99 are
other publications. A row that breaks what the export has always been is refused with its reason.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError
from dutiful_quote.tariff.publications.us_hts import FIRST_SPECIAL_CHAPTER, add_schedule_row
from dutiful_quote.tariff.publications.writing import FactFolder

#: What a row must have to be one of the JSON export; the rest of its fields are not rates.
JSON_FIELDS: Final = frozenset({"htsno", "general", "special", "other", "units", "footnotes"})
CSV_FIELDS: Final = frozenset({"HTS Number", "General Rate of Duty", "Special Rate of Duty", "Column 2 Rate of Duty"})
#: A table of the rated lines alone, without the special column.
RATE_LINE_FIELDS: Final = frozenset({"htsno", "general", "other"})

_NUMBER: Final = re.compile(r"[0-9]{4}(?:\.[0-9]{2}){0,3}")


def add_json_row(folder: FactFolder, row: Mapping[str, Any]) -> None:
    """Add one object of the JSON export.

    Raises:
        RowRefusedError: a field is missing, has another type, or the number is none.
    """
    missing = JSON_FIELDS - row.keys()
    if missing:
        raise RowRefusedError(f"has no {', '.join(sorted(missing))}")
    texts = {name: _text(name, row[name]) for name in ("htsno", "general", "special", "other")}
    units, notes = _list(row, "units"), _list(row, "footnotes")
    if not all(isinstance(unit, str) for unit in units):
        raise RowRefusedError("units: is not a list of texts")
    if not all(isinstance(note, Mapping) and isinstance(note.get("value") or "", str) for note in notes):
        raise RowRefusedError("footnotes: is not a list of notes with texts")
    _add(folder, {**texts, "units": units, "footnotes": notes})


def add_csv_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the CSV export."""
    units = re.findall(r'[^\[\]",;]+', row.get("Unit of Quantity", ""))
    _add(
        folder,
        {
            "htsno": row["HTS Number"], "general": row["General Rate of Duty"], "special": row["Special Rate of Duty"],
            "other": row["Column 2 Rate of Duty"], "units": [unit for unit in units if unit.strip()],
            "footnotes": [{"value": " ".join(value for name, value in row.items() if name.startswith("Additional"))}],
        },
    )  # fmt: skip


def add_rate_line(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of a table of rates that has no special column."""
    folder.count("without special rates: lines of a file that has no special column")
    _add(folder, {"htsno": row["htsno"], "general": row["general"], "special": "", "other": row["other"],
                  "units": [], "footnotes": []})  # fmt: skip


def _add(folder: FactFolder, row: Mapping[str, Any]) -> None:
    number = row["htsno"].strip()
    if not number:
        if row["general"].strip() or row["other"].strip():
            raise RowRefusedError("htsno: is empty beside a rate")
        folder.count("passed over: grouping rows without a number")
    elif not _NUMBER.fullmatch(number):
        raise RowRefusedError(f"htsno: {number[:30]!r} is not a number of the schedule such as 6109.10.00.12")
    elif number[:2] >= FIRST_SPECIAL_CHAPTER:
        folder.count("passed over: chapters 98 and 99, which are other publications")
    else:
        add_schedule_row(folder, {**row, "code": number.replace(".", "")})


def _text(name: str, value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise RowRefusedError(f"{name}: is not a text")
    return value or ""


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row[name] if row[name] is not None else []
    if not isinstance(value, list):
        raise RowRefusedError(f"{name}: is not a list")
    return value
