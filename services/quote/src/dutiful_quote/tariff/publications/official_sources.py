"""Which official files are read for which country, and by which reader: the table of sources, and the walk over files.

A file is recognised by what it is (JSON, workbook, CSV) and by the columns of its first row, never by its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError, UnreadableFileError
from dutiful_quote.tariff.import_report import ImportOptions, RefusedRow
from dutiful_quote.tariff.publications.official_files import Row, first_character, records_of_csv, records_of_json
from dutiful_quote.tariff.publications.us_hts import us_hts_folder
from dutiful_quote.tariff.publications.us_hts_files import (
    CSV_FIELDS,
    JSON_FIELDS,
    RATE_LINE_FIELDS,
    add_csv_row,
    add_json_row,
    add_rate_line,
)
from dutiful_quote.tariff.publications.writing import FactFolder

#: So many refused rows are kept; a file with more of them is another file.
MOST_REFUSED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of official files: recognised by the `columns` that every row has, read row by row by `add`.

    `dialect` is how its rates are written; empty where it has none.
    """

    name: str
    columns: frozenset[str]
    add: Callable[[FactFolder, Mapping[str, Any]], None]
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class OfficialSource:
    """The files of one publication. `begin` makes the folder before the first row."""

    begin: Callable[[], FactFolder]
    layouts: tuple[Layout, ...]


SOURCES: Final[Mapping[str, OfficialSource]] = {
    "us": OfficialSource(
        us_hts_folder,
        (
            Layout("USITC export in JSON", JSON_FIELDS, add_json_row, "US"),
            Layout("USITC export in CSV", CSV_FIELDS, add_csv_row, "US"),
            Layout("rated lines of the schedule in CSV", RATE_LINE_FIELDS, add_rate_line, "US"),
        ),
    ),
}


@dataclass(slots=True)
class FactsOfFiles:
    """What was read: the facts, where each row of them came from, what was refused, how many rows each file had."""

    folder: FactFolder
    measure_places: list[tuple[str, str]] = field(default_factory=list)
    line_places: list[tuple[str, str]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)

    def origin_of(self, table: str, row: int) -> tuple[str, str]:
        """(file, place) of what became the row of a fact table."""
        places = self.line_places if "lines.csv" in table else self.measure_places
        return places[row - 1] if 0 < row <= len(places) else (table, f"row {row}")

    def add(self, layout: Layout, file: str, row: Row) -> None:
        """Add one row, or note why it is refused."""
        place, record = row
        folder = self.folder
        kept = (len(folder.measures), len(folder.lines))
        try:
            layout.add(folder, record)
        except RowRefusedError as error:
            del folder.measures[kept[0] :], folder.lines[kept[1] :]
            self.refused.append(RefusedRow(file, place, str(error)))
            if len(self.refused) > MOST_REFUSED:
                raise UnreadableFileError(file, place, f"more than {MOST_REFUSED} rows were refused") from None
        self.measure_places += [(file, place)] * (len(folder.measures) - kept[0])
        self.line_places += [(file, place)] * (len(folder.lines) - kept[1])
        self.read[file] = self.read.get(file, 0) + 1


def read_official(source: str, files: Sequence[Path], options: ImportOptions) -> FactsOfFiles:
    """The facts of official files, in the order of their names.

    Raises:
        OSError: a file cannot be read.
        UnreadableFileError: a file is not of this source, or the options lack what the files do not say.
    """
    kind = SOURCES[source]
    facts = FactsOfFiles(kind.begin())
    dialects: set[str] = set()
    for path in sorted(files, key=lambda path: (path.name, str(path))):
        if path.name in facts.read:
            raise UnreadableFileError(path.name, "", "is named twice")
        layout: Layout | None = None
        for row in _records(path):
            if layout is None:
                layout = _layout(kind, path, row[1])
                dialects |= {layout.dialect} - {""}
            facts.add(layout, path.name, row)
        if layout is None:
            raise UnreadableFileError(path.name, "", "holds no rows")
    if len(dialects) > 1:
        raise UnreadableFileError(files[0].name, "", "its rates are written otherwise than those of the other files")
    _describe(facts.folder, files, options, next(iter(dialects), facts.folder.info["dialect"]))
    return facts


def _records(path: Path) -> Iterator[Row]:
    return records_of_json(path) if first_character(path) in {"[", "{"} else records_of_csv(path)


def _layout(kind: OfficialSource, path: Path, record: Mapping[str, Any]) -> Layout:
    found = next((layout for layout in kind.layouts if layout.columns <= record.keys()), None)
    if found is None:
        known = "; ".join(f"{layout.name} ({', '.join(sorted(layout.columns))})" for layout in kind.layouts)
        raise UnreadableFileError(path.name, "first row", f"has not the columns of any file that is read here: {known}")
    return found


def _describe(folder: FactFolder, files: Sequence[Path], options: ImportOptions, dialect: str) -> None:
    """Say of which edition the facts are; what is said of the packaged edition alone is not true of them."""
    edition = options.edition.strip()
    published_on = options.published_on.isoformat() if options.published_on else ""
    for value, name in ((edition, "--edition"), (published_on, "--published-on")):
        if not value:
            raise UnreadableFileError(files[0].name, "", f"does not say its {name[2:]}; add {name}")
    for name in ("note", "attribution"):
        folder.info.pop(name, None)
    verified = options.verified_until.isoformat() if options.verified_until else published_on
    folder.info |= {"edition": edition, "published_on": published_on, "verified_until": verified, "dialect": dialect}
