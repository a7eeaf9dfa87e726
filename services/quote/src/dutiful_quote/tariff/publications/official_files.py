"""The bounded readers of official files, which the services share."""

from dutiful_shared.official_files.files import (
    MOST_BYTES,
    Row,
    first_character,
    is_workbook,
    read_json,
    read_rows,
    read_text,
    records_of_csv,
    records_of_json,
    records_of_workbook,
)

__all__ = [
    "MOST_BYTES",
    "Row",
    "first_character",
    "is_workbook",
    "read_json",
    "read_rows",
    "read_text",
    "records_of_csv",
    "records_of_json",
    "records_of_workbook",
]
