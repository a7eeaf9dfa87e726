"""What an import is asked for and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dutiful_quote.tariff.errors import ImportRefusedError
from dutiful_quote.tariff.schedule import ReleaseInfo


def _nobody(_rows: int) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the files do not say themselves.

    Attributes:
        edition: the publisher's label of this edition, such as "2026 Revision 10".
        published_on: the day of publication.
        verified_until: the last day for which the edition speaks; without it the day of publication.
        accept_refused: load although up to so many rows were refused; they are left out.
        reason: why that is right; needed with `accept_refused`.
        on_rows: told how many further rows were written to the store.
    """

    edition: str = ""
    published_on: date | None = None
    verified_until: date | None = None
    accept_refused: int = 0
    reason: str = ""
    on_rows: Callable[[int], None] = _nobody


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its file, where it stands there, and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        files: rows read of each file.
        releases: the releases that hold the facts now, ready to be checked and activated.
        known: ids of those that were loaded before: the same facts.
        measures: rows of measures made of what was read.
        lines: declarable codes made of what was read.
        counted: what was passed over or not loaded, and how often.
        refused: every row that was refused.
        reason: why refused rows were accepted.
    """

    source: str
    files: Mapping[str, int]
    releases: tuple[ReleaseInfo, ...]
    known: frozenset[str]
    measures: int
    lines: int
    counted: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[RefusedRow, ...] = ()
    reason: str = ""


class TooManyRefusedError(ImportRefusedError):
    """More rows were refused than the import accepts; nothing was loaded. `refused` has every one of them."""

    def __init__(self, source: str, refused: Sequence[RefusedRow], accepted: int) -> None:
        self.refused = tuple(refused)
        found = "1 row was refused" if len(refused) == 1 else f"{len(refused)} rows were refused"
        super().__init__(f"{source}: {found}, {accepted} may be; nothing was loaded. The first: {refused[0]}")
