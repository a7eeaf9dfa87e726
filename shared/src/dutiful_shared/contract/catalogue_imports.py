"""Imports into a catalogue on the wire: how far one is, and the rows that were refused."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel


class ImportState(StrEnum):
    """How far an import is.

    `failed`: the rest of the body cannot be read; what was read before stands.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RowFault(AnswerModel):
    """A row that was refused. `row` counts from 1, without the header."""

    row: int
    pointer: str = Field(description="The column of a CSV file, or a JSON Pointer into the row of JSON Lines.")
    code: str
    detail: str


class ImportAnswer(AnswerModel):
    """An import: its progress, and a page of the rows that were refused."""

    id: str
    state: ImportState
    detail: str = Field(description="Why it failed; else empty.")
    created_at: datetime
    updated_at: datetime
    bytes: int
    rows_read: int
    rows_written: int
    rows_unchanged: int
    rows_refused: int
    faults: tuple[RowFault, ...]
    next: str | None = Field(description="The cursor of the following page of faults.")
