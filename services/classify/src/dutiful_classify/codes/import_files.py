"""Official nomenclatures from files: every row checked, and named where it is not what it should be."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from dutiful_classify.codes.code_system import CodeSystem
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.publications.readers import Format, format_of, records
from dutiful_shared.official_files.errors import RowRefusedError, UnreadableFileError

#: After so many refused rows the file is plainly another one.
MOST_REFUSED: Final = 1_000
#: The largest nomenclature at hand has some 36,000 rows.
MOST_ROWS: Final = 250_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is in the way, for people."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.reason}"


class NomenclatureRefusedError(Exception):
    """An edition was refused as a whole; nothing of it was kept. `rows` are what is in the way."""

    def __init__(self, system: str, rows: Sequence[RefusedRow]) -> None:
        self.rows = tuple(rows)
        super().__init__(f"{len(self.rows)} rows of the nomenclature of {system} were refused; nothing was loaded")


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """The rows of a file in their order. `digest` is the same for the same rows, whatever the file's form."""

    rows: tuple[NomenclatureRow, ...]
    digest: str


@dataclass(slots=True)
class _Reading:
    """What was seen of a file so far."""

    file: str
    system: CodeSystem | None
    rows: list[NomenclatureRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    seen: dict[tuple[str, str], list[tuple[date, date, str]]] = field(default_factory=dict)

    def take(self, place: str, row: NomenclatureRow) -> None:
        """Keep a row.

        Raises:
            RowRefusedError: it does not fit the system, or those before it.
        """
        if row.code and self.system and len(row.code) not in self.system.levels:
            lengths = ", ".join(map(str, self.system.levels))
            said = f"code: {row.code} has {len(row.code)} digits; codes of {self.system.key} have {lengths}"
            raise RowRefusedError(said)
        if self.rows and (row.indent is None) != (self.rows[0].indent is None):
            raise RowRefusedError("indent: some rows have one and others have none")
        if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
            raise RowRefusedError(f"valid_to: {row.valid_to} is before {row.valid_from}")
        self._once(place, row)
        self.rows.append(row)

    def _once(self, place: str, row: NomenclatureRow) -> None:
        if not row.code:
            return
        begins, ends = row.valid_from or date.min, row.valid_to or date.max
        before = self.seen.setdefault((row.code, row.suffix), [])
        for other_begins, other_ends, other_place in before:
            if begins <= other_ends and other_begins <= ends:
                said = f"code: {row.code} {row.suffix} stands at {other_place} already, for the same days"
                raise RowRefusedError(said)
        before.append((begins, ends, place))


def read_edition(key: str, system: CodeSystem | None, path: Path) -> ReadEdition:
    """The rows of an official file of the system `key`.

    Raises:
        OSError: the file is not there.
        UnreadableFileError: it is none that is read for the system.
        NomenclatureRefusedError: rows of it are malformed, stand twice, or contradict each other.
    """
    reading = _Reading(path.name, system)
    for place, read in _parsed(key, path, reading):
        try:
            reading.take(place, read)
        except RowRefusedError as error:
            _refuse(reading, place, error)
    if reading.refused:
        raise NomenclatureRefusedError(key, reading.refused)
    if not reading.rows:
        raise UnreadableFileError(path.name, "", "holds no rows")
    return ReadEdition(tuple(reading.rows), digest_of(reading.rows))


def _parsed(key: str, path: Path, reading: _Reading) -> Iterator[tuple[str, NomenclatureRow]]:
    form: Format | None = None
    for count, (place, record) in enumerate(records(path), start=1):
        if count > MOST_ROWS:
            raise UnreadableFileError(path.name, place, f"has more than {MOST_ROWS} rows")
        form = form or format_of(key, path, record)
        try:
            row = form.read(record)
        except RowRefusedError as error:
            _refuse(reading, place, error)
            continue
        if not (form.repeats and reading.rows and reading.rows[-1].code == row.code):
            yield place, row


def _refuse(reading: _Reading, place: str, error: RowRefusedError) -> None:
    reading.refused.append(RefusedRow(reading.file, place, str(error)))
    if len(reading.refused) > MOST_REFUSED:
        raise UnreadableFileError(reading.file, place, f"more than {MOST_REFUSED} rows were refused") from None


def digest_of(rows: Sequence[NomenclatureRow]) -> str:
    """SHA-256 over what the rows say, in their order."""
    digest = hashlib.sha256()
    for row in rows:
        parts = (row.code, row.suffix, row.indent, row.text, row.valid_from, row.valid_to, row.declarable)
        digest.update("\x1f".join(map(str, parts)).encode())
        digest.update(b"\x1e")
    return digest.hexdigest()
